import { join } from "node:path";
import type { Artefact } from "./artefact.ts";
import type { FactRow, MappingFile } from "./mapping.ts";
import type { XdmNode } from "./xdm.ts";
import { readJson } from "./read-json.ts";

/** `manifest.json`, as far as tools read it. */
export interface Manifest {
  formatVersion: number;
  apiVersion: string;
  stripePackage: string;
  namespaces: { code: string; name: string; idType: string; description: string; standard?: boolean }[];
  resources: Record<string, ResourceEntry>;
}

interface ResourceEntry {
  object: string;
  stripeSchema: string;
  mapping: string;
  dataPrep: Record<string, string>;
  dataPrepByPreset: Record<string, Record<string, string>>;
  datasets: Record<string, DatasetEntry>;
}

export interface DatasetEntry {
  title: string;
  behavior: "record" | "time-series";
  profile: boolean;
  dataTypes?: string[];
  class?: string;
  fieldGroups?: string[];
  schema: string;
  descriptors: string;
  rowSchema: string;
}

/** A body of the Schema Registry: data type, class, field group or schema. */
export interface RegistryBody extends XdmNode {
  definitions?: { customFields: XdmNode };
  allOf?: { $ref: string }[];
  "meta:intendedToExtend"?: string[];
  "meta:extends"?: string[];
  "meta:behaviorType"?: string;
}

export interface DescriptorBody {
  "@type": string;
  "xdm:sourceSchema": string;
  "xdm:sourceProperty": string;
  "xdm:destinationSchema"?: string;
  "xdm:destinationProperty"?: string;
  "xdm:namespace"?: string;
  "xdm:identityNamespace"?: string;
  "xdm:destinationNamespace"?: string;
  "xdm:isPrimary"?: boolean;
  "xdm:labels"?: string[];
}

/** The JSON files of a folder of generated schemas, by path; from memory or from disk. */
export class SchemaFolder {
  readonly #files: ReadonlyMap<string, unknown>;
  readonly manifest: Manifest;

  constructor(files: ReadonlyMap<string, unknown>) {
    this.#files = files;
    this.manifest = files.get("manifest.json") as Manifest;
  }

  /** What the generator is about to write. */
  static of(artefacts: Artefact[]): SchemaFolder {
    const json = artefacts.filter(({ path }) => path.endsWith(".json"));
    return new SchemaFolder(new Map(json.map(({ path, text }) => [path, JSON.parse(text) as unknown])));
  }

  /**
   * What a folder holds: the manifest and every file that it names.
   * @throws CodegenError SAEP-2013
   */
  static async read(folder: string): Promise<SchemaFolder> {
    const failure = { error: "unreadableSchemas", what: "The folder of schemas cannot be read" } as const;
    const read = (path: string): Promise<unknown> => readJson(join(folder, path), undefined, failure);
    const manifest = (await read("manifest.json")) as Manifest;
    const files = new Map<string, unknown>([["manifest.json", manifest]]);
    for (const path of pathsOf(manifest)) files.set(path, await read(path));
    return new SchemaFolder(files);
  }

  /** Every path, sorted. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  file(path: string): unknown {
    return this.#files.get(path);
  }

  body(path: string): RegistryBody {
    return this.#files.get(path) as RegistryBody;
  }

  descriptors(path: string): DescriptorBody[] {
    return this.#files.get(path) as DescriptorBody[];
  }

  mapping(path: string): MappingFile & { datasets: { event?: { facts: FactRow[] } } } {
    return this.#files.get(path) as MappingFile;
  }

  /** Bodies to post, without descriptors: data types, classes, field groups, schemas. */
  get registryPaths(): string[] {
    const isBody = (path: string): boolean => !path.endsWith("row.schema.json") && !path.endsWith("descriptors.json");
    return this.paths.filter((path) => path.startsWith("xdm/") && isBody(path));
  }

  /** Every dataset with its resource and kind. */
  get datasets(): { resource: string; kind: string; entry: DatasetEntry }[] {
    return Object.entries(this.manifest.resources).flatMap(([resource, { datasets }]) =>
      Object.entries(datasets).map(([kind, entry]) => ({ resource, kind, entry })),
    );
  }

  /** The node that carries a body's own fields: for a field group or relational schema its custom fields. */
  fieldsOf(path: string): XdmNode {
    const body = this.body(path);
    return body.definitions?.customFields ?? body;
  }

  /** Follows a reference of ours to its body. */
  resolve(reference: string): RegistryBody | undefined {
    const path = /^\{REF:(.*)\}$/.exec(reference)?.[1];
    return path === undefined ? undefined : (this.#files.get(path) as RegistryBody | undefined);
  }
}

/** Every file that a manifest names, each once. */
export function pathsOf(manifest: Manifest): string[] {
  const paths = Object.values(manifest.resources).flatMap((resource) => [
    resource.stripeSchema,
    resource.mapping,
    ...Object.values(resource.dataPrepByPreset).flatMap((sets) => Object.values(sets)),
    ...Object.values(resource.datasets).flatMap(pathsOfDataset),
  ]);
  return [...new Set(paths)].filter((path) => !path.startsWith("https://"));
}

function pathsOfDataset({
  dataTypes = [],
  class: owner,
  fieldGroups = [],
  schema,
  descriptors,
  rowSchema,
}: DatasetEntry): string[] {
  return [...dataTypes, ...(owner === undefined ? [] : [owner]), ...fieldGroups, schema, descriptors, rowSchema];
}
