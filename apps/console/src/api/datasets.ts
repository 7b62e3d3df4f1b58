import { askAdobe } from "./flow-service.ts";

export interface Dataset {
  readonly id: string;
  readonly name: string;
  readonly schemaId: string;
  readonly profile: boolean;
}

interface CatalogDataset {
  readonly name: string;
  readonly schemaRef?: { readonly id: string };
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

/** Datasets of the sandbox, by name. Catalog answers them as an object by id. */
export async function listDatasets(signal?: AbortSignal): Promise<readonly Dataset[]> {
  const found = await askAdobe<Readonly<Record<string, CatalogDataset>>>("/data/foundation/catalog/dataSets", {
    query: { limit: 100, properties: "name,schemaRef,tags" },
    ...(signal && { signal }),
  });
  return Object.entries(found)
    .map(([id, { name, schemaRef, tags }]) => ({
      id,
      name,
      schemaId: schemaRef?.id ?? "",
      profile: tags?.["unifiedProfile"]?.includes("enabled:true") ?? false,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
