/** A connector in a process of its own, so that it can be killed: settings come as JSON on the command line. */
import type { ConnectorConfig } from "../../src/config.ts";
import { createConnector } from "../../src/connector.ts";
import { nodePorts } from "../../src/ports/node-ports.ts";
import { Secret } from "../../src/secret.ts";

export interface ChildSettings {
  readonly folder: string;
  readonly key: string;
  readonly clientSecret: string;
  readonly config: ConnectorConfig;
}

const settings = JSON.parse(process.argv[2] ?? "") as ChildSettings;
const { config } = settings;
const connector = await createConnector(
  {
    ...config,
    stripe: { ...config.stripe, credential: { kind: "key", key: new Secret(settings.key) }, webhookSecrets: {} },
    platform: { ...config.platform, clientSecret: new Secret(settings.clientSecret) },
    delivery: { batchRows: 40, fileBytes: 20_000 },
  },
  nodePorts({ stateFolder: settings.folder }),
);
await connector.sync();
await connector.close();
process.exit(0);
