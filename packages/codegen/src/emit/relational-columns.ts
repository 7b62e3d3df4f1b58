import { flattenPlan } from "../field-plan.ts";
import type { PlannedField } from "../field-plan.ts";
import { keepEverywhere } from "../privacy.ts";
import type { MappingRow, Policy } from "../mapping.ts";
import { titleOf } from "../plain-text.ts";
import { booleanNode, described, longNode, stringNode } from "../xdm.ts";
import type { XdmNode } from "../xdm.ts";
import type { PlannedResource } from "./model.ts";

/** The columns of the flat rendering: XDM nodes, the mapping rows that fill them, and which are required. */
export interface RelationalColumns {
  properties: Record<string, XdmNode>;
  rows: MappingRow[];
  required: string[];
}

interface Column {
  name: string;
  node: XdmNode;
  row: Omit<MappingRow, "destination">;
}

export const versionColumn = "stripe_version";

/**
 * Every plain top-level field, the nested ones that the decisions list (their path with underscores), arrays and maps
 * that the decisions list as JSON text, and the connector's own columns. Flat, because the stores that need this
 * rendering refuse arrays and maps.
 */
export function relationalColumns(resource: PlannedResource): RelationalColumns {
  const { columns: listed, also = [] } = resource.decisions.relational;
  const planned = flattenPlan(resource.fields);
  const plain = planned.filter(
    (field) => isPlain(field) && (!field.source.includes(".") || listed.includes(field.source)),
  );
  const asText = resource.fields.filter(
    (field) => also.includes(field.source.replace("[*]", "")) && field.plan.kind !== "left out",
  );
  const columns = [...plain.map(plainColumn), ...asText.map(textColumn), ...contextColumns];
  return {
    properties: Object.fromEntries(columns.map((column) => [column.name, column.node])),
    rows: columns.map(orderedRow),
    required: ["id", versionColumn],
  };
}

function isPlain(field: PlannedField): boolean {
  return field.plan.kind === "value" && !field.source.includes("[*]") && field.plan.node["meta:xdmType"] !== "map";
}

function orderedRow({ name, row }: Column): MappingRow {
  const { source, ...rest } = row;
  return { ...(source === undefined ? {} : { source }), destination: name, ...rest };
}

function plainColumn(field: PlannedField): Column {
  const name = field.destination.replaceAll(".", "_");
  const plan = field.plan.kind === "value" ? field.plan : undefined;
  const node = described(plan?.node ?? stringNode(), titleOf(name), field.description);
  return {
    name,
    node,
    row: { source: field.source, conversion: plan?.conversion ?? "string", policy: field.policy },
  };
}

function textColumn(field: PlannedField): Column {
  const name = field.name;
  const node = described(stringNode(), field.title, `${field.description} As JSON text.`);
  return {
    name,
    node,
    row: { source: field.source.replace(/\[\*\]$/, ""), conversion: "json-text", policy: strictest(field) },
  };
}

/** JSON text holds everything under the field, so it is sent only where every part would be sent as it is. */
function strictest(field: PlannedField): Policy {
  const policies = flattenPlan([field])
    .filter((one) => one.plan.kind === "value")
    .map((one) => one.policy);
  const strict = (preset: keyof Policy): "keep" | "drop" =>
    policies.every((one) => one[preset] === "keep") ? "keep" : "drop";
  return { minimal: strict("minimal"), marketing: strict("marketing"), full: strict("full") };
}

function context(name: string, source: string, conversion: "string" | "boolean" | "long", description: string): Column {
  const node = { string: stringNode, boolean: booleanNode, long: longNode }[conversion]();
  return {
    name,
    node: described(node, titleOf(name), description),
    row: { source, conversion, policy: keepEverywhere },
  };
}

const contextColumns: Column[] = [
  context("stripe_account", "$account", "string", "Id of the Stripe account that the object was read from."),
  context("stripe_livemode", "$livemode", "boolean", "True for live mode, false for test mode or a sandbox."),
  context("stripe_api_version", "$api_version", "string", "The Stripe-Version in which the object was read."),
  context(
    versionColumn,
    "$version",
    "long",
    "When Stripe answered with this state of the object, in milliseconds since 1970-01-01T00:00:00Z; the highest wins.",
  ),
  context(
    "stripe_version_sequence",
    "$version_sequence",
    "long",
    "Orders rows of one object whose versions are equal.",
  ),
];
