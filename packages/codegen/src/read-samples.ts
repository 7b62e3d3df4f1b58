import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CodegenError } from "./errors.ts";

/** One real Stripe object, as a file holds it. */
export interface Sample {
  file: string;
  text: string;
  object: Record<string, unknown>;
}

/**
 * Reads `<folder>/<resource>/*.json` for one resource, in the order of the file names.
 * @throws CodegenError SAEP-2001, SAEP-2002, SAEP-2003
 */
export async function readSamples(folder: string, resource: string, object: string): Promise<Sample[]> {
  const directory = join(folder, resource);
  const names = await readdir(directory).catch(() => [] as string[]);
  const files = names.filter((name) => name.endsWith(".json")).sort();
  if (files.length === 0) {
    throw new CodegenError("noSamples", {
      what: `There is no sample of ${resource}`,
      where: directory,
      why: "The folder is missing or holds no .json file.",
    });
  }
  return Promise.all(files.map((name) => readSample(join(directory, name), object)));
}

/**
 * The resources that have samples in an operator's folder.
 * @throws CodegenError SAEP-2001 when there is none, or when a folder is of no known resource
 */
export async function findSampledResources(folder: string, known: string[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const strange = folders.filter((name) => !known.includes(name));
  if (folders.length > 0 && strange.length === 0) return known.filter((resource) => folders.includes(resource));
  throw new CodegenError("noSamples", {
    what: strange.length > 0 ? `${strange.join(", ")} is no known resource` : "There are no samples",
    where: folder,
    why: `Samples stand in folders called ${known.join(", ")}.`,
  });
}

async function readSample(file: string, object: string): Promise<Sample> {
  const text = await readFile(file, "utf8");
  const value = parseObject(file, text);
  if (value.object === object) return { file, text, object: value };
  throw new CodegenError("wrongObject", {
    what: `The sample is a ${JSON.stringify(value.object) ?? "thing without `object`"}, not a ${object}`,
    where: `${file}, object`,
    why: `This folder holds samples of ${object}.`,
  });
}

function parseObject(file: string, text: string): Record<string, unknown> {
  const details = { what: "The sample is not one JSON object", where: file };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (cause) {
    throw new CodegenError("badSample", { ...details, why: `${(cause as Error).message}.` }, cause);
  }
  throw new CodegenError("badSample", { ...details, why: "It is another kind of JSON value." });
}
