import type { AllDecisions, Decisions, StandardRow } from "./decisions.ts";
import { CodegenError } from "./errors.ts";
import type { ConditionRow } from "./mapping.ts";
import type { Field, Shape } from "./shape.ts";

type ObjectShape = Extract<Shape, { kind: "object" }>;

/** A decision that names something that the shapes do not have. */
export interface UnknownName {
  file: string;
  /** The member of the decisions file. */
  member: string;
  name: string;
}

/** Every name in a resource's decisions that is not a field of its shape, not a resource, or not a namespace. */
export function findUnknownNames(
  resource: string,
  shape: ObjectShape,
  own: Decisions,
  all: AllDecisions,
): UnknownName[] {
  const file = `decisions/${resource}.json`;
  const unknown = (member: string, names: string[], known: (name: string) => boolean): UnknownName[] =>
    names.filter((name) => !known(name)).map((name) => ({ file, member, name }));
  const isField = (name: string): boolean => hasField(shape, name);
  const codes = new Set(all.shared.namespaces.map(({ code }) => code));
  const rows = [...own.object_rows, ...(own.event?.rows ?? [])];
  const namespaces = [own.identity, ...rows.flatMap((row) => row.namespace ?? [])];
  return [
    ...unknown("drop", Object.keys(own.drop), isField),
    ...unknown("rename", Object.keys(own.rename), isField),
    ...unknown("depth", Object.keys(own.depth), isField),
    ...unknown("presence", own.presence ?? [], isField),
    ...unknown("fields", Object.keys(own.fields), isField),
    ...unknown("relational", [...own.relational.columns, ...(own.relational.also ?? [])], isField),
    ...unknown(
      "relationships",
      own.relationships.map(({ field }) => field),
      isField,
    ),
    ...unknown(
      "relationships",
      own.relationships.map(({ to }) => to),
      (name) => all.known.includes(name),
    ),
    ...unknown("rows", rows.flatMap(pathsOfRow), isField),
    ...unknown("event/facts", factPaths(own), isField),
    ...unknown("identity", namespaces, (code) => codes.has(code)),
  ];
}

/**
 * Refuses decisions about fields that do not exist.
 * @throws CodegenError SAEP-2006, which names every one of them
 */
export function refuseUnknownNames(unknown: UnknownName[]): void {
  const [first] = unknown;
  if (!first) return;
  throw new CodegenError("unknownField", {
    what: `${first.file} names ${unknown.length === 1 ? "a field" : `${unknown.length} fields`} that nothing knows`,
    where: unknown.map(({ file, member, name }) => `${file}, ${member}: ${name}`).join("; "),
    why: "Neither a sample nor Stripe's declarations have it.",
  });
}

function factPaths(own: Decisions): string[] {
  const facts = own.event?.facts ?? [];
  return facts.flatMap(({ timestamp, when }) => [...stripePaths([timestamp]), ...when.map(({ path }) => path)]);
}

function pathsOfRow(row: StandardRow): string[] {
  const conditions = (when: ConditionRow[] | undefined): string[] => (when ?? []).map(({ path }) => path);
  const derived = (row.from ?? []).flatMap(({ path, when }) => [path, ...conditions(when)]);
  const direct = [row.source, row.currency].flatMap((path) => path ?? []);
  return stripePaths([...direct, ...conditions(row.when), ...derived]);
}

/** Paths into the Stripe object; `$` values come from the record's context. */
function stripePaths(paths: string[]): string[] {
  return paths.filter((path) => !path.startsWith("$"));
}

/** Whether a path (with or without `[*]`) leads to a field; what is inside a map, an expanded id or an unread object is believed. */
function hasField(shape: Shape, path: string): boolean {
  const names = path.replaceAll("[*]", "").split(".");
  return leadsToField(shape, names);
}

function leadsToField(shape: Shape, names: string[]): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  switch (shape.kind) {
    case "map":
    case "expandable":
    case "opaque":
      return true;
    case "array":
      return leadsToField(shape.items, names);
    case "list":
      return name === "data" ? leadsToField(shape.items, rest) : leadsToNamed(shape.extras, name, rest);
    case "object":
      return leadsToNamed(shape.fields, name, rest);
    default:
      return false;
  }
}

function leadsToNamed(fields: Field[], name: string, rest: string[]): boolean {
  const field = fields.find((one) => one.name === name);
  return field !== undefined && leadsToField(field.shape, rest);
}
