import { CodegenError } from "./errors.ts";
import { childPath } from "./shape.ts";
import type { Field, Shape } from "./shape.ts";
import type { LegacyField } from "./decisions.ts";

type ObjectShape = Extract<Shape, { kind: "object" }>;

/** What is merged, for the message of an error. */
interface Context {
  resource: string;
  samplesFolder: string;
}

/**
 * One shape from what is declared and what was seen. The declaration says types, nullability and documentation; a sampled
 * field that no declaration knows is kept as it was seen; legacy fields are added when neither knows them.
 * @throws CodegenError SAEP-2004 when a sample has another type than Stripe declares
 */
export function mergeShapes(
  declared: ObjectShape,
  sampled: ObjectShape,
  legacy: LegacyField[],
  context: Context,
): ObjectShape {
  const fields = mergeFields(declared.fields, sampled.fields, "", context);
  const known = new Set(fields.map((field) => field.name));
  const added = legacy.filter((field) => !known.has(field.path)).map(legacyField);
  return { ...declared, fields: [...fields, ...added] };
}

function legacyField(legacy: LegacyField): Field {
  return {
    name: legacy.path,
    shape: legacy.type === "string" ? { kind: "string", values: [] } : { kind: legacy.type },
    nullable: true,
    optional: true,
    documentation: legacy.documentation,
    origin: { declared: false, sampled: false, sampledNull: false, legacy: legacy.source },
  };
}

function mergeFields(declared: Field[], sampled: Field[], parent: string, context: Context): Field[] {
  const seen = new Map(sampled.map((field) => [field.name, field]));
  const names = new Set(declared.map((field) => field.name));
  const merged = declared.map((field) => {
    const sample = seen.get(field.name);
    // Declared as always there, yet a real object lacks it: samples of older objects do.
    return sample ? mergeField(field, sample, childPath(parent, field.name), context) : { ...field, optional: true };
  });
  const undeclared = sampled.filter((field) => !names.has(field.name));
  return [...merged, ...undeclared.map((field) => ({ ...field, optional: true }))];
}

function mergeField(declared: Field, sample: Field, path: string, context: Context): Field {
  return {
    ...declared,
    shape: mergeShape(declared.shape, sample.shape, path, context),
    nullable: declared.nullable || sample.nullable,
    optional: declared.optional || sample.optional,
    origin: { declared: true, sampled: true, sampledNull: sample.origin.sampledNull },
  };
}

function mergeShape(declared: Shape, sample: Shape, path: string, context: Context): Shape {
  if (sample.kind === "unknown" || declared.kind === "opaque" || declared.kind === "never") return declared;
  if (declared.kind === "unknown") return sample;
  if (declared.kind === "object" && sample.kind === "object") {
    return { ...declared, fields: mergeFields(declared.fields, sample.fields, path, context) };
  }
  if (declared.kind === "array" && sample.kind === "array") {
    return { kind: "array", items: mergeShape(declared.items, sample.items, `${path}[*]`, context) };
  }
  if (declared.kind === "list" && sample.kind === "object") return mergeList(declared, sample, path, context);
  if (isMapOfObject(declared, sample) || isExpandable(declared, sample) || declared.kind === sample.kind)
    return declared;
  throw new CodegenError("contradictingSamples", {
    what: `A sample has a ${sample.kind} where Stripe declares a ${declared.kind}`,
    where: `${context.samplesFolder}/${context.resource}, ${path}`,
    why: "One of the two is from another API version.",
  });
}

function isMapOfObject(declared: Shape, sample: Shape): boolean {
  return declared.kind === "map" && sample.kind === "object";
}

function isExpandable(declared: Shape, sample: Shape): boolean {
  return declared.kind === "expandable" && (sample.kind === "string" || sample.kind === "object");
}

const listMembers = new Set(["object", "data", "has_more", "url"]);

function mergeList(
  declared: Extract<Shape, { kind: "list" }>,
  sample: ObjectShape,
  path: string,
  context: Context,
): Shape {
  const data = sample.fields.find((field) => field.name === "data")?.shape;
  const items =
    data?.kind === "array" ? mergeShape(declared.items, data.items, `${path}.data[*]`, context) : declared.items;
  return { kind: "list", items, extras: sample.fields.filter((field) => !listMembers.has(field.name)) };
}
