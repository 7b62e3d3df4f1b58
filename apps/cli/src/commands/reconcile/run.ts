import { option as optionFlag, string as stringFlag } from "@oclif/core/flags";

import { ConnectedCommand, readResources } from "../../connected-command.ts";
import { readDay } from "../../reconcile/read-day.ts";
import { runReconciliation } from "../../reconcile/run-reconciliation.ts";
import { exitOfReconciliation, renderReconciliation } from "../../reconcile/render-reconciliation.ts";

export class ReconcileRun extends ConnectedCommand {
  static override summary = "Compare both sides, object by object and cent by cent; exit 2 when anything differs.";
  static override examples = [
    "<%= config.bin %> reconcile run",
    "<%= config.bin %> reconcile run charges --from 2026-10-01 --to 2026-10-31",
  ];
  static override strict = false;
  static override usage = "reconcile run [RESOURCE...] [--from DAY] [--to DAY] [--level counts|sums|digests]";
  static override flags = {
    from: stringFlag({ description: "First UTC day of `created`.", helpValue: "YYYY-MM-DD" }),
    to: stringFlag({ description: "Last UTC day of `created`, itself included.", helpValue: "YYYY-MM-DD" }),
    level: optionFlag({
      options: ["counts", "sums", "digests"] as const,
      default: "digests" as const,
      description: "How deep: counts, also sums, also the content of every object.",
    })(),
  };

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(ReconcileRun);
    const resources = readResources(argv as string[]);
    const options = {
      level: flags.level,
      ...(resources === undefined ? {} : { resources }),
      ...(flags.from === undefined ? {} : { from: readDay(flags.from, "--from") }),
      ...(flags.to === undefined ? {} : { to: readDay(flags.to, "--to") + 86_400 }),
    };
    const report = await this.connected(flags, ({ connector }) =>
      runReconciliation(
        connector,
        options,
        this.terminal,
        flags.json ? (progress) => this.printLine("reconcile run", { type: "progress", ...progress }) : undefined,
      ),
    );
    if (flags.json) this.printResult("reconcile run", { report });
    else this.print(renderReconciliation(report, this.style));
    return this.exitWith(exitOfReconciliation(report));
  }
}
