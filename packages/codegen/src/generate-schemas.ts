import { cp, mkdir, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { findApiVersion, pinnedApiVersion } from "./api-versions.ts";
import type { Artefact } from "./artefact.ts";
import { emitChanges } from "./compare-api-versions.ts";
import { CodegenError } from "./errors.ts";
import { generate } from "./generate.ts";
import type { GenerateOptions, Generated } from "./generate.ts";
import { refuseImpossibleChanges } from "./released-schemas.ts";
import { compareArtefacts, writeArtefacts } from "./write-artefacts.ts";
import type { Difference } from "./write-artefacts.ts";

export interface GenerateSchemasOptions extends GenerateOptions {
  /** Folder to write; by default `schemas` itself, or `<schemas>/api-versions/<version>` for another API version. */
  out?: string;
}

export interface GenerateSchemasResult {
  /** The folder that was written or compared. */
  out: string;
  /** How many files the folder should hold. */
  files: number;
  differences: Difference[];
  generated: Generated;
}

/**
 * Generates into a folder. Another folder than `schemas` gets the decisions and samples too, so that it is whole: it can be
 * named wherever `schemas` can, and be generated again (with `samples: <out>/samples` when it has not every resource).
 * @throws CodegenError before anything is written
 */
export async function generateSchemas(options: GenerateSchemasOptions): Promise<GenerateSchemasResult> {
  const { out, generated, artefacts } = await prepare(options);
  const differences = await writeArtefacts(artefacts, out);
  if (out !== resolve(options.schemas)) await copyInputs(options, out);
  return { out, files: artefacts.length, differences, generated };
}

/**
 * Compares a folder with what would be generated, and changes nothing.
 * @throws CodegenError
 */
export async function checkSchemas(options: GenerateSchemasOptions): Promise<GenerateSchemasResult> {
  const { out, generated, artefacts } = await prepare(options);
  return { out, files: artefacts.length, differences: await compareArtefacts(artefacts, out), generated };
}

async function prepare(
  options: GenerateSchemasOptions,
): Promise<{ out: string; generated: Generated; artefacts: Artefact[] }> {
  const out = resolve(outputFolder(options));
  await refuseUnsafeOutput(options, out);
  const generated = await generate(options);
  const artefacts = [...generated.artefacts, ...(await changesFor(options, generated))];
  await refuseImpossibleChanges(generated.artefacts, out);
  return { out, generated, artefacts };
}

function outputFolder(options: GenerateSchemasOptions): string {
  if (options.out !== undefined) return options.out;
  const { name, version } = findApiVersion(options.apiVersion ?? pinnedApiVersion);
  return name === pinnedApiVersion ? options.schemas : join(options.schemas, "api-versions", version);
}

/** The report of what another API version changes, against the pinned one. */
async function changesFor(options: GenerateSchemasOptions, generated: Generated): Promise<Artefact[]> {
  if (generated.model.apiVersion.name === pinnedApiVersion) return [];
  const pinned = await generate({ ...options, apiVersion: pinnedApiVersion });
  return emitChanges(pinned, generated);
}

/** Samples and decisions are never overwritten, and one folder never holds what two sets of inputs made. */
async function refuseUnsafeOutput(options: GenerateSchemasOptions, out: string): Promise<void> {
  const schemas = resolve(options.schemas);
  const inputs = [
    join(schemas, "decisions"),
    join(schemas, "samples"),
    ...(options.samples ? [resolve(options.samples)] : []),
  ];
  const inside = inputs.find((input) => !relative(input, out).startsWith(".."));
  const foreign =
    out === schemas && options.samples !== undefined && resolve(options.samples) !== join(schemas, "samples");
  const file = await stat(out).catch(() => undefined);
  const why = inside
    ? `It is in ${inside}.`
    : foreign
      ? "It holds what was generated from other samples."
      : file && !file.isDirectory()
        ? "It is a file."
        : undefined;
  if (why !== undefined)
    throw new CodegenError("unsafeOutput", { what: "The output folder cannot be used", where: out, why });
}

async function copyInputs(options: GenerateSchemasOptions, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  await cp(join(options.schemas, "decisions"), join(out, "decisions"), { recursive: true });
  await cp(options.samples ?? join(options.schemas, "samples"), join(out, "samples"), { recursive: true });
}
