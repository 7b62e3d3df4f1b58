import { option as optionFlag } from "@oclif/core/flags";

import { dayFlags, readScope } from "../../reconcile/read-scope.ts";
import { ReconcileCommand } from "../../reconcile/reconcile-command.ts";
import { exitOfReconciliation, renderReconciliation } from "../../reconcile/render-reconciliation.ts";

export class ReconcileRun extends ReconcileCommand {
  static override summary = "Compare both sides, object by object and cent by cent; exit 2 when anything differs.";
  static override examples = [
    "<%= config.bin %> reconcile run",
    "<%= config.bin %> reconcile run charges --from 2026-10-01 --to 2026-10-31",
  ];
  static override strict = false;
  static override usage = "reconcile run [RESOURCE...] [--from DAY] [--to DAY] [--level counts|sums|digests]";
  static override flags = {
    ...dayFlags,
    level: optionFlag({
      options: ["counts", "sums", "digests"] as const,
      default: "digests" as const,
      description: "How deep: counts, also sums, also the content of every object.",
    })(),
  };

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(ReconcileRun);
    const options = { ...readScope(argv as string[], flags), level: flags.level };
    const report = await this.connected(flags, ({ connector }) =>
      this.compare("reconcile run", connector, options, flags.json),
    );
    if (flags.json) this.printResult("reconcile run", { report });
    else this.print(renderReconciliation(report, this.style));
    return this.exitWith(exitOfReconciliation(report));
  }
}
