import { resolve } from "node:path";

import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { builtInSchemas } from "../../built-in-schemas.ts";
import { StripeAepCommand } from "../../stripe-aep-command.ts";

export class SchemaGenerate extends StripeAepCommand {
  static override summary = "Generate schemas, mappings and types from your own samples and decisions.";
  static override examples = [
    "<%= config.bin %> schema generate --out ./schemas",
    "<%= config.bin %> schema generate --samples ./my-samples --out ./schemas",
  ];
  static override flags = {
    from: stringFlag({
      description: "Folder with `decisions/` and `samples/`; default: the one that stripe-aep brings.",
      helpValue: "DIR",
    }),
    samples: stringFlag({ description: "Your own samples, DIR/<resource>/*.json.", helpValue: "DIR" }),
    out: stringFlag({ description: "Folder to write.", helpValue: "DIR", required: true }),
    "api-version": stringFlag({ description: "acacia (pinned) or endive." }),
    check: booleanFlag({ description: "Write nothing; exit with 2 when the folder differs." }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(SchemaGenerate);
    const { checkSchemas, generateSchemas } = await import("@stripe-aep/codegen");
    const folder = (path: string): string => resolve(this.terminal.workingFolder, path);
    const options = {
      schemas: flags.from === undefined ? builtInSchemas() : folder(flags.from),
      out: folder(flags.out),
      ...(flags.samples === undefined ? {} : { samples: folder(flags.samples) }),
      ...(flags["api-version"] === undefined ? {} : { apiVersion: flags["api-version"] }),
    };
    const { out, files, differences } = await (flags.check ? checkSchemas(options) : generateSchemas(options));
    if (flags.json) this.printResult("schema generate", { out, files, differences });
    else
      this.print(`${files} files in ${out}, ${differences.length} ${flags.check ? "differ" : "written or removed"}.`);
    return this.exitWith(flags.check && differences.length > 0 ? "differs" : "done");
  }
}
