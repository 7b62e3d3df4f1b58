import { catalogueError } from "./flow-service-error.ts";

/**
 * The query as names and values in the order written. Split by hand: `property=flowId==x` and a `+` before a field name
 * must arrive as they were sent. Throws 1453-400 for a value that is not percent-encoded UTF-8.
 */
export function readQuery(query: string): readonly (readonly [string, string])[] {
  return query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      return equals < 0 ? [decode(part), ""] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    });
}

/** The only value of a parameter, or undefined; throws 1451-400 when it is given more than once. */
export function single(parameters: readonly (readonly [string, string])[], name: string): string | undefined {
  const values = parameters.filter(([given]) => given === name);
  if (values.length > 1) throw catalogueError("1451-400", { params: name });
  return values[0]?.[1];
}

/** Throws 1451-400, naming them, when there are parameters that the resource does not know. */
export function refuseOthers(parameters: readonly (readonly [string, string])[], known: readonly string[]): void {
  const unknown = parameters.map(([name]) => name).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw catalogueError("1451-400", { params: unknown.join(", ").slice(0, 200) });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw catalogueError("1453-400", { value: text.slice(0, 200) });
  }
}
