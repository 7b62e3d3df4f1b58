import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { option as optionFlag, string as stringFlag } from "@oclif/core/flags";

import { SettingsCommand } from "../../settings-command.ts";

const files = { stripe: "stripe-key", aep: "aep-client-secret" } as const;
const settings = { stripe: "stripe.key", aep: "aep.clientSecret" } as const;

export class AuthLogin extends SettingsCommand {
  static override summary =
    "Store a secret in a file that only you can read; it is taken from standard input, never from a flag.";
  static override examples = ["<%= config.bin %> auth login --for stripe < key.txt"];
  static override flags = {
    for: optionFlag({
      options: ["stripe", "aep"] as const,
      required: true,
      description: "Which secret: the Stripe key, or the client secret of the Adobe credential.",
    })(),
    file: stringFlag({ description: "Where it is stored; default: beside the state.", helpValue: "FILE" }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(AuthLogin);
    const secret = (await this.terminal.readInput()).trim();
    if (secret === "") throw this.usage("Nothing came on standard input");
    const resolved = await this.settings(flags);
    const file =
      flags.file === undefined
        ? resolve(this.stateFolder(resolved), "secrets", files[flags.for])
        : resolve(this.terminal.workingFolder, flags.file);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, `${secret}\n`, { mode: 0o600 });
    const setting = settings[flags.for];
    if (flags.json) this.printResult("auth login", { setting, reference: `file:${file}` });
    else this.print(`Stored. Point the setting at it: \`stripe-aep config set ${setting} file:${file}\``);
    return this.exitWith("done");
  }
}
