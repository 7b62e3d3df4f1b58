import { canonicalJson, isObject, type JsonObject } from "../json.ts";

const MAXIMUM_ITEMS = 300;

/** A page of a Registry list, before its items are rendered. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly orderby: string;
  /** The value to pass as `start` for the next page; null on the last. */
  readonly next: string | number | null;
}

const operators = ["==", "!=", "<=", ">=", "<", ">"] as const;

interface Filter {
  readonly path: string;
  readonly operator: (typeof operators)[number] | "exists";
  readonly value: string;
}

/**
 * Applies `property`, `orderby`, `start` and `limit` of a list request.
 * @param viewOf the members that filters and orders may name
 * @param maximumItems how many come back at most, whatever `limit` says
 */
export function pageOf<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  viewOf: (item: Item) => JsonObject,
  maximumItems = MAXIMUM_ITEMS,
): ListPage<Item> {
  const filters = query.getAll("property").flatMap(readFilters);
  const orderby = query.get("orderby") ?? "updated";
  const keys = orderby.split(",").map((key) => key.trim());
  const rows = items
    .map((item) => ({ item, view: viewOf(item) }))
    .filter(({ view }) => filters.every((filter) => holds(view, filter)))
    .sort((first, second) => compareBy(keys, first.view, second.view));

  const started = rows.filter(({ view }) => isAfterStart(keys[0] ?? "updated", view, query.get("start")));
  const limit = Math.min(readLimit(query, maximumItems), maximumItems);
  const page = started.slice(0, limit);
  const last = page.at(-1);
  const hasMore = started.length > page.length && last !== undefined;
  return {
    items: page.map(({ item }) => item),
    orderby,
    next: hasMore ? (sortValue(keys[0] ?? "updated", last.view) ?? null) : null,
  };
}

function readLimit(query: URLSearchParams, maximum: number): number {
  const limit = Number(query.get("limit") ?? maximum);
  return Number.isInteger(limit) && limit > 0 ? limit : maximum;
}

function readFilters(text: string): Filter[] {
  return text.split(",").map((part) => {
    const operator = operators
      .filter((candidate) => part.includes(candidate))
      .sort((first, second) => part.indexOf(first) - part.indexOf(second) || second.length - first.length)[0];
    if (operator === undefined) return { path: part, operator: "exists", value: "" };
    const [path = "", ...rest] = part.split(operator);
    return { path, operator, value: rest.join(operator) };
  });
}

function holds(view: JsonObject, filter: Filter): boolean {
  const found = view[filter.path];
  if (filter.operator === "exists") return found !== undefined;
  const values = (Array.isArray(found) ? (found as unknown[]) : [found]).map(textOf);
  switch (filter.operator) {
    case "==":
      return values.includes(filter.value);
    case "!=":
      return !values.includes(filter.value);
    default:
      return values.some((value) => found !== undefined && compares(value, filter.operator, filter.value));
  }
}

function compares(value: string, operator: string, other: string): boolean {
  const order = compareValues(value, other);
  if (operator === "<") return order < 0;
  if (operator === ">") return order > 0;
  return operator === "<=" ? order <= 0 : order >= 0;
}

function compareBy(keys: readonly string[], first: JsonObject, second: JsonObject): number {
  for (const key of keys) {
    const descending = key.startsWith("-");
    const order = compareValues(sortValue(key, first) ?? "", sortValue(key, second) ?? "");
    if (order !== 0) return descending ? -order : order;
  }
  return compareValues(textOf(first.$id ?? first["@id"]), textOf(second.$id ?? second["@id"]));
}

function isAfterStart(key: string, view: JsonObject, start: string | null): boolean {
  if (start === null) return true;
  const order = compareValues(sortValue(key, view) ?? "", start);
  return key.startsWith("-") ? order < 0 : order > 0;
}

function sortValue(key: string, view: JsonObject): string | number | undefined {
  const name = key.replace(/^[-+]/, "");
  const metadata = isObject(view["meta:registryMetadata"]) ? view["meta:registryMetadata"] : view;
  if (name === "updated") return `${textOf(metadata["repo:lastModifiedDate"])}/${textOf(view.$id)}`;
  if (name === "created") return `${textOf(metadata["repo:createdDate"])}/${textOf(view.$id)}`;
  const value = view[name];
  if (value === undefined) return undefined;
  return typeof value === "number" ? value : textOf(value);
}

function compareValues(first: string | number, second: string | number): number {
  const [a, b] = [Number(first), Number(second)];
  if (first !== "" && second !== "" && !Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  const [left, right] = [String(first), String(second)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function textOf(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : canonicalJson(value);
}
