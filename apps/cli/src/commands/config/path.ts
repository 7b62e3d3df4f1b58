import { SettingsCommand } from "../../settings-command.ts";
import { settingsPaths } from "../../settings/load-settings.ts";

export class ConfigPath extends SettingsCommand {
  static override summary = "Say which settings files and which state folder are used.";

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigPath);
    const { project, user } = await settingsPaths(this.request(flags), this.terminal);
    const settings = await this.settings(flags).catch(() => undefined);
    const state = settings === undefined ? undefined : this.stateFolder(settings);
    if (flags.json) this.printResult("config path", { project: project ?? null, user, state: state ?? null });
    else
      this.print(
        `project  ${project ?? "none: `stripe-aep init` writes one"}\nuser     ${user}\nstate    ${state ?? "unknown while the settings are not valid"}`,
      );
    return this.exitWith("done");
  }
}
