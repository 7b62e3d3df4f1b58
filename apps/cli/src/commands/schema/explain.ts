import { resolve } from "node:path";

import { namedArgument } from "../../named-argument.ts";
import { string as stringFlag } from "@oclif/core/flags";

import { builtInSchemas } from "../../built-in-schemas.ts";
import { StripeAepCommand } from "../../stripe-aep-command.ts";

export class SchemaExplain extends StripeAepCommand {
  static override summary = "Say everything about one field: types, conversion, policy, labels, and why.";
  static override examples = [
    "<%= config.bin %> schema explain charges.payment_method_details.klarna.payment_method_category",
  ];
  static override args = {
    field: namedArgument({ required: true, description: "Resource and Stripe path, with dots." }),
  };
  static override flags = {
    schemas: stringFlag({ description: "Folder of schemas; default: the built-in ones.", helpValue: "DIR" }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SchemaExplain);
    const { explainField, explanationLines } = await import("@stripe-aep/codegen");
    const folder = flags.schemas === undefined ? builtInSchemas() : resolve(this.terminal.workingFolder, flags.schemas);
    const { row, children } = await explainField(folder, args.field);
    if (flags.json) this.printResult("schema explain", { field: row, children });
    else {
      const below = children.map(
        ({ resource, path, xdmType }) => `  ${resource}.${path}  ${this.style.quiet(xdmType)}`,
      );
      this.print([...explanationLines(row), ...(below.length === 0 ? [] : ["", "below it", ...below])].join("\n"));
    }
    return this.exitWith("done");
  }
}
