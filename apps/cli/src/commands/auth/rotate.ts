import { rename, writeFile } from "node:fs/promises";

import { createConnector, Secret, type ConnectorConfig } from "@stripe-aep/core";
import { option as optionFlag } from "@oclif/core/flags";

import { ConnectedCommand, type Connected } from "../../connected-command.ts";

const settingOf = { stripe: "stripe.key", aep: "aep.clientSecret" } as const;

export class AuthRotate extends ConnectedCommand {
  static override summary =
    "Replace a stored secret by the one on standard input, once that has been proven to open the same.";
  static override description =
    "The old secret stays in force until the new one has answered for the same Stripe account and mode, or for the same Adobe organisation; only then is the file replaced. Revoke the old one afterwards.";
  static override examples = ["<%= config.bin %> auth rotate --for stripe < new-key.txt"];
  static override flags = {
    for: optionFlag({
      options: ["stripe", "aep"] as const,
      required: true,
      description: "Which secret: the Stripe key, or the client secret of the Adobe credential.",
    })(),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(AuthRotate);
    const setting = settingOf[flags.for];
    const given = (await this.terminal.readInput()).trim();
    if (given === "") throw this.usage("Nothing came on standard input");
    return this.connected(flags, async (connected) => {
      const reference = String(connected.settings.values.get(setting)?.value);
      if (!reference.startsWith("file:"))
        throw this.usage(
          `${setting} stands in ${reference}, which only its owner can replace; \`auth login\` stores files`,
        );
      const secret = new Secret(given);
      const opens = await (flags.for === "stripe"
        ? this.proveStripe(connected, secret)
        : this.provePlatform(connected, secret));
      const file = reference.slice("file:".length);
      // Renamed into place: a run that starts meanwhile reads the old secret or the new one, never half of one.
      await writeFile(`${file}.new`, `${given}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
      if (flags.json) this.printResult("auth rotate", { setting, reference, opens });
      else this.print(`The new secret opens ${opens} and stands in ${file}. Revoke the old one now.`);
      return this.exitWith("done");
    });
  }

  /** Both keys must open the same account in the same mode; the state belongs to it. */
  private async proveStripe({ connector, config, ports }: Connected, key: Secret): Promise<string> {
    const before = await connector.probe.stripe();
    const after = await probed(
      { ...config, stripe: { ...config.stripe, credential: { kind: "key", key } } },
      ports,
      (it) => it.probe.stripe(),
    );
    const [old, fresh] = [before, after].map(
      ({ account, livemode }) => `${account ?? "an account"} in ${livemode ? "live" : "test"} mode`,
    );
    if (old !== fresh) throw this.usage(`The new key opens ${fresh}, the old one ${old}; nothing was replaced`);
    const lost = after.probes.filter(
      ({ name, granted }) => !granted && before.probes.some((probe) => probe.name === name && probe.granted),
    );
    if (lost.length > 0)
      throw this.usage(
        `The new key lacks ${lost.map(({ name }) => name).join(", ")}, which the old one has; nothing was replaced`,
      );
    return `Stripe account ${fresh ?? ""}`;
  }

  private async provePlatform({ config, ports }: Connected, clientSecret: Secret): Promise<string> {
    const platform = { ...config.platform, clientSecret } as ConnectorConfig["platform"];
    const { probes } = await probed({ ...config, platform }, ports, (it) => it.probe.platform());
    const refused = probes.find(({ needed, granted, tried }) => needed && tried && !granted);
    if (refused !== undefined)
      throw this.usage(`The new secret ${refused.detail}: ${refused.reason ?? ""}; nothing was replaced`);
    return `organisation ${config.platform.imsOrganization}`;
  }
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
