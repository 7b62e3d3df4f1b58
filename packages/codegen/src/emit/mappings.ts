import { banner, jsonArtefact, tenantField } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import type { EventDecision, StandardRow } from "../decisions.ts";
import { flattenPlan } from "../field-plan.ts";
import type { PlannedField } from "../field-plan.ts";
import type { MappingFile, MappingRow } from "../mapping.ts";
import { policyOf } from "../privacy.ts";
import type { Model, PlannedResource } from "./model.ts";
import { relationalColumns } from "./relational-columns.ts";

/** The mapping of one resource: what core compiles, Data Prep runs and the console shows. */
export function mappingOf(resource: PlannedResource, model: Model): MappingFile {
  const { shared } = model.decisions;
  const { object, event, object_rows: standard } = resource.decisions;
  return {
    $comment: banner,
    formatVersion: 1,
    resource: resource.resource,
    object,
    datasets: {
      object: { rows: [...[...standard, ...shared.record.rows].map(standardRow), ...mirroredRows(resource)] },
      ...(event ? { event: eventMapping(event, model) } : {}),
      relational: { rows: relationalColumns(resource).rows },
    },
  };
}

export function emitMapping(resource: PlannedResource, model: Model): Artefact {
  return jsonArtefact(`mappings/${resource.resource}.json`, mappingOf(resource, model));
}

function eventMapping(event: EventDecision, model: Model): NonNullable<MappingFile["datasets"]["event"]> {
  const facts = event.facts.map(({ name, eventType, when, timestamp }) => ({ name, eventType, when, timestamp }));
  return { facts, rows: [...event.rows, ...model.decisions.shared.event.rows].map(standardRow) };
}

/** One row for each planned value, in the order of the declarations. */
function mirroredRows(resource: PlannedResource): MappingRow[] {
  return flattenPlan(resource.fields).flatMap((field) => mirroredRow(field));
}

function mirroredRow(field: PlannedField): MappingRow[] {
  const { plan } = field;
  if (plan.kind !== "value") return [];
  const destination = `${tenantField}.${field.resource}_data.${field.destination}`;
  const constant = plan.value === undefined ? {} : { value: plan.value };
  const when = plan.when ? { when: plan.when } : {};
  return [
    { source: field.source, destination, conversion: plan.conversion, ...constant, ...when, policy: field.policy },
  ];
}

/** The members of a mapping row, in the order in which a reader wants them. */
function standardRow(row: StandardRow): MappingRow {
  const { source, destination, conversion, currency, namespace, primary, value, when, from, give, limit } = row;
  const members = { source, destination, conversion, currency, namespace, primary, value, when, from, give, limit };
  const given = Object.entries(members).filter(([, member]) => member !== undefined);
  return { ...(Object.fromEntries(given) as Omit<MappingRow, "policy">), policy: policyOf(row.policy) };
}
