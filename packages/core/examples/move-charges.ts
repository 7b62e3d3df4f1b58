/** An internal application: moves an account's charges and refunds into Experience Platform, and proves that they arrived. */
import { type ConnectorConfig, createConnector, Secret } from "@stripe-aep/core";
import { builtInSchemas, nodePorts } from "@stripe-aep/core/node";

const { STRIPE_URL = "", STRIPE_KEY = "", AEP_URL = "", AEP_IMS_URL = "", AEP_ORG = "" } = process.env;
const { AEP_CLIENT_ID: clientId = "", AEP_CLIENT_SECRET = "", AEP_SANDBOX: sandbox = "prod" } = process.env;
const [key, clientSecret] = [new Secret(STRIPE_KEY), new Secret(AEP_CLIENT_SECRET)];
const credential = { clientId, clientSecret, apiKey: clientId, imsOrganization: AEP_ORG };
const config: ConnectorConfig = {
  stripe: { baseUrl: STRIPE_URL, apiVersion: "2025-02-24.acacia", credential: { kind: "key", key } },
  platform: { baseUrl: AEP_URL, imsUrl: AEP_IMS_URL, ...credential, sandbox },
  state: { store: { kind: "sqlite", file: "state/state.db" }, spoolFolder: "spool" },
  schemasFolder: builtInSchemas(),
  datasets: { charges: ["object", "event"], refunds: ["object"] },
  policy: { preset: "minimal" },
};
const ports = nodePorts({ stateFolder: "state" });
const connector = await createConnector(config, ports);
try {
  await connector.apply(await connector.plan());
  const { charges, refunds } = (await connector.sync()).resources;
  const { verdict } = await connector.reconcile();
  process.stdout.write(`${charges?.accepted ?? 0} charges, ${refunds?.accepted ?? 0} refunds: ${verdict}\n`);
  process.exitCode = verdict === "differs" ? 2 : 0;
} finally {
  await connector.close();
  await ports.close();
}
