import { integer as integerFlag, boolean as booleanFlag } from "@oclif/core/flags";
import type { Connector } from "@stripe-aep/core";

import { ConnectedCommand, readResources } from "../connected-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { renderDryRun } from "../sync/render-dry-run.ts";
import { exitOfRun, renderRun } from "../sync/render-run.ts";
import { runSync } from "../sync/run-sync.ts";
import { untilNextRun } from "../sync/until-next-run.ts";

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
        if (flags.json) this.printJson({ dryRun: true, ...report });
        else this.print(renderDryRun(report, this.style));
        return this.exitWith("done");
      }
      let exit = await this.once(connector, chosen, flags.json);
      while (flags.watch && (await untilNextRun(flags.every, this.terminal.interrupted)))
        exit = await this.once(connector, chosen, flags.json);
      return flags.watch ? exitCodes.interrupted.code : exit;
    });
  }

  private async once(connector: Connector, chosen: Parameters<Connector["sync"]>[0], json: boolean): Promise<number> {
    const run = await runSync(connector, chosen ?? {}, this.terminal);
    const exit = exitCodes[exitOfRun(run)].code;
    if (json) this.printJson({ run, exit });
    else this.print(renderRun(run, this.style));
    return exit;
  }
}
