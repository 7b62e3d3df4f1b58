import { cp, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { string as stringFlag } from "@oclif/core/flags";

import { builtInSchemas } from "../../built-in-schemas.ts";
import { StripeAepCommand } from "../../stripe-aep-command.ts";

export class SchemaTypes extends StripeAepCommand {
  static override summary = "Write the TypeScript types of Stripe's objects and of the XDM rows.";
  static override flags = {
    out: stringFlag({ description: "Folder to write.", helpValue: "DIR", required: true }),
    schemas: stringFlag({ description: "Folder of schemas; default: the built-in ones.", helpValue: "DIR" }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(SchemaTypes);
    const from = flags.schemas === undefined ? builtInSchemas() : resolve(this.terminal.workingFolder, flags.schemas);
    const out = resolve(this.terminal.workingFolder, flags.out);
    await mkdir(out, { recursive: true });
    await cp(join(from, "types"), out, { recursive: true });
    if (flags.json) this.printResult("schema types", { out });
    else this.print(`Wrote the types to ${out}; begin with index.d.ts.`);
    return this.exitWith("done");
  }
}
