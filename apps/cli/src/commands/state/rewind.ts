import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../../connected-command.ts";
import { readMoment } from "../../state/read-moment.ts";

export class StateRewind extends ConnectedCommand {
  static override summary =
    "Have the next run read all changes since a moment again; what has arrived is not sent twice.";
  static override description =
    "Safe, because every object is sent with its version and one that the platform has is recognised. Further back than Stripe keeps events (30 days), the next run lists everything again.";
  static override examples = [
    "<%= config.bin %> state rewind --to 2026-10-01",
    "<%= config.bin %> state rewind --to 6h --dry-run",
  ];
  static override flags = {
    to: stringFlag({
      required: true,
      description: "A day, a UTC time, or so long ago: 90m, 6h, 3d.",
      helpValue: "WHEN",
    }),
    "dry-run": booleanFlag({ description: "Say which cursors would go back, and change nothing.", default: false }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(StateRewind);
    const dryRun = flags["dry-run"];
    const cursors = await this.connected(flags, ({ connector, ports }) =>
      connector.rewind(readMoment(flags.to, "--to", Math.floor(ports.clock.now() / 1000)), { dryRun }),
    );
    if (flags.json) this.printResult("state rewind", { dryRun, cursors });
    else if (cursors.length === 0) this.print("Nothing was read beyond that moment yet; nothing changes.");
    else {
      const lines = cursors.map(({ source, before, after }) => `  ${source}  ${timeOf(before)} → ${timeOf(after)}`);
      const closing = dryRun ? "Nothing was changed." : "The next `stripe-aep sync` reads from there.";
      this.print([...lines, this.style.quiet(closing)].join("\n"));
    }
    return this.exitWith("done");
  }
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
