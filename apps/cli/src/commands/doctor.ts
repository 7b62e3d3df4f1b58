import { namedArgument } from "../named-argument.ts";
import { boolean as booleanFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../connected-command.ts";
import { checks } from "../doctor/checks.ts";
import { areas, type Finding } from "../doctor/finding.ts";
import { renderFindings } from "../doctor/render-findings.ts";

export class Doctor extends ConnectedCommand {
  static override summary =
    "Check keys, permissions, modes, addresses, clock, disk and state; say who can mend what is missing.";
  static override examples = ["<%= config.bin %> doctor", "<%= config.bin %> doctor stripe"];
  static override args = { area: namedArgument({ description: "Only this area.", options: [...areas] }) };
  static override flags = { strict: booleanFlag({ description: "Exit with 2 when there is a warning." }) };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Doctor);
    const chosen = areas.filter((area) => args.area === undefined || area === args.area);
    const findings: Finding[] = [];
    await this.connected(flags, async (connected) => {
      const input = { ...connected, stateFolder: this.stateFolder(connected.settings) };
      for (const area of chosen) findings.push(...(await checks[area](input)));
    });
    if (flags.json) this.printResult("doctor", { findings });
    else this.print(renderFindings(findings, this.style));
    const failed = findings.filter(({ level }) => level === "failed");
    if (failed.some(({ access }) => access === true)) return this.exitWith("access");
    if (failed.length > 0) return this.exitWith("failed");
    return this.exitWith(flags.strict && findings.some(({ level }) => level === "warning") ? "differs" : "done");
  }
}
