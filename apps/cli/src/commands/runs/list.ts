import { integer as integerFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../../connected-command.ts";
import { formatCount } from "../../render/numbers.ts";
import { renderTable } from "../../render/table.ts";
import { refusedRowsOf } from "../../sync/refused-rows.ts";

export class RunsList extends ConnectedCommand {
  static override summary = "List runs, newest first.";
  static override flags = { limit: integerFlag({ description: "How many.", default: 20, min: 1 }) };

  async run(): Promise<number> {
    const { flags } = await this.parse(RunsList);
    const runs = await this.connected(flags, ({ connector }) => connector.runs.list(flags.limit));
    if (flags.json) this.printResult("runs list", { runs });
    else {
      const columns = [
        { title: "run" },
        { title: "began" },
        { title: "mode" },
        { title: "status" },
        { title: "sent", align: "right" as const },
        { title: "refused", align: "right" as const },
      ];
      const rows = runs.map(({ runId, startedAt, mode, status, resources }) => {
        const sent = Object.values(resources)
          .flatMap(({ datasets }) => Object.values(datasets))
          .reduce((sum, figures) => sum + figures.sent, 0);
        const refused = refusedRowsOf(Object.values(resources));
        return [
          runId,
          new Date(startedAt).toISOString(),
          mode,
          status,
          formatCount(sent),
          refused === 0 ? this.style.quiet("0") : this.style.warning(formatCount(refused)),
        ];
      });
      this.print(renderTable(columns, rows, this.style));
    }
    return this.exitWith("done");
  }
}
