import { problem } from "../exchange.ts";
import { valueAt, type JsonObject } from "../json.ts";

const DEFAULT_LIMIT = 20;
const MAXIMUM_LIMIT = 100;
const operators = ["==", "!=", "<=", ">=", "=", "<", ">", "~"] as const;

/** Applies `property`, `orderBy`, `start`, `limit` and `properties` of a Catalog list; the result is keyed by id. */
export function catalogList(
  entries: readonly (readonly [id: string, view: JsonObject])[],
  query: URLSearchParams,
): JsonObject {
  const filters = query.getAll("property").flatMap((text) => text.split(",").map(readFilter));
  const matching = entries.filter(([, view]) => filters.every((holds) => holds(view)));
  const order = orderOf(query.get("orderBy") ?? query.get("orderby"));
  const sorted = order === undefined ? matching : matching.toSorted(([, first], [, second]) => order(first, second));
  const start = wholeNumber(query, "start", 0);
  const limit = wholeNumber(query, "limit", DEFAULT_LIMIT);
  if (limit < 1 || limit > MAXIMUM_LIMIT) {
    throw problem(400, "BadRequestError", `limit must be between 1 and ${MAXIMUM_LIMIT}`);
  }
  const page = sorted.slice(start, start + limit);
  const wanted = query.get("properties")?.split(",");
  return Object.fromEntries(page.map(([id, view]) => [id, wanted === undefined ? view : only(view, wanted)]));
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d+$/.test(text)) throw problem(400, "BadRequestError", `${name} must be a whole number`);
  return Number(text);
}

function only(view: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => view[name] !== undefined).map((name) => [name, view[name]]));
}

/** `desc:created`, `asc:created,updated`, `created`. */
function orderOf(text: string | null): ((first: JsonObject, second: JsonObject) => number) | undefined {
  if (text === null) return undefined;
  const keys = text.split(",").map((part) => {
    const [direction, name] = part.includes(":") ? part.split(":") : ["asc", part];
    return { name: name ?? "", sign: direction === "desc" ? -1 : 1 };
  });
  return (first, second) => {
    for (const { name, sign } of keys) {
      const order = compare(valueAt(first, name), valueAt(second, name));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

/** One `property` filter: `name`, `name==x`, `name~^regex`, `schemaRef.id==…`, `tags.unifiedProfile==enabled:true`. */
function readFilter(text: string): (view: JsonObject) => boolean {
  const operator = operators
    .filter((candidate) => text.includes(candidate))
    .sort((first, second) => text.indexOf(first) - text.indexOf(second) || second.length - first.length)[0];
  if (operator === undefined) return (view) => valueAt(view, text) !== undefined;
  const at = text.indexOf(operator);
  const path = text.slice(0, at);
  const value = text.slice(at + operator.length);
  return (view) => valuesAt(view, path).some((found) => matches(found, operator, value)) !== (operator === "!=");
}

function expressionOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw problem(400, "BadRequestError", `${text} is not a regular expression`);
  }
}

function valuesAt(view: JsonObject, path: string): unknown[] {
  const found = valueAt(view, path);
  return Array.isArray(found) ? found : [found];
}

function matches(found: unknown, operator: (typeof operators)[number], value: string): boolean {
  if (operator === "~") return typeof found === "string" && expressionOf(value).test(found);
  const order = compare(found, typeof found === "number" ? Number(value) : value);
  if (operator === "<") return found !== undefined && order < 0;
  if (operator === ">") return found !== undefined && order > 0;
  if (operator === "<=") return found !== undefined && order <= 0;
  if (operator === ">=") return found !== undefined && order >= 0;
  return found !== undefined && order === 0;
}

function compare(first: unknown, second: unknown): number {
  if (typeof first === "number" && typeof second === "number") return first - second;
  const [left, right] = [asText(first), asText(second)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
