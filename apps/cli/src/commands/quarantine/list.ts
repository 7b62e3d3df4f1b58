import { integer as integerFlag, option as optionFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../../connected-command.ts";
import { renderTable } from "../../render/table.ts";

export class QuarantineList extends ConnectedCommand {
  static override summary = "List refused records with the path and the rule.";
  static override flags = {
    status: optionFlag({
      options: ["open", "replayed", "dropped"] as const,
      default: "open" as const,
      description: "Which entries.",
    })(),
    limit: integerFlag({ description: "How many.", default: 100, min: 1 }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(QuarantineList);
    const entries = await this.connected(flags, ({ connector }) =>
      connector.quarantine.list({ status: flags.status, limit: flags.limit }),
    );
    if (flags.json) {
      this.printResult("quarantine list", { entries: entries.map(({ source: _source, ...entry }) => entry) });
    } else if (entries.length === 0) {
      this.print("No record is in quarantine.");
    } else {
      const columns = [
        { title: "entry" },
        { title: "resource" },
        { title: "object" },
        { title: "path" },
        { title: "rule" },
        { title: "code" },
      ];
      this.print(
        renderTable(
          columns,
          entries.map((entry) => [
            entry.quarantine_id,
            entry.resource,
            entry.object_id,
            entry.path,
            entry.rule,
            entry.code,
          ]),
          this.style,
        ),
      );
    }
    return this.exitWith("done");
  }
}
