import { mappingSetFor, type MappingSetRow, schemaRegistry, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { DatasetKind, ResourceName } from "@stripe-aep/core/service-api";
import type { Acting } from "./run-operation.ts";

interface GeneratedMappingSet {
  readonly name: string;
  /** By destination as the schemas have it, `{TENANT}` still in it. */
  readonly rows: ReadonlyMap<string, MappingSetRow>;
}

/**
 * The generated mapping of a dataset as Data Prep takes it, under this server's policy, with the tenant and what is known of
 * the account in place. Undefined: the dataset has none.
 */
export async function generatedMappingSet(
  { service, tenant }: Pick<Acting, "service" | "tenant">,
  resource: ResourceName,
  dataset: string,
  connection: StoredEntity | undefined,
): Promise<GeneratedMappingSet | undefined> {
  const set = await mappingSetFor(service.schemas, resource, dataset as DatasetKind, service.settings.policy);
  if (set === undefined) return undefined;
  const { account, livemode } = connection?.hidden ?? {};
  const tenantId = await schemaRegistry(service.platformClient(tenant)).tenantId();
  const inPlace = (text: string): string =>
    text
      .replaceAll("{TENANT}", tenantId)
      .replaceAll("{ACCOUNT}", typeof account === "string" ? account : "")
      .replaceAll("{LIVEMODE}", String(livemode === true));
  const rows = set.mappings.map(({ sourceType, source, destination }) => {
    return [destination, { sourceType, source: inPlace(source), destination: inPlace(destination) }] as const;
  });
  return { name: set.name, rows: new Map(rows) };
}
