/** The members of `manifest.json` that say what is created, and in which order. */
export interface ExportManifest {
  readonly namespaces: readonly unknown[];
  readonly resources: Readonly<Record<string, { readonly datasets: Readonly<Record<string, ExportDataset>> }>>;
}

interface ExportDataset {
  readonly dataTypes?: readonly string[];
  readonly class?: string;
  readonly fieldGroups?: readonly string[];
  readonly schema: string;
  readonly descriptors?: string;
}

/** Paths of our own bodies, each once: data types, classes, field groups, schemas, descriptors. */
export function registryBodyPaths({ resources }: ExportManifest): readonly string[] {
  const datasets = Object.values(resources).flatMap((resource) => Object.values(resource.datasets));
  const inOrder = [
    ...datasets.flatMap(({ dataTypes }) => dataTypes ?? []),
    ...datasets.flatMap((dataset) => dataset.class ?? []),
    ...datasets.flatMap(({ fieldGroups }) => fieldGroups ?? []),
    ...datasets.map(({ schema }) => schema),
    ...datasets.flatMap(({ descriptors }) => descriptors ?? []),
  ];
  return [...new Set(inOrder)].filter((path) => !path.startsWith("https:"));
}
