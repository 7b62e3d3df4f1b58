import { integer as integerFlag, boolean as booleanFlag } from "@oclif/core/flags";
import type { Connector, SyncOptions } from "@stripe-aep/core";

import { ConnectedCommand, readResources } from "../connected-command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RunResult } from "../results/command-results.ts";
import { renderDryRun } from "../sync/render-dry-run.ts";
import { exitOfRun, renderRun } from "../sync/render-run.ts";
import { runSync } from "../sync/run-sync.ts";
import { untilInterrupted } from "../sync/until-next-run.ts";

type ChosenResources = Pick<SyncOptions, "resources">;

export class Sync extends ConnectedCommand {
  static override summary = "Move what is new: the history where it was never read whole, then changes and deletions.";
  static override examples = [
    "<%= config.bin %> sync",
    "<%= config.bin %> sync charges refunds --json",
    "<%= config.bin %> sync --dry-run",
  ];
  static override strict = false;
  static override usage = "sync [RESOURCE...] [--dry-run] [--watch] [--every SECONDS]";
  static override flags = {
    "dry-run": booleanFlag({
      description: "Read and map everything, send nothing, and say what would be sent, refused and why.",
    }),
    watch: booleanFlag({ description: "Go on until interrupted." }),
    every: integerFlag({ description: "Seconds between runs with --watch.", default: 60, min: 1 }),
  };

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(Sync);
    const resources = readResources(argv as string[]);
    const chosen = resources === undefined ? {} : { resources };
    return this.connected(flags, async ({ connector }) => {
      if (flags["dry-run"]) {
        const report = await connector.dryRun({ ...chosen, signal: this.terminal.interrupted });
        if (flags.json) this.printResult("sync --dry-run", { dryRun: true, ...report });
        else this.print(renderDryRun(report, this.style));
        return this.exitWith("done");
      }
      if (flags.watch) return this.watch(connector, chosen, flags);
      const { run, exit } = await this.once(connector, chosen, flags.json);
      if (flags.json) this.printResult("sync", { run, exit });
      return exit;
    });
  }

  private async watch(
    connector: Connector,
    chosen: ChosenResources,
    { every, json }: { readonly every: number; readonly json: boolean },
  ): Promise<number> {
    const { interrupted } = this.terminal;
    let runs = 0;
    const act = async (): Promise<void> => {
      const { run, exit } = await this.once(connector, chosen, json);
      if (json) this.printLine("sync", { type: "run", run, exit });
      runs += 1;
    };
    await untilInterrupted(act, every, interrupted);
    if (json) this.printResult("sync --watch", { runs, exit: exitCodes.interrupted.code });
    return this.exitWith("interrupted");
  }

  private async once(connector: Connector, chosen: ChosenResources, json: boolean): Promise<RunResult> {
    const run = await runSync(
      connector,
      chosen,
      this.terminal,
      json ? (progress) => this.printLine("sync", { type: "progress", ...progress }) : undefined,
    );
    if (!json) this.showRun(renderRun(run, this.style));
    return { run, exit: exitCodes[exitOfRun(run)].code };
  }
}
