import { namedArgument } from "../../named-argument.ts";

import { UsageError } from "../../exit-codes.ts";
import { SettingsCommand } from "../../settings-command.ts";
import { settingRow, settingRows } from "../../settings/setting-rows.ts";
import { closest } from "../../settings/settings-file.ts";

export class ConfigGet extends SettingsCommand {
  static override summary = "Print one setting.";
  static override args = {
    setting: namedArgument({ required: true, description: "Dotted name, such as stripe.share." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(ConfigGet);
    if (settingRow(args.setting) === undefined) throw unknownSetting(args.setting);
    const placed = (await this.settings(flags)).values.get(args.setting);
    if (flags.json)
      this.printResult("config get", {
        setting: args.setting,
        value: placed?.value ?? null,
        place: placed?.place ?? null,
      });
    else if (placed !== undefined)
      this.print(typeof placed.value === "string" ? placed.value : JSON.stringify(placed.value));
    return this.exitWith("done");
  }
}

export function unknownSetting(path: string): UsageError {
  const near = closest(
    path,
    settingRows.map((row) => row.path),
  );
  return new UsageError(`There is no setting ${path}${near === undefined ? "" : `; did you mean ${near}?`}`);
}
