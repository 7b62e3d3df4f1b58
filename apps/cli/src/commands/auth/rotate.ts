import { rename, writeFile } from "node:fs/promises";

import { Secret } from "@stripe-aep/core";
import { option as optionFlag } from "@oclif/core/flags";

import { provePlatform, proveStripe } from "../../auth/prove-secret.ts";
import { ConnectedCommand } from "../../connected-command.ts";

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
      const opens = await (flags.for === "stripe" ? proveStripe(connected, secret) : provePlatform(connected, secret));
      const file = reference.slice("file:".length);
      // Renamed into place: a run that starts meanwhile reads the old secret or the new one, never half of one.
      await writeFile(`${file}.new`, `${given}\n`, { mode: 0o600 });
      await rename(`${file}.new`, file);
      if (flags.json) this.printResult("auth rotate", { setting, reference, opens });
      else this.print(`The new secret opens ${opens} and stands in ${file}. Revoke the old one now.`);
      return this.exitWith("done");
    });
  }
}
