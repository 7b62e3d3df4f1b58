import { stat } from "node:fs/promises";
import { join } from "node:path";

import { ConnectedCommand } from "../../connected-command.ts";
import { formatCount } from "../../render/numbers.ts";

export class StateShow extends ConnectedCommand {
  static override summary = "Say where the state is kept, how large it is, and what it knows.";

  async run(): Promise<number> {
    const { flags } = await this.parse(StateShow);
    return this.connected(flags, async ({ connector, config, settings }) => {
      const folder = this.stateFolder(settings);
      const store = config.state.store.kind;
      const bytes = store === "sqlite" ? await stat(join(folder, "state.sqlite")).then(({ size }) => size) : undefined;
      const feeds = await connector.status();
      if (flags.json) this.printResult("state show", { folder, store, bytes: bytes ?? null, feeds });
      else {
        const lines = feeds.map(
          ({ account, livemode, backfills }) =>
            `account  ${account} ${livemode ? "live" : "test"}: ${backfills.map(({ resource, status }) => `${resource} ${status}`).join(", ")}`,
        );
        this.print(
          [
            `folder   ${folder}`,
            `store    ${store}${bytes === undefined ? "" : `, ${formatCount(bytes)} bytes`}`,
            ...lines,
          ].join("\n"),
        );
      }
      return this.exitWith("done");
    });
  }
}
