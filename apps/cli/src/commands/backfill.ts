import { ConnectedCommand, readResources } from "../connected-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { exitOfRun, renderRun } from "../sync/render-run.ts";
import { runSync } from "../sync/run-sync.ts";

export class Backfill extends ConnectedCommand {
  static override summary = "List everything again, newest first; what is unchanged is not sent.";
  static override examples = ["<%= config.bin %> backfill", "<%= config.bin %> backfill customers"];
  static override strict = false;
  static override usage = "backfill [RESOURCE...]";

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(Backfill);
    const resources = readResources(argv as string[]);
    return this.connected(flags, async ({ connector }) => {
      const run = await runSync(
        connector,
        { mode: "backfill", ...(resources === undefined ? {} : { resources }) },
        this.terminal,
        flags.json ? (progress) => this.printLine("backfill", { type: "progress", ...progress }) : undefined,
      );
      const exit = exitOfRun(run);
      if (flags.json) this.printResult("backfill", { run, exit: exitCodes[exit].code });
      else this.showRun(renderRun(run, this.style));
      return this.exitWith(exit);
    });
  }
}
