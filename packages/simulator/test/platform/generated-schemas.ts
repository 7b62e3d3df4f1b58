import { readFileSync } from "node:fs";
import type { TestPlatform } from "./platform-client.ts";

const folder = new URL("../../../../schemas/", import.meta.url);

export interface GeneratedDataset {
  readonly behavior: string;
  readonly dataTypes?: readonly string[];
  readonly class?: string;
  readonly fieldGroups?: readonly string[];
  readonly schema: string;
  readonly descriptors: string;
}

export interface Manifest {
  readonly namespaces: readonly { readonly code: string; readonly standard?: boolean }[];
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly object: string;
        readonly dataPrep: Readonly<Record<string, string>>;
        readonly datasets: Readonly<Record<string, GeneratedDataset>>;
      }
    >
  >;
}

export function readSchemaFile(path: string): string {
  return readFileSync(new URL(path, folder), "utf8");
}

export const manifest = JSON.parse(readSchemaFile("manifest.json")) as Manifest;

/** Creates the generated namespaces, schemas and descriptors in a platform, as a client would; ids by file. */
export async function createGeneratedSchemas(here: TestPlatform): Promise<Map<string, string>> {
  for (const namespace of manifest.namespaces.filter(({ standard }) => standard !== true)) {
    const answer = await here.call("POST", "/data/core/idnamespace/identities", { body: namespace });
    if (answer.status !== 200) throw new Error(`namespace ${namespace.code}: ${answer.text}`);
  }
  const ids = new Map<string, string>();
  const body = (path: string): unknown =>
    JSON.parse(
      readSchemaFile(path)
        .replaceAll("{TENANT}", here.platform.tenantId)
        .replaceAll(/\{REF:([^}]+)\}/g, (_all, file: string) => ids.get(file) ?? `missing:${file}`),
    );
  const create = async (kind: string, path: string | undefined): Promise<void> => {
    if (path === undefined || path.startsWith("https:") || ids.has(path)) return;
    const answer = await here.call("POST", `/data/foundation/schemaregistry/tenant/${kind}`, { body: body(path) });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`);
    ids.set(path, answer.body.$id);
  };
  const datasets = Object.values(manifest.resources).flatMap((resource) => Object.values(resource.datasets));
  for (const dataset of datasets) {
    for (const path of dataset.dataTypes ?? []) await create("datatypes", path);
    await create("classes", dataset.class);
    for (const path of dataset.fieldGroups ?? []) await create("fieldgroups", path);
    await create("schemas", dataset.schema);
  }
  for (const { descriptors } of datasets) {
    for (const descriptor of body(descriptors) as object[]) {
      const answer = await here.call("POST", "/data/foundation/schemaregistry/tenant/descriptors", {
        body: descriptor,
      });
      if (answer.status !== 201) throw new Error(`${descriptors}: ${JSON.stringify(descriptor)}: ${answer.text}`);
    }
  }
  return ids;
}
