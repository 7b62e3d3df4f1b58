import { schemaRegistry } from "@stripe-aep/core/flow-service";
import type { FieldRow, MappingInputRow, MappingRow, PreviewField, ResourceName } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";
import type { Call } from "./call.ts";

/** A row of `schemas/field-table.json`. */
interface GeneratedField {
  readonly resource: ResourceName;
  readonly path: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly documentation: string;
  readonly action: string;
  readonly xdmPath?: string | null;
  readonly xdmType?: string | null;
  readonly conversion?: string | null;
  readonly labels?: readonly string[];
  readonly policy?: Readonly<Record<string, string>>;
  readonly sentence?: string;
}

const read = new WeakMap<Service, Promise<readonly FieldRow[]>>();

/** Every field of the six resources, with the rule that decided where it goes. */
export function fieldTable(service: Service): Promise<readonly FieldRow[]> {
  const known = read.get(service) ?? readTable(service);
  read.set(service, known);
  return known;
}

async function readTable(service: Service): Promise<readonly FieldRow[]> {
  const { fields } = JSON.parse(await service.schemas.text("field-table.json")) as {
    fields: readonly GeneratedField[];
  };
  return fields.map((field) => ({
    resource: field.resource,
    path: field.path,
    type: field.type,
    nullable: field.nullable,
    documentation: field.documentation,
    action: field.action,
    xdmPath: field.xdmPath ?? null,
    xdmType: field.xdmType ?? null,
    conversion: field.conversion ?? null,
    labels: field.labels ?? [],
    policy: field.policy ?? {},
    rule: field.sentence ?? "",
  }));
}

export async function previewFields(service: Service, resource: ResourceName): Promise<readonly PreviewField[]> {
  const rows = (await fieldTable(service)).filter((field) => field.resource === resource);
  return rows.map(({ path, type, nullable, documentation, xdmPath }) => ({
    path,
    type,
    nullable,
    documentation,
    xdmPath,
  }));
}

interface GeneratedRow {
  readonly source: string;
  readonly destination: string;
  readonly conversion: string;
  readonly policy?: Readonly<Record<string, string>>;
}

/** The generated mapping of a dataset, each row with what the field table knows of its source; undefined: no such dataset. */
export async function generatedMapping(
  call: Call,
  resource: ResourceName,
  dataset: string,
): Promise<readonly MappingRow[] | undefined> {
  const { service } = call;
  const path = service.schemas.manifest.resources[resource]?.mapping ?? `mappings/${resource}.json`;
  const mapping = JSON.parse(await service.schemas.text(path)) as {
    datasets: Readonly<Record<string, { readonly rows: readonly GeneratedRow[] } | undefined>>;
  };
  const rows = mapping.datasets[dataset]?.rows;
  if (rows === undefined) return undefined;
  const table = await fieldTable(service);
  const fields = new Map(table.filter((field) => field.resource === resource).map((field) => [field.path, field]));
  const dataPrep = await dataPrepRows(call, resource, dataset);
  return rows.map(({ source, destination, conversion, policy }) => {
    const field = fields.get(source);
    return {
      source,
      destination,
      conversion,
      policy: policy?.minimal ?? "keep",
      type: field?.xdmType ?? "",
      documentation: field?.documentation ?? "",
      labels: field?.labels ?? [],
      rule: field?.rule ?? "",
      dataPrep: dataPrep.get(destination) ?? null,
    };
  });
}

/** The same mapping as Data Prep takes it, by destination; with the connection that is asked for, its account in place. */
async function dataPrepRows(
  { service, tenant, query }: Call,
  resource: ResourceName,
  dataset: string,
): Promise<ReadonlyMap<string, MappingInputRow>> {
  const path = service.schemas.manifest.resources[resource]?.dataPrep[dataset as "object"];
  if (path === undefined) return new Map();
  const tenantId = await schemaRegistry(service.platformClient(tenant)).tenantId();
  const id = query.connectionId;
  const connection = id === undefined ? undefined : await service.entities.find(tenant, "connections", id);
  const { account, livemode } = connection?.hidden ?? {};
  const inPlace = (text: string): string =>
    text
      .replaceAll("{TENANT}", tenantId)
      .replaceAll("{ACCOUNT}", typeof account === "string" ? account : "")
      .replaceAll("{LIVEMODE}", String(livemode === true));
  const { mappings } = JSON.parse(await service.schemas.text(path)) as { mappings: readonly MappingInputRow[] };
  return new Map(
    mappings.map(({ sourceType = "ATTRIBUTE", source, destination }) => [
      destination,
      { sourceType, source: inPlace(source), destination: inPlace(destination) },
    ]),
  );
}
