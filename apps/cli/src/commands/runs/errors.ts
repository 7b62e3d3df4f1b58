import { ConnectedCommand } from "../../connected-command.ts";
import { formatCount } from "../../render/numbers.ts";
import { renderTable } from "../../render/table.ts";

export class RunsErrors extends ConnectedCommand {
  static override summary = "Group what is in quarantine by its reason, with an example of each.";

  async run(): Promise<number> {
    const { flags } = await this.parse(RunsErrors);
    const entries = await this.connected(flags, ({ connector }) => connector.quarantine.list({ limit: 100_000 }));
    const groups = [
      ...Map.groupBy(entries, ({ code, resource, path, rule }) => JSON.stringify([code, resource, path, rule])),
    ].map(([key, ofOne]) => {
      const [code, resource, path, rule] = JSON.parse(key) as [string, string, string, string];
      return { code, resource, path, rule, count: ofOne.length, example: ofOne[0]?.object_id ?? "" };
    });
    const ordered = groups.sort((a, b) => b.count - a.count);
    if (flags.json) this.printResult("runs errors", { groups: ordered });
    else if (ordered.length === 0) this.print("No record is in quarantine.");
    else {
      const columns = [
        { title: "code" },
        { title: "resource" },
        { title: "records", align: "right" as const },
        { title: "path" },
        { title: "rule" },
        { title: "such as" },
      ];
      this.print(
        renderTable(
          columns,
          ordered.map(({ code, resource, count, path, rule, example }) => [
            code,
            resource,
            formatCount(count),
            path,
            rule,
            example,
          ]),
          this.style,
        ),
      );
    }
    return this.exitWith("done");
  }
}
