import { compareSchemas, type SchemaDifference } from "./compare-schemas.ts";
import type { ObservedObject, ProvisionKind } from "./desired-object.ts";
import { isArray, isObject, memberAt, textOf, type Json, type JsonObject } from "./json.ts";

/** One difference between an object that we want and the one that is there. */
export interface ObjectDifference extends Omit<SchemaDifference, "safety"> {
  /** As for schemas; `impossible` is refused even without data. */
  readonly safety: SchemaDifference["safety"] | "impossible";
  readonly proposal?: string;
}

type Compare = (wanted: JsonObject, observed: ObservedObject) => readonly ObjectDifference[];

const registry: Compare = (wanted, { body }) => compareSchemas(wanted, body);

const comparisons: Readonly<Record<ProvisionKind, Compare>> = {
  namespace: compareNamespaces,
  "data-type": registry,
  class: (wanted, observed) => [...compareBehaviour(wanted, observed.body), ...registry(wanted, observed)],
  "field-group": registry,
  schema: (wanted, observed) => [...compareBehaviour(wanted, observed.body), ...registry(wanted, observed)],
  descriptor: (wanted, { body }) => compareMembers(wanted, body, Object.keys(wanted), "breaking"),
  label: (wanted, { body }) => compareMembers(wanted, body, ["xdm:labels"], "safe"),
  "profile-schema": () => [],
  dataset: compareDatasets,
  "mapping-set": compareMappingSets,
  "base-connection": (wanted, { body }) => compareMembers(wanted, body, ["connectionSpec"], "impossible"),
  "source-connection": (wanted, { body }) =>
    compareMembers(wanted, body, ["baseConnectionId", "connectionSpec", "data.format", "params"], "impossible"),
  "target-connection": (wanted, { body }) =>
    compareMembers(wanted, body, ["connectionSpec", "data.schema.id", "params"], "impossible"),
  flow: compareFlows,
  "webhook-endpoint": (wanted, { body }) => [
    ...compareMembers(wanted, body, ["api_version"], "impossible"),
    ...compareMembers(sortedEvents(wanted), sortedEvents(body), ["enabled_events"], "safe"),
  ],
};

export function compareObjects(
  kind: ProvisionKind,
  wanted: JsonObject,
  observed: ObservedObject,
): readonly ObjectDifference[] {
  return comparisons[kind](wanted, observed);
}

/** What a class is made of (record or time series) and which class a schema has can never change; it stands first. */
function compareBehaviour(wanted: JsonObject, there: JsonObject): readonly ObjectDifference[] {
  const path = "allOf.0.$ref";
  const [from, to] = [memberAt(there, path), memberAt(wanted, path)];
  if (to === undefined || textOf(to).startsWith("#") || from === to) return [];
  const present = isArray(there.allOf) && there.allOf.some((part) => memberAt(part, "$ref") === to);
  return present ? [] : [{ path: "", sentence: `it extends ${show(from)}, not ${show(to)}`, safety: "impossible" }];
}

function compareNamespaces(wanted: JsonObject, { body }: ObservedObject): readonly ObjectDifference[] {
  const [from, to] = [textOf(body.idType), textOf(wanted.idType)];
  if (from.toUpperCase() === to.toUpperCase()) return [];
  return [
    {
      path: "idType",
      sentence: `the namespace exists with type ${from}, ${to} is needed`,
      safety: "impossible",
      proposal: "a namespace's type can never change: generate the schemas with another namespace code",
    },
  ];
}

function compareDatasets(wanted: JsonObject, observed: ObservedObject): readonly ObjectDifference[] {
  const { body } = observed;
  return [
    ...compareMembers(wanted, body, ["schemaRef.id"], "impossible").map((difference) => ({
      ...difference,
      sentence: `a dataset of this name has another schema (${show(memberAt(body, "schemaRef.id"))})`,
      proposal: "set titlePrefix in the settings, or rename or delete the other dataset",
    })),
    ...compareMembers(wanted, body, ["enableErrorDiagnostics"], "safe"),
    ...(isEnabled(wanted) && !isEnabled(body)
      ? [{ path: "tags.unifiedProfile", sentence: "join Real-Time Customer Profile", safety: "safe" } as const]
      : []),
  ];
}

/** Catalog writes `enabled:true` and, in older answers, `enabled: true`. */
function isEnabled(dataset: JsonObject): boolean {
  const tags = memberAt(dataset, "tags.unifiedProfile");
  return isArray(tags) && tags.some((tag) => textOf(tag).replaceAll(" ", "") === "enabled:true");
}

/** Data Prep stores the kind of a source in words of its own; what a row says is its source and its destination. */
function compareMappingSets(wanted: JsonObject, { body }: ObservedObject): readonly ObjectDifference[] {
  const rowsOf = (set: JsonObject): readonly string[] =>
    (isArray(set.mappings) ? set.mappings : []).map(
      (row) => `${textOf(memberAt(row, "source"))} → ${textOf(memberAt(row, "destination"))}`,
    );
  const [ours, theirs] = [new Set(rowsOf(wanted)), new Set(rowsOf(body))];
  const added = [...ours.difference(theirs)];
  const removed = [...theirs.difference(ours)];
  if (added.length + removed.length === 0) return [];
  const example = added[0] ?? removed[0] ?? "";
  const sentence = `${added.length} rows are added and ${removed.length} removed, such as ${show(example)}`;
  return [{ path: "mappings", sentence, safety: "safe" }];
}

function compareFlows(wanted: JsonObject, { body }: ObservedObject): readonly ObjectDifference[] {
  return [
    ...compareMembers(wanted, body, ["sourceConnectionIds", "targetConnectionIds", "flowSpec.id"], "impossible"),
    ...compareMembers(wanted, body, ["transformations.0.params.mappingId"], "safe"),
    ...compareMembers(wanted, body, ["scheduleParams.frequency", "scheduleParams.interval"], "safe"),
  ];
}

/** The Flow Service answers numbers as text, and case differs between services: compared is what is meant. */
function compareMembers(
  wanted: JsonObject,
  there: JsonObject,
  paths: readonly string[],
  safety: ObjectDifference["safety"],
): readonly ObjectDifference[] {
  return paths
    .filter((path) => memberAt(wanted, path) !== undefined && !means(memberAt(wanted, path), memberAt(there, path)))
    .map((path) => ({
      path,
      sentence: `${path}: ${show(memberAt(there, path))} → ${show(memberAt(wanted, path))}`,
      safety,
    }));
}

/** Whether `there` says at least what `wanted` says: the far side adds members of its own. */
function means(wanted: Json | undefined, there: Json | undefined): boolean {
  if (isArray(wanted)) {
    return isArray(there) && wanted.length === there.length && wanted.every((item, index) => means(item, there[index]));
  }
  if (isObject(wanted)) {
    return isObject(there) && Object.entries(wanted).every(([name, member]) => means(member, there[name]));
  }
  return textOf(wanted) === textOf(there);
}

function sortedEvents(endpoint: JsonObject): JsonObject {
  const events = endpoint.enabled_events;
  return { ...endpoint, enabled_events: isArray(events) ? events.map(textOf).sort() : [] };
}

function show(value: Json | undefined): string {
  if (value === undefined) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
