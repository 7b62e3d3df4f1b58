import { resolve } from "node:path";

import { namedArgument } from "../../named-argument.ts";

import { renderTable } from "../../render/table.ts";
import { StripeAepCommand } from "../../stripe-aep-command.ts";

export class SchemaDiff extends StripeAepCommand {
  static override summary =
    "Compare two folders of schemas: what is safe, what needs a new field, what is impossible after data.";
  static override description = "Exits with 2 when the folders differ; 1 stays for errors, unlike diff(1).";
  static override args = {
    before: namedArgument({ required: true, description: "Folder with the schemas that are in use." }),
    after: namedArgument({ required: true, description: "Folder with the new ones." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SchemaDiff);
    const { diffSchemas } = await import("@stripe-aep/codegen");
    const changes = await diffSchemas(
      resolve(this.terminal.workingFolder, args.before),
      resolve(this.terminal.workingFolder, args.after),
    );
    if (flags.json) this.printResult("schema diff", { changes });
    else if (changes.length === 0) this.print("No difference that matters to a schema with data.");
    else {
      const columns = [
        { title: "dataset" },
        { title: "path" },
        { title: "change" },
        { title: "verdict" },
        { title: "" },
      ];
      this.print(
        renderTable(
          columns,
          changes.map(({ dataset, path, change, verdict, why }) => [
            dataset,
            path,
            change,
            verdict,
            this.style.quiet(why),
          ]),
          this.style,
        ),
      );
    }
    return this.exitWith(changes.length > 0 ? "differs" : "done");
  }
}
