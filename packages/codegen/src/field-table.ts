import type { Model, PlannedResource } from "./emit/model.ts";
import { tenantField } from "./artefact.ts";
import { flattenPlan } from "./field-plan.ts";
import type { PlannedField } from "./field-plan.ts";
import type { Policy } from "./mapping.ts";
import { rules } from "./rules/index.ts";
import type { Field, Shape } from "./shape.ts";

/** One field of Stripe, and everything that was decided about it: a row of `field-table.json`. */
export interface FieldTableRow {
  resource: string;
  /** In mapping notation. */
  path: string;
  /** What Stripe sends, in words. */
  type: string;
  nullable: boolean;
  /** May be absent although its parent is there. */
  optional: boolean;
  documentation: string;
  knownBy: "declaration" | "sample" | "declaration and sample" | "legacy list";
  /** Every sample that has the field has null in it: only the declaration says its type. */
  nullInSamples: boolean;
  action: "mapped" | "left out";
  xdmPath: string;
  xdmType: string;
  conversion: string;
  labels: string[];
  policy: Policy;
  /** Why labels and policy are not the default. */
  because: string;
  rule: string;
  sentence: string;
  /** Why the field is left out, or where a legacy field was seen. */
  note: string;
}

/** The rows of every resource, in the order of the declarations. */
export function fieldTableOf(model: Model): FieldTableRow[] {
  return model.resources.flatMap((resource) =>
    flattenPlan(resource.fields)
      .filter((field) => !holdsOnlyPresence(field))
      .map((field) => rowOf(field, resource)),
  );
}

/** An object without fields has one row: the one of its `present`, which has the same Stripe path. */
function holdsOnlyPresence(field: PlannedField): boolean {
  return field.rule === "empty-object-to-presence" && field.plan.kind === "object";
}

function rowOf(field: PlannedField, resource: PlannedResource): FieldTableRow {
  const { plan } = field;
  const { origin, nullable, optional, documentation } = field.field;
  const leftOut = plan.kind === "left out";
  return {
    resource: resource.resource,
    path: field.source,
    type: typeInWords(field.field.shape, field.rule),
    nullable,
    optional,
    documentation,
    knownBy: knownBy(field.field),
    nullInSamples: origin.sampledNull && origin.declared,
    action: leftOut ? "left out" : "mapped",
    xdmPath: leftOut ? "" : `${tenantField}.${resource.resource}_data.${field.destination}`,
    xdmType: xdmTypeInWords(field),
    conversion: plan.kind === "value" ? plan.conversion : "",
    labels: field.labels,
    policy: field.policy,
    because: field.because,
    rule: field.rule,
    sentence: rules.find((rule) => rule.name === field.rule)?.sentence ?? "",
    note: plan.kind === "left out" ? plan.reason : (origin.legacy ?? ""),
  };
}

function knownBy({ origin }: Field): FieldTableRow["knownBy"] {
  if (origin.legacy !== undefined) return "legacy list";
  if (!origin.declared) return "sample";
  return origin.sampled ? "declaration and sample" : "declaration";
}

/** A Stripe type as a person would say it. */
function typeInWords(shape: Shape, rule = ""): string {
  switch (shape.kind) {
    case "string":
      return shape.values.length === 0 ? "string" : `string, known values: ${shape.values.join(", ")}`;
    case "number":
      return rule === "unix-seconds-to-date-time" ? "number, Unix seconds" : "number";
    case "object":
      return objectInWords(shape);
    case "array":
      return `array of ${typeInWords(shape.items)}`;
    case "list":
      return `list of ${typeInWords(shape.items)}`;
    case "map":
      return `map of ${typeInWords(shape.values)}`;
    case "expandable":
      return `id of ${shape.of.join(" or ")}, expandable`;
    case "opaque":
      return shape.of === undefined ? "object, not read" : `object ${shape.of}, not read`;
    case "never":
      return "void";
    default:
      return shape.kind;
  }
}

function objectInWords({ of, fields }: Extract<Shape, { kind: "object" }>): string {
  const name = of === undefined ? "object" : `object ${of}`;
  return fields.length === 0 ? `${name}, without fields` : name;
}

function xdmTypeInWords({ plan }: PlannedField): string {
  if (plan.kind === "left out") return "";
  if (plan.kind === "object") return "object";
  return plan.kind === "array" ? "array of object" : nodeInWords(plan.node);
}

type XdmValue = Extract<PlannedField["plan"], { kind: "value" }>["node"];

/** The XDM name of a node's type: integers here always have the bounds of a long. */
export function nodeInWords(node: XdmValue): string {
  if (node["meta:xdmType"] === "map") return `map of ${nodeInWords(node.additionalProperties ?? {})}`;
  if (node.type === "array") return `array of ${nodeInWords(node.items ?? {})}`;
  if (node.type === "integer") return "long";
  if (node.type === "number") return "double";
  return node.format === "date-time" ? "date-time" : (node.type ?? "object");
}
