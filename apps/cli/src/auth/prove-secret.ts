import { createConnector, type ConnectorConfig, type Secret } from "@stripe-aep/core";

import type { Connected } from "../connected-command.ts";
import { UsageError } from "../exit-codes.ts";

/** Both keys must open the same account in the same mode; the state belongs to it. */
export async function proveStripe({ connector, config, ports }: Connected, key: Secret): Promise<string> {
  const before = await connector.probe.stripe();
  const after = await probed(
    { ...config, stripe: { ...config.stripe, credential: { kind: "key", key } } },
    ports,
    (it) => it.probe.stripe(),
  );
  const [old, fresh] = [before, after].map(
    ({ account, livemode }) => `${account ?? "an account"} in ${livemode ? "live" : "test"} mode`,
  );
  if (old !== fresh) throw new UsageError(`The new key opens ${fresh}, the old one ${old}; nothing was replaced`);
  const lost = after.probes.filter(
    ({ name, granted }) => !granted && before.probes.some((probe) => probe.name === name && probe.granted),
  );
  if (lost.length > 0)
    throw new UsageError(
      `The new key lacks ${lost.map(({ name }) => name).join(", ")}, which the old one has; nothing was replaced`,
    );
  return `Stripe account ${fresh ?? ""}`;
}

/** The new secret must be granted what is needed. */
export async function provePlatform({ config, ports }: Connected, clientSecret: Secret): Promise<string> {
  const platform = { ...config.platform, clientSecret } as ConnectorConfig["platform"];
  const { probes } = await probed({ ...config, platform }, ports, (it) => it.probe.platform());
  const refused = probes.find(({ needed, granted, tried }) => needed && tried && !granted);
  if (refused !== undefined)
    throw new UsageError(`The new secret ${refused.detail}: ${refused.reason ?? ""}; nothing was replaced`);
  return `organisation ${config.platform.imsOrganization}`;
}

async function probed<Result>(
  config: ConnectorConfig,
  ports: Connected["ports"],
  probe: (connector: Connected["connector"]) => Promise<Result>,
): Promise<Result> {
  const connector = await createConnector(config, ports);
  try {
    return await probe(connector);
  } finally {
    await connector.close();
  }
}
