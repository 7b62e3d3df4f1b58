import { resolve } from "node:path";

import { namedArgument } from "../../named-argument.ts";

import { builtInSchemas } from "../../built-in-schemas.ts";
import { StripeAepCommand } from "../../stripe-aep-command.ts";

export class SchemaLint extends StripeAepCommand {
  static override summary = "Hold a folder of schemas against the rules and limits of Experience Platform.";
  static override args = {
    folder: namedArgument({ description: "Folder with a manifest.json; default: the built-in schemas." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SchemaLint);
    const { lintFolder, lintTable } = await import("@stripe-aep/codegen");
    const problems = await lintFolder(
      args.folder === undefined ? builtInSchemas() : resolve(this.terminal.workingFolder, args.folder),
    );
    if (flags.json) this.printResult("schema lint", { rules: lintTable.length, problems });
    else if (problems.length === 0) this.print(`${this.style.good("✓")} all ${lintTable.length} rules hold.`);
    else
      this.print(
        problems.map((problem) => `${this.style.bad("✗")} ${Object.values(problem).map(String).join("  ")}`).join("\n"),
      );
    return this.exitWith(problems.length > 0 ? "differs" : "done");
  }
}
