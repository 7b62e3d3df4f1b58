import { decideRow, type MappingRow as GeneratedMappingRow, type ResourceMapping } from "@stripe-aep/core/flow-service";
import type { DatasetKind, FieldRow, MappingRow, PreviewField, ResourceName } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";
import type { Call } from "./call.ts";
import { generatedMappingSet } from "./generated-mapping-set.ts";

type Decision = NonNullable<FieldRow["decision"]>;

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
  readonly conversion?: GeneratedMappingRow["conversion"] | null;
  readonly labels?: readonly string[];
  readonly policy?: NonNullable<GeneratedMappingRow["policy"]>;
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
  const generated = fields.map((field) => ({
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
    decision: decisionOf(service, field),
    rule: field.sentence ?? "",
  }));
  return [...generated, ...promotedFields(service)];
}

/** Null for a field that no mapping has. */
function decisionOf({ settings }: Service, { resource, path, xdmPath, conversion, policy }: GeneratedField) {
  if (typeof xdmPath !== "string" || typeof conversion !== "string" || policy === undefined) return null;
  return decideRow(settings.policy, resource, { source: path, destination: xdmPath, conversion, policy });
}

function promotedFields({ settings }: Service): readonly FieldRow[] {
  return Object.entries(settings.policy.promotedKeys ?? {}).flatMap(([resource, keys]) =>
    Object.entries(keys).map(([key, { field, type, hash }]): FieldRow => {
      const decision: Decision = hash === true ? "hash" : "keep";
      return {
        resource: resource as ResourceName,
        path: `metadata.${key}`,
        type: "string",
        nullable: true,
        documentation: "A metadata key that this server promotes.",
        action: "mapped",
        xdmPath: `_{TENANT}.stripe_metadata.${field}`,
        xdmType: type,
        conversion: "derived",
        labels: [],
        policy: { minimal: decision, marketing: decision, full: decision },
        decision,
        rule: "A promoted metadata key has a typed column of its own; a text that cannot be read so is left out.",
      };
    }),
  );
}

/** What the policy makes of one Stripe field; what no mapping has is not sent. */
export async function decisionFor(service: Service, resource: ResourceName, path: string): Promise<Decision> {
  const found = (await fieldTable(service)).find((field) => field.resource === resource && field.path === path);
  return found?.decision ?? "drop";
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

/** The generated mapping of a dataset, each row with what the field table knows of its source; undefined: no such dataset. */
export async function generatedMapping(
  call: Call,
  resource: ResourceName,
  dataset: string,
): Promise<readonly MappingRow[] | undefined> {
  const { service } = call;
  const path = service.schemas.manifest.resources[resource]?.mapping ?? `mappings/${resource}.json`;
  const mapping = JSON.parse(await service.schemas.text(path)) as ResourceMapping;
  const rows = mapping.datasets[dataset as DatasetKind]?.rows;
  if (rows === undefined) return undefined;
  const table = await fieldTable(service);
  const fields = new Map(table.filter((field) => field.resource === resource).map((field) => [field.path, field]));
  const { connectionId } = call.query;
  const connection =
    connectionId === undefined ? undefined : await service.entities.find(call.tenant, "connections", connectionId);
  const dataPrep = await generatedMappingSet(call, resource, dataset, connection);
  return rows.map((row) => {
    const source = sourceOf(row);
    const field = fields.get(source);
    return {
      source,
      destination: row.destination,
      conversion: row.conversion,
      policy: decideRow(service.settings.policy, resource, row),
      type: field?.xdmType ?? "",
      documentation: field?.documentation ?? "",
      labels: field?.labels ?? [],
      rule: field?.rule ?? "",
      dataPrep: dataPrep?.rows.get(row.destination) ?? null,
    };
  });
}

/** A constant has no source; a promoted metadata key is found by what it is derived from. */
function sourceOf({ source, from }: GeneratedMappingRow): string {
  const promoted = from?.find(({ rule }) => rule === "promoted");
  return source ?? (promoted === undefined ? "" : `metadata.${promoted.key ?? ""}`);
}
