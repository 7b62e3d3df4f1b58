import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CodegenError } from "./errors.ts";
import { generate } from "./generate.ts";
import { compareArtefacts, writeArtefacts } from "./write-artefacts.ts";

const usage = `stripe-aep-codegen [--schemas DIR] [--samples DIR] [--out DIR] [--check] [--api-version acacia|endive]`;

/** Runs the generator: 0 done, 1 failed, 2 differences found by --check, 64 wrong usage. */
export async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (!options) {
    process.stderr.write(`${usage}\n`);
    return 64;
  }
  const schemas = resolve(options.schemas ?? "schemas");
  const out = resolve(options.out ?? schemas);
  try {
    const { artefacts } = await generate({
      schemas,
      ...(options.samples ? { samples: resolve(options.samples) } : {}),
      ...(options["api-version"] ? { apiVersion: options["api-version"] } : {}),
    });
    const differences = await (options.check ? compareArtefacts(artefacts, out) : writeArtefacts(artefacts, out));
    for (const { path, change } of differences) process.stdout.write(`${change.padEnd(8)} ${path}\n`);
    process.stdout.write(
      `${artefacts.length} files, ${differences.length} ${options.check ? "differ" : "written or removed"}\n`,
    );
    return options.check && differences.length > 0 ? 2 : 0;
  } catch (error) {
    if (!(error instanceof CodegenError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        schemas: { type: "string" },
        samples: { type: "string" },
        out: { type: "string" },
        check: { type: "boolean" },
        "api-version": { type: "string" },
      },
    }).values;
  } catch {
    return undefined;
  }
}
