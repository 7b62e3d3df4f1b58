import { Buffer } from "node:buffer";
import { type FlowServiceResponse, isObject, type JsonObject } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";
import {
  compareValues,
  type FilterableCollection,
  matchesFilter,
  parsePath,
  parsePropertyFilter,
  type PropertyFilter,
  valuesAt,
} from "./property-filter.ts";
import { readQuery, refuseOthers, single } from "./query-parameters.ts";

const DEFAULT_LIMIT = 20;
const LARGEST_LIMIT = 100;

/** A list call, understood. */
export interface ListQuery {
  readonly filters: readonly PropertyFilter[];
  readonly filterTexts: readonly string[];
  readonly order: readonly Order[];
  readonly orderText: string;
  readonly limit: number;
  readonly countOnly: boolean;
  /** Sort keys and id of the last entity of the page before. */
  readonly after: readonly string[] | undefined;
}

interface Order {
  readonly steps: ReturnType<typeof parsePath>;
  readonly descending: boolean;
}

const known = ["limit", "continuationToken", "count", "orderby", "property"];

/** Reads `limit`, `continuationToken`, `count`, `orderby` and `property`; anything else is 1451-400. */
export function parseListQuery(query: string, collection: FilterableCollection): ListQuery {
  const parameters = readQuery(query);
  refuseOthers(parameters, known);
  const token = single(parameters, "continuationToken");
  const countOnly = single(parameters, "count")?.toLowerCase() === "true";
  const limitText = single(parameters, "limit");
  if (countOnly && limitText !== undefined) throw catalogueError("1401-400");
  const position = token === undefined ? undefined : readToken(token);
  const filterTexts = [
    ...(position?.filters ?? []),
    ...parameters.filter(([name]) => name === "property").map(([, value]) => value),
  ];
  const orderText = single(parameters, "orderby") ?? position?.order ?? "-createdAt";
  return {
    filters: filterTexts.map((text) => parsePropertyFilter(text, collection)),
    filterTexts,
    order: parseOrder(orderText, collection),
    orderText,
    limit: limitText === undefined ? (position?.limit ?? DEFAULT_LIMIT) : parseLimit(limitText),
    countOnly,
    after: position?.after,
  };
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d{1,9}$/.test(text) || limit < 1 || limit > LARGEST_LIMIT) {
    throw catalogueError("1453-400", { value: `limit=${text.slice(0, 50)}` });
  }
  return limit;
}

function parseOrder(text: string, collection: FilterableCollection): readonly Order[] {
  return text.split(",").map((part) => {
    const field = /^([-+ ]?)([A-Za-z].*)$/.exec(part);
    if (field === null) throw catalogueError("1432-400", { value: part.slice(0, 100) });
    const [, prefix, path = ""] = field;
    try {
      return { steps: parsePath(path, collection), descending: prefix === "-" };
    } catch {
      throw catalogueError("1433-400", { value: path.slice(0, 100) });
    }
  });
}

/** One page of the entities that match, or only their number. */
export function answerList(
  collectionPath: string,
  entities: readonly JsonObject[],
  query: ListQuery,
): FlowServiceResponse {
  const matching = entities.filter((entity) => query.filters.every((filter) => matchesFilter(entity, filter)));
  if (query.countOnly) return { status: 200, body: { count: matching.length } };
  const keyed = matching.map((entity) => ({ entity, key: sortKey(entity, query.order) }));
  keyed.sort((left, right) => compareKeys(left.key, right.key, query.order));
  const { after } = query;
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => compareKeys(key, after, query.order) > 0);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;
  const links = more ? { next: { href: `${collectionPath}?continuationToken=${makeToken(query, last.key)}` } } : {};
  return { status: 200, body: { items: page.map(({ entity }) => entity), _links: links } };
}

/** The values sorted by, and the id: no two entities have the same key, so a page begins exactly where the last ended. */
function sortKey(entity: JsonObject, order: readonly Order[]): readonly string[] {
  return [...order.map(({ steps }) => sortText(valuesAt(entity, steps)[0])), String(entity.id)];
}

function sortText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function compareKeys(left: readonly string[], right: readonly string[], order: readonly Order[]): number {
  for (const [index, text] of left.entries()) {
    const compared = compareValues(text, right[index] ?? "");
    if (compared !== 0) return order[index]?.descending === true ? -compared : compared;
  }
  return 0;
}

/** Opaque, without `=`: a client may cut the href at its first equals sign. It carries the whole question. */
function makeToken(query: ListQuery, after: readonly string[]): string {
  const position = { after, filters: query.filterTexts, order: query.orderText, limit: query.limit };
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

interface Position {
  readonly after: readonly string[];
  readonly filters: readonly string[];
  readonly order: string;
  readonly limit: number;
}

function readToken(token: string): Position {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (isPosition(position)) return { ...position, limit: parseLimit(String(position.limit)) };
  } catch {
    // What we did not make is refused below.
  }
  throw catalogueError("1453-400", { value: "continuationToken" });
}

function isPosition(value: unknown): value is Position {
  const texts = (list: unknown): boolean => Array.isArray(list) && list.every((item) => typeof item === "string");
  return isObject(value) && texts(value.after) && texts(value.filters) && typeof value.order === "string";
}
