import { namedArgument } from "../../named-argument.ts";
import { boolean as booleanFlag } from "@oclif/core/flags";

import { SettingsCommand } from "../../settings-command.ts";
import { settingsPaths } from "../../settings/load-settings.ts";
import { settingRow } from "../../settings/setting-rows.ts";
import { writeSetting } from "../../settings/write-setting.ts";
import { UsageError } from "../../exit-codes.ts";
import { unknownSetting } from "./get.ts";

export class ConfigSet extends SettingsCommand {
  static override summary = "Write one setting into the settings file; comments stay.";
  static override args = {
    setting: namedArgument({ required: true, description: "Dotted name, such as stripe.share." }),
    value: namedArgument({ required: true, description: "The value; lists are separated by commas, maps are JSON." }),
  };
  static override flags = {
    local: booleanFlag({ description: "Into the project's stripe-aep.yaml; the default.", exclusive: ["global"] }),
    global: booleanFlag({ aliases: ["user"], description: "Into your own file, for all projects." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(ConfigSet);
    const row = settingRow(args.setting);
    if (row === undefined) throw unknownSetting(args.setting);
    const value = row.type.fromText(args.value);
    const problem = row.type.problemOf(value);
    if (problem !== undefined) throw new UsageError(`${args.setting} ${problem}`);
    const paths = await settingsPaths(this.request(flags), this.terminal);
    const file = flags.global ? paths.user : paths.project;
    if (file === undefined)
      throw new UsageError("There is no stripe-aep.yaml here or above; `stripe-aep init` writes one");
    const profile = await writeSetting(file, flags.profile, args.setting, value);
    if (flags.json) this.printResult("config set", { setting: args.setting, value, profile, file });
    else this.print(`${args.setting} is now ${args.value} in profile ${profile} of ${file}`);
    return this.exitWith("done");
  }
}
