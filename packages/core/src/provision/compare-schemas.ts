import { isObject, isArray, type Json, type JsonObject } from "./json.ts";

/** One difference between a body that we want in the Schema Registry and the one that is there. */
export interface SchemaDifference {
  /** Where in the data, with dots: `_acme.charges_data.amount`. */
  readonly path: string;
  /** One sentence: what would change. */
  readonly sentence: string;
  /**
   * `safe` changes pass at any time; `breaking` ones only while the schema has no data and is not in Profile; `extra` is
   * something that somebody else added, which stays.
   */
  readonly safety: "safe" | "breaking" | "extra";
  /** The JSON Patch operation that makes it so; absent for what is left alone or cannot be patched. */
  readonly operation?: { readonly op: "add" | "replace" | "remove"; readonly path: string; readonly value?: Json };
}

/**
 * Compares by the Registry's own rules of evolution: fields may be added, requirements loosened, texts changed; fields may
 * not disappear, be retyped or be narrowed once data is in.
 */
export function compareSchemas(wanted: JsonObject, there: JsonObject): readonly SchemaDifference[] {
  return [
    ...compareReferences(wanted, there),
    ...compareTexts(wanted, there, "", ""),
    ...compareProperties(wanted, there, "", ""),
    ...Object.keys(objectAt(wanted, "definitions")).flatMap((name) =>
      compareProperties(
        objectAt(objectAt(wanted, "definitions"), name),
        objectAt(objectAt(there, "definitions"), name),
        "",
        `/definitions/${name}`,
      ),
    ),
  ];
}

function compareReferences(wanted: JsonObject, there: JsonObject): SchemaDifference[] {
  const named = referencesIn(wanted);
  const present = referencesIn(there);
  const added = named.filter((reference) => !present.includes(reference));
  const extra = present.filter((reference) => !named.includes(reference));
  return [
    ...added.map((reference): SchemaDifference => ({
      path: "",
      sentence: `add ${reference}`,
      safety: "safe",
      operation: { op: "add", path: "/allOf/-", value: { $ref: reference } },
    })),
    ...extra.map((reference): SchemaDifference => ({
      path: "",
      sentence: `${reference} was added by somebody else`,
      safety: "extra",
    })),
  ];
}

function referencesIn(body: JsonObject): readonly string[] {
  const parts = isArray(body.allOf) ? body.allOf : [];
  return parts
    .map((part) => (isObject(part) && typeof part.$ref === "string" ? part.$ref : ""))
    .filter((reference) => reference !== "" && !reference.startsWith("#"));
}

function compareProperties(wanted: JsonObject, there: JsonObject, path: string, pointer: string): SchemaDifference[] {
  const ours = objectAt(wanted, "properties");
  const theirs = objectAt(there, "properties");
  const differences: SchemaDifference[] = [];
  for (const [name, field] of Object.entries(ours)) {
    const here = path === "" ? name : `${path}.${name}`;
    const place = `${pointer}/properties/${escapePointer(name)}`;
    const found = theirs[name];
    if (!isObject(field)) continue;
    if (isObject(found)) differences.push(...compareField(field, found, here, place));
    else {
      const operation = { op: "add", path: place, value: field } as const;
      differences.push({ path: here, sentence: `add field ${here}`, safety: "safe", operation });
    }
  }
  for (const name of Object.keys(theirs)) {
    if (name in ours) continue;
    const here = path === "" ? name : `${path}.${name}`;
    differences.push({ path: here, sentence: `field ${here} was added by somebody else`, safety: "extra" });
  }
  return differences;
}

function compareField(wanted: JsonObject, there: JsonObject, path: string, pointer: string): SchemaDifference[] {
  const differences = [
    ...compareIdentity(wanted, there, path),
    ...compareBounds(wanted, there, path, pointer),
    ...compareTexts(wanted, there, path, pointer),
    ...compareProperties(wanted, there, path, pointer),
  ];
  const [items, theirItems] = [wanted.items, there.items];
  if (isObject(items) && isObject(theirItems))
    differences.push(...compareField(items, theirItems, `${path}[]`, `${pointer}/items`));
  const [values, theirValues] = [wanted.additionalProperties, there.additionalProperties];
  if (isObject(values) && isObject(theirValues)) {
    differences.push(...compareField(values, theirValues, `${path}{}`, `${pointer}/additionalProperties`));
  }
  return differences;
}

/** What makes a field the field it is. */
function compareIdentity(wanted: JsonObject, there: JsonObject, path: string): SchemaDifference[] {
  return (["type", "format", "$ref"] as const)
    .filter((member) => wanted[member] !== undefined || (member !== "type" && there[member] !== undefined))
    .filter((member) => JSON.stringify(wanted[member]) !== JSON.stringify(there[member]))
    .map((member) => ({
      path,
      sentence: `${path}: ${member} ${show(there[member])} → ${show(wanted[member])}`,
      safety: "breaking",
    }));
}

/** For each bound, whether going from the first value to the second refuses data that was welcome. */
const narrows: Readonly<Record<string, (from: Json | undefined, to: Json | undefined) => boolean>> = {
  minimum: (from, to) => to !== undefined && (from === undefined || Number(to) > Number(from)),
  maximum: (from, to) => to !== undefined && (from === undefined || Number(to) < Number(from)),
  minLength: (from, to) => to !== undefined && (from === undefined || Number(to) > Number(from)),
  maxLength: (from, to) => to !== undefined && (from === undefined || Number(to) < Number(from)),
  pattern: (_from, to) => to !== undefined,
  enum: (from, to) => Array.isArray(to) && !(Array.isArray(from) && from.every((value) => to.includes(value))),
};

function compareBounds(wanted: JsonObject, there: JsonObject, path: string, pointer: string): SchemaDifference[] {
  return Object.entries(narrows)
    .filter(([member]) => JSON.stringify(wanted[member]) !== JSON.stringify(there[member]))
    .map(([member, narrowing]): SchemaDifference => {
      const sentence = `${path}: ${member} ${show(there[member])} → ${show(wanted[member])}`;
      if (narrowing(there[member], wanted[member])) return { path, sentence, safety: "breaking" };
      return {
        path,
        sentence,
        safety: "safe",
        operation: setting(wanted[member], there[member], `${pointer}/${member}`),
      };
    });
}

function compareTexts(wanted: JsonObject, there: JsonObject, path: string, pointer: string): SchemaDifference[] {
  const place = path === "" ? "its" : `${path}:`;
  return ["title", "description", "meta:enum"]
    .filter((member) => wanted[member] !== undefined)
    .filter((member) => canonicalText(wanted[member]) !== canonicalText(there[member]))
    .map((member) => ({
      path,
      sentence: `${place} ${member} changes`,
      safety: "safe",
      operation: setting(wanted[member], there[member], `${pointer}/${escapePointer(member)}`),
    }));
}

function setting(
  to: Json | undefined,
  from: Json | undefined,
  path: string,
): NonNullable<SchemaDifference["operation"]> {
  if (to === undefined) return { op: "remove", path };
  return { op: from === undefined ? "add" : "replace", path, value: to };
}

function canonicalText(value: Json | undefined): string {
  if (!isObject(value)) return JSON.stringify(value) ?? "";
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function objectAt(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  return isObject(member) ? member : {};
}

function show(value: Json | undefined): string {
  return value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}

function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
