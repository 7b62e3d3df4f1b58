import { ConnectedCommand } from "../connected-command.ts";
import { renderStatus } from "../status/render-status.ts";

export class Status extends ConnectedCommand {
  static override summary = "Say where every account stands: backfill, last run, lag, quarantine, reads.";

  async run(): Promise<number> {
    const { flags } = await this.parse(Status);
    const feeds = await this.connected(flags, ({ connector }) => connector.status());
    if (flags.json) this.printResult("status", { feeds });
    else this.print(renderStatus(feeds, this.style));
    return this.exitWith("done");
  }
}
