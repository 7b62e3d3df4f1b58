import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CodegenError, codegenErrorCodes } from "./errors.ts";
import { checkSchemas, generateSchemas } from "./generate-schemas.ts";
import type { GenerateSchemasOptions, GenerateSchemasResult } from "./generate-schemas.ts";
import { regenerateCommand } from "./artefact.ts";
import { recordRelease } from "./released-schemas.ts";

const usage = `Usage: stripe-aep-codegen [options]

  --schemas DIR        folder with decisions/ and samples/ (default: schemas)
  --samples DIR        your own samples, DIR/<resource>/*.json
  --out DIR            folder to write (default: the folder of --schemas)
  --preset NAME        add a preset of decisions/presets, for example commerce=magento
  --api-version NAME   acacia (pinned) or endive; endive goes beside, with a report of what changes
  --check              write nothing, list what differs, exit 2 if anything does
  --release VERSION    record the schemas as released: later changes that a schema with data cannot take are refused
`;

/** What the command writes to. */
export interface Output {
  out: (text: string) => void;
  error: (text: string) => void;
}

const standardOutput: Output = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/** Runs the generator: 0 done, 1 failed, 2 differences found by --check, 64 wrong usage. */
export async function main(argv: string[], output: Output = standardOutput): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === "string") {
    output.error(`${options}\n\n${usage}`);
    return 64;
  }
  if (options.help) {
    output.out(usage);
    return 0;
  }
  try {
    return await run(options, output);
  } catch (error) {
    if (!(error instanceof CodegenError)) throw error;
    output.error(`${error.message}\n`);
    return 1;
  }
}

interface Options {
  help: boolean;
  check: boolean;
  release?: string;
  generate: GenerateSchemasOptions;
}

async function run(options: Options, output: Output): Promise<number> {
  if (options.release !== undefined) {
    output.out(`recorded ${await recordRelease(options.generate.schemas, options.release)}\n`);
    return 0;
  }
  const result = await (options.check ? checkSchemas(options.generate) : generateSchemas(options.generate));
  report(result, options.check, output);
  return options.check && result.differences.length > 0 ? 2 : 0;
}

function report({ files, differences, generated }: GenerateSchemasResult, check: boolean, output: Output): void {
  for (const { path, change } of differences) output.out(`${change.padEnd(9)} ${path}\n`);
  for (const { file, member, name } of generated.ignored) output.out(`ignored   ${file}, ${member}: ${name}\n`);
  const verb = check ? "differ" : "written or removed";
  output.out(`${files} files for ${generated.model.apiVersion.version}, ${differences.length} ${verb}\n`);
  if (!check || differences.length === 0) return;
  const { code, title } = codegenErrorCodes.stale;
  output.error(`${code} ${title}: run \`${regenerateCommand}\` and commit what it changes.\n`);
}

/** The options, or what is wrong with them. */
function readOptions(argv: string[]): Options | string {
  try {
    const { values } = parseArgs({ args: argv, options: optionTable });
    const folder = (name: "samples" | "out"): Record<string, string> =>
      values[name] === undefined ? {} : { [name]: resolve(values[name]) };
    return {
      help: values.help ?? false,
      check: values.check ?? false,
      ...(values.release === undefined ? {} : { release: values.release }),
      generate: {
        schemas: resolve(values.schemas ?? "schemas"),
        ...folder("samples"),
        ...folder("out"),
        ...(values["api-version"] === undefined ? {} : { apiVersion: values["api-version"] }),
        ...(values.preset === undefined ? {} : { preset: values.preset }),
      },
    };
  } catch (error) {
    return (error as Error).message;
  }
}

const optionTable = {
  schemas: { type: "string" },
  samples: { type: "string" },
  out: { type: "string" },
  preset: { type: "string" },
  "api-version": { type: "string" },
  release: { type: "string" },
  check: { type: "boolean" },
  help: { type: "boolean" },
} as const;
