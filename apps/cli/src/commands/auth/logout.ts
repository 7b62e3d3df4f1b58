import { rm } from "node:fs/promises";
import { join } from "node:path";

import { SettingsCommand } from "../../settings-command.ts";

export class AuthLogout extends SettingsCommand {
  static override summary = "Remove the secrets that `auth login` stored beside the state.";

  async run(): Promise<number> {
    const { flags } = await this.parse(AuthLogout);
    const folder = join(this.stateFolder(await this.settings(flags)), "secrets");
    await rm(folder, { recursive: true, force: true });
    if (flags.json) this.printResult("auth logout", { removed: folder });
    else this.print(`Removed ${folder}.`);
    return this.exitWith("done");
  }
}
