import { identityNamespaces } from "../src/platform/identity-namespaces.ts";
import { batchIngestion } from "../src/platform/batch-ingestion.ts";
import { catalog, isSettled, type Batch } from "../src/platform/catalog.ts";
import { schemaRegistry, type RegistryKind } from "../src/platform/schema-registry.ts";
import { resources, type ResourceName } from "../src/resources.ts";
import { listObjects } from "../src/stripe/list-objects.ts";
import { createPageMapper } from "../src/xdm/create-page-mapper.ts";
import { loadSchemas, type TenantSchemas } from "../src/xdm/load-schemas.ts";
import type { DatasetKind } from "../src/xdm/page-mapper.ts";
import type { FieldPolicy } from "../src/xdm/policy.ts";
import type { SimulatedSystems } from "./simulated-systems.ts";
import { files, pageOf, schemasFolder } from "./xdm/schemas.ts";

/** Object datasets by resource, each with every object of the account in it. */
export interface MovedAccount {
  readonly schemas: TenantSchemas;
  readonly datasets: Readonly<Record<string, string>>;
}

/** Makes the object datasets of these resources and moves everything once, the shortest way. */
export async function moveAccount(
  systems: SimulatedSystems,
  names: readonly ResourceName[],
  policy: FieldPolicy,
): Promise<MovedAccount> {
  const schemas = (await loadSchemas(files, schemasFolder)).forTenant(systems.tenantId);
  const namespaces = identityNamespaces(systems.platform);
  for (const { standard, ...namespace } of schemas.manifest.namespaces) {
    if (standard !== true) await namespaces.create(namespace as Parameters<typeof namespaces.create>[0]);
  }
  const registered = new Map<string, string>();
  const datasets: Record<string, string> = {};
  for (const name of names) datasets[name] = await createDataset(systems, schemas, name, registered);
  for (const name of names) {
    await sendRows(systems, datasets[name]!, await readRows(systems, schemas, name, policy), `first-${name}`);
  }
  return { schemas, datasets };
}

async function createDataset(
  systems: SimulatedSystems,
  schemas: TenantSchemas,
  resource: string,
  registered: Map<string, string>,
): Promise<string> {
  return catalog(systems.platform).createDataset({
    name: schemas.manifest.resources[resource]!.datasets.object!.title,
    schemaRef: {
      id: await registerSchema(systems, schemas, { resource, dataset: "object" }, registered),
      contentType: "application/vnd.adobe.xed+json;version=1",
    },
    fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
  });
}

/** The `$id` that the Registry gives to the schema, after everything that it refers to. */
export async function registerSchema(
  { platform }: Pick<SimulatedSystems, "platform">,
  schemas: TenantSchemas,
  { resource, dataset }: { readonly resource: string; readonly dataset: DatasetKind },
  registered: Map<string, string>,
): Promise<string> {
  const artefacts = schemas.manifest.resources[resource]!.datasets[dataset]!;
  const registry = schemaRegistry(platform);
  const create = async (kind: RegistryKind, path: string): Promise<string> => {
    const known = registered.get(path);
    if (known !== undefined || path.startsWith("https://")) return known ?? path;
    const text = JSON.stringify(await schemas.body(path));
    const body: unknown = JSON.parse(
      text.replace(/\{REF:([^}]+)\}/g, (_, other: string) => registered.get(other) ?? other),
    );
    const { $id } = await registry.create(kind, body);
    registered.set(path, $id);
    return $id;
  };
  for (const path of artefacts.dataTypes ?? []) await create("datatypes", path);
  if (artefacts.class !== undefined) await create("classes", artefacts.class);
  for (const path of artefacts.fieldGroups ?? []) await create("fieldgroups", path);
  return create("schemas", artefacts.schema);
}

export async function readRows(
  { stripe, account }: SimulatedSystems,
  schemas: TenantSchemas,
  name: ResourceName,
  policy: FieldPolicy,
): Promise<readonly Uint8Array[]> {
  const mapper = createPageMapper({
    mapping: await schemas.mapping(name),
    datasets: ["object"],
    policy,
    rowSchemas: await schemas.rowSchemas(name, ["object"]),
  });
  const rows: Uint8Array[] = [];
  const { listPath: path, nestedLists, passes } = resources[name];
  for (const parameters of passes) {
    for await (const { objects, answer } of listObjects(stripe, { path, parameters, nestedLists })) {
      const { respondedAt, apiVersion } = answer;
      const context = { account, livemode: false, apiVersion, respondedAt, firstSequence: rows.length };
      for (const record of mapper.mapPage(pageOf(objects), context).records) {
        if (record.fate === "mapped") rows.push(...record.rows.map(({ bytes }) => bytes));
      }
    }
  }
  return rows;
}

/** One batch, to its verdict. */
export async function sendRows(
  { platform }: SimulatedSystems,
  datasetId: string,
  rows: readonly Uint8Array[],
  externalId: string,
): Promise<Batch> {
  return sendFile({ platform }, datasetId, {
    bytes: Buffer.concat(rows.flatMap((row) => [row, Buffer.from("\n")])),
    format: "json",
    externalId,
  });
}

export async function sendFile(
  { platform }: Pick<SimulatedSystems, "platform">,
  datasetId: string,
  file: { readonly bytes: Uint8Array; readonly format: "json" | "parquet"; readonly externalId: string },
): Promise<Batch> {
  const ingestion = batchIngestion(platform);
  const { id: batchId } = await ingestion.create({ datasetId, format: file.format, externalId: file.externalId });
  await ingestion.uploadFile({ batchId, datasetId, path: `rows.${file.format}`, bytes: file.bytes });
  await ingestion.complete(batchId);
  for (;;) {
    const batch = await catalog(platform).batch(batchId);
    if (batch !== undefined && isSettled(batch)) return batch;
    await platform.ports.clock.sleep(20);
  }
}
