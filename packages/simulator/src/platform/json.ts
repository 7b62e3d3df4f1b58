/** A JSON object whose members have not been looked at yet. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The member if it is an object, else undefined. */
export function objectIn(parent: JsonObject, name: string): JsonObject | undefined {
  const value = parent[name];
  return isObject(value) ? value : undefined;
}

/** The member if it is a string, else undefined. */
export function textIn(parent: JsonObject, name: string): string | undefined {
  const value = parent[name];
  return typeof value === "string" ? value : undefined;
}

/** The member if it is a number, else undefined. */
export function numberIn(parent: JsonObject, name: string): number | undefined {
  const value = parent[name];
  return typeof value === "number" ? value : undefined;
}

/** The member if it is a list, else an empty list. */
export function listIn(parent: JsonObject, name: string): readonly unknown[] {
  const value = parent[name];
  return Array.isArray(value) ? value : [];
}

/** The strings among the elements of a list member. */
export function textsIn(parent: JsonObject, name: string): string[] {
  return listIn(parent, name).filter((item) => typeof item === "string");
}

/** A copy that shares nothing with the original. */
export function copyOf<Value>(value: Value): Value {
  return structuredClone(value);
}

/** Steps of a JSON Pointer (RFC 6901): `/a~1b/c` is `["a/b", "c"]`. */
export function pointerSteps(pointer: string): string[] {
  if (pointer === "" || pointer === "#") return [];
  return pointer
    .replace(/^#/, "")
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a dotted path names inside an object; arrays are met by index. */
export function valueAt(root: unknown, path: string): unknown {
  let current: unknown = root;
  for (const step of path.split(".")) {
    if (Array.isArray(current)) current = current[Number(step)] as unknown;
    else if (isObject(current)) current = current[step];
    else return undefined;
  }
  return current;
}

/** The same JSON whatever order the members were written in, to compare two values. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([first], [second]) => (first < second ? -1 : 1)))
      : member,
  );
}
