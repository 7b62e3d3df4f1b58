import { boolean as booleanFlag } from "@oclif/core/flags";

import { renderTable } from "../../render/table.ts";
import { SettingsCommand } from "../../settings-command.ts";

export class ConfigList extends SettingsCommand {
  static override summary = "List the settings that are in force.";
  static override description =
    "With --verbose, where each value came from: flag, environment, project file, your own file, or default.";
  static override flags = { verbose: booleanFlag({ char: "v", description: "Say where each value came from." }) };

  async run(): Promise<number> {
    const { flags } = await this.parse(ConfigList);
    const { profile, values } = await this.settings(flags);
    if (flags.json) {
      this.printResult("config list", {
        profile,
        settings: Object.fromEntries(
          [...values].map(([path, { value, place, line }]) => [path, { value, place, line }]),
        ),
      });
      return this.exitWith("done");
    }
    const columns = [
      { title: "setting" },
      { title: `value (profile ${profile})` },
      ...(flags.verbose ? [{ title: "from" }] : []),
    ];
    const rows = [...values].map(([path, { value, place, line }]) => [
      path,
      textOf(value),
      line === undefined ? place : `${place}:${line}`,
    ]);
    this.print(renderTable(columns, rows, this.style));
    return this.exitWith("done");
  }
}

/** Lists and maps as one would say them: `charges: object, event; refunds: object`. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}: ${textOf(member)}`);
  return members.length === 0 ? "none" : members.join("; ");
}
