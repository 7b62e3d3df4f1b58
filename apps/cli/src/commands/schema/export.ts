import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { string as stringFlag } from "@oclif/core/flags";

import { builtInSchemas } from "../../built-in-schemas.ts";
import { registryBodyPaths, type ExportManifest } from "../../schema/registry-body-paths.ts";
import { StripeAepCommand } from "../../stripe-aep-command.ts";

export class SchemaExport extends StripeAepCommand {
  static override summary = "Print the exact bodies for the Schema Registry, in the order to create them.";
  static override description =
    "With `{TENANT}` and `{REF:path}` in place of the tenant id and of the ids that the Registry gives, unless --tenant names the tenant.";
  static override flags = {
    tenant: stringFlag({ description: "Tenant id without the underscore." }),
    schemas: stringFlag({ description: "Folder of schemas; default: the built-in ones.", helpValue: "DIR" }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(SchemaExport);
    const folder = flags.schemas === undefined ? builtInSchemas() : resolve(this.terminal.workingFolder, flags.schemas);
    const read = async (path: string): Promise<unknown> => {
      const text = await readFile(join(folder, path), "utf8");
      return JSON.parse(flags.tenant === undefined ? text : text.replaceAll("{TENANT}", flags.tenant)) as unknown;
    };
    const manifest = (await read("manifest.json")) as ExportManifest;
    const bodies: { path: string; body: unknown }[] = [];
    for (const path of registryBodyPaths(manifest)) bodies.push({ path, body: await read(path) });
    if (flags.json) this.printResult("schema export", { namespaces: manifest.namespaces, bodies });
    else this.print(JSON.stringify({ namespaces: manifest.namespaces, bodies }, undefined, 2));
    return this.exitWith("done");
  }
}
