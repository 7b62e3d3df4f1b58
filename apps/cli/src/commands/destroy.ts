import type { DestroyReport } from "@stripe-aep/core";
import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { StepLines } from "../render/step-lines.ts";
import { ConnectedCommand } from "../connected-command.ts";

export class Destroy extends ConnectedCommand {
  static override summary = "Remove what `apply` made; say what stays for ever.";
  static override flags = {
    "dry-run": booleanFlag({ description: "Say what would be removed, and remove nothing." }),
    yes: booleanFlag({ description: "Remove without being asked; not enough for production." }),
    confirm: stringFlag({
      description: "Name of the production profile, typed as confirmation.",
      helpValue: "PROFILE",
    }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Destroy);
    return this.connected(flags, async ({ connector, settings }) => {
      const planned = await connector.planDestroy();
      if (flags["dry-run"]) return this.show(planned, "would be removed", flags.json);
      await this.confirm(settings, flags.confirm, `Removing ${planned.removed.length} objects and their data`);
      if (settings.values.get("production")?.value !== true && !flags.yes) await this.askFor(planned.removed.length);
      const lines = new StepLines(this.terminal);
      const report = await connector.destroy({
        signal: this.terminal.interrupted,
        onProgress: (progress) => {
          lines.update(progress);
          if (flags.json) this.printLine("destroy", { type: "progress", ...progress });
        },
      });
      lines.finish();
      return this.show(report, "were removed", flags.json);
    });
  }

  private async askFor(count: number): Promise<void> {
    const answer = await this.terminal.ask(`Remove ${count} objects and their data? Type yes: `);
    if (answer !== "yes")
      throw this.usage("destroy removes datasets with their data: give --yes, or type yes at a terminal");
  }

  private show(report: DestroyReport, verb: string, json: boolean): number {
    if (json) {
      this.printResult("destroy", report);
      return this.exitWith("done");
    }
    const lines = [`${report.removed.length} objects ${verb}.`];
    for (const { object, reason } of report.permanent)
      lines.push(`  stays  ${object.kind} ${object.key.replace(/^[^/]+\//, "")}: ${reason}`);
    if (report.adopted.length > 0) lines.push(`  ${report.adopted.length} objects were there before us and stay.`);
    this.print(lines.join("\n"));
    return this.exitWith("done");
  }
}
