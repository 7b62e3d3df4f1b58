import { resolve } from "node:path";

import { countSteps, type ApplyProgress } from "@stripe-aep/core";
import { namedArgument } from "../named-argument.ts";
import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../connected-command.ts";
import { readPlan } from "../plan/plan-file.ts";
import { StepLines } from "../render/step-lines.ts";
import { formatDuration } from "../render/numbers.ts";

export class Apply extends ConnectedCommand {
  static override summary = "Make and change what the plan says; go on where an earlier apply was cut off.";
  static override examples = ["<%= config.bin %> apply", "<%= config.bin %> apply plan.json"];
  static override args = {
    file: namedArgument({ description: "A plan saved by `plan -o`; refused when it no longer holds." }),
  };
  static override flags = {
    "dry-run": booleanFlag({ description: "Make the plan, check it, and change nothing." }),
    confirm: stringFlag({
      description: "Name of the production profile, typed as confirmation.",
      helpValue: "PROFILE",
    }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Apply);
    const saved = args.file === undefined ? undefined : await readPlan(resolve(this.terminal.workingFolder, args.file));
    return this.connected(flags, async ({ connector, settings }) => {
      const plan = saved ?? (await connector.plan());
      const counts = countSteps(plan);
      if (counts.irreversible > 0 && !flags["dry-run"])
        await this.confirm(settings, flags.confirm, `${counts.irreversible} steps that can never be undone`);
      if (flags["dry-run"]) {
        if (flags.json) this.printResult("apply --dry-run", { dryRun: true, counts });
        else this.print(`Would create ${counts.create} and change ${counts.change} objects; nothing was changed.`);
        return this.exitWith("done");
      }
      const began = performance.now();
      const lines = new StepLines(this.terminal);
      const report = await connector.apply(plan, {
        signal: this.terminal.interrupted,
        onProgress: (progress: ApplyProgress) => {
          lines.update(progress);
          if (flags.json) this.printLine("apply", { type: "progress", ...progress });
        },
      });
      lines.finish();
      const seconds = (performance.now() - began) / 1000;
      if (flags.json) this.printResult("apply", { ...report, seconds });
      else
        this.print(
          `Created ${report.created}, changed ${report.changed}, adopted ${report.adopted}, kept ${report.kept} in ${formatDuration(seconds)}.`,
        );
      return this.exitWith("done");
    });
  }
}
