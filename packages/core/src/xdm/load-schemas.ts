import { ConfigError } from "../errors.ts";
import type { Files } from "../ports/ports.ts";
import type { ResourceMapping, RowSchema, RowSchemas } from "./mapping.ts";
import type { DatasetKind } from "./page-mapper.ts";

/** What a dataset of one resource is made of: paths in the schemas folder. */
interface DatasetArtefacts {
  readonly title: string;
  readonly behavior: "record" | "time-series";
  readonly profile?: boolean;
  readonly dataTypes?: readonly string[];
  /** A path of ours or the `$id` of a class of Adobe's. */
  readonly class?: string;
  /** Paths of ours and `$id`s of Adobe's. */
  readonly fieldGroups?: readonly string[];
  readonly schema: string;
  readonly descriptors: string;
  readonly rowSchema: string;
}

interface ManifestNamespace {
  readonly code: string;
  readonly name: string;
  readonly idType: string;
  readonly description: string;
  /** True for a namespace that every sandbox has. */
  readonly standard?: boolean;
}

interface ManifestResource {
  readonly object: string;
  readonly stripeSchema: string;
  readonly mapping: string;
  /** Mapping sets for the default policy, and for each preset. */
  readonly dataPrep: Partial<Readonly<Record<DatasetKind, string>>>;
  readonly dataPrepByPreset: Readonly<Record<string, Partial<Readonly<Record<DatasetKind, string>>>>>;
  readonly datasets: Partial<Readonly<Record<DatasetKind, DatasetArtefacts>>>;
}

/** `manifest.json` at the top of the schemas folder. */
export interface SchemasManifest {
  /** Of the folder's layout; this release reads 1. */
  readonly formatVersion: number;
  readonly apiVersion: string;
  readonly stripePackage: string;
  readonly namespaces: readonly ManifestNamespace[];
  readonly resources: Readonly<Record<string, ManifestResource>>;
}

/** The generated artefacts, as they are before a tenant is known. */
export interface SchemaSet {
  readonly folder: string;
  readonly manifest: SchemasManifest;
  /** Text of a file in the folder, `{TENANT}` still in it. */
  text(path: string): Promise<string>;
  /** The same with the tenant id (without underscore) in place. Throws `ConfigError` when the id is none. */
  forTenant(tenantId: string): TenantSchemas;
}

/** A schemas folder with the organisation's tenant id in place. */
export interface TenantSchemas {
  readonly tenantId: string;
  readonly manifest: SchemasManifest;
  /** A JSON file of the folder. */
  body(path: string): Promise<unknown>;
  mapping(resource: string): Promise<ResourceMapping>;
  rowSchema(resource: string, dataset: DatasetKind): Promise<RowSchema>;
  /** Of several datasets at once, as `createPageMapper` takes them. */
  rowSchemas(resource: string, datasets: readonly DatasetKind[]): Promise<RowSchemas>;
}

const knownFormat = 1;

/** Opens the schemas folder. Throws `ConfigError` (SAEP-1306) when it holds none, or one of another format. */
export async function loadSchemas(files: Files, folder: string): Promise<SchemaSet> {
  const text = (path: string) => readText(files, `${folder}/${path}`);
  const manifest = parseJson(await text("manifest.json"), `${folder}/manifest.json`) as SchemasManifest;
  if (manifest.formatVersion !== knownFormat) {
    throw unusable(
      `${folder}/manifest.json`,
      `its format is ${String(manifest.formatVersion)}, this release reads ${knownFormat}`,
    );
  }
  return openSchemaSet({ folder, manifest, text });
}

/** A set of artefacts, wherever its texts come from. */
export function openSchemaSet(parts: Pick<SchemaSet, "folder" | "manifest" | "text">): SchemaSet {
  return { ...parts, forTenant: (tenantId) => tenantSchemas(parts, tenantId) };
}

function tenantSchemas(set: Pick<SchemaSet, "folder" | "manifest" | "text">, tenantId: string): TenantSchemas {
  if (!/^[A-Za-z0-9]\w*$/.test(tenantId)) throw unusable(set.folder, `"${tenantId}" is no tenant id`);
  const body = async (path: string) =>
    parseJson((await set.text(path)).replaceAll("{TENANT}", tenantId), `${set.folder}/${path}`);
  const resourceOf = (resource: string) => {
    const found = set.manifest.resources[resource];
    if (found === undefined) throw unusable(`${set.folder}/manifest.json`, `it does not name ${resource}`);
    return found;
  };
  const rowSchema = async (resource: string, dataset: DatasetKind) => {
    const artefacts = resourceOf(resource).datasets[dataset];
    if (artefacts === undefined) throw unusable(`${set.folder}/manifest.json`, `${resource} has no ${dataset} dataset`);
    return (await body(artefacts.rowSchema)) as RowSchema;
  };
  return {
    tenantId,
    manifest: set.manifest,
    body,
    rowSchema,
    mapping: async (resource) => (await body(resourceOf(resource).mapping)) as ResourceMapping,
    rowSchemas: async (resource, datasets) =>
      Object.fromEntries(
        await Promise.all(datasets.map(async (dataset) => [dataset, await rowSchema(resource, dataset)] as const)),
      ),
  };
}

async function readText(files: Files, path: string): Promise<string> {
  if (!(await files.exists(path))) throw unusable(path, "it does not exist");
  return Buffer.from(await files.read(path)).toString();
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(path, "it is not JSON", error);
  }
}

function unusable(where: string, reason: string, cause?: unknown): ConfigError {
  return new ConfigError({
    code: "SAEP-1306",
    message: `${where} cannot be used: ${reason}`,
    where,
    next: "Point the setting at a folder made by `pnpm codegen` of this release.",
    ...(cause === undefined ? {} : { cause }),
  });
}
