import { json, objectBody, problem, type Refusal } from "../exchange.ts";
import { copyOf, isObject, listIn, numberIn, objectIn, textIn, type JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import { ExpressionError } from "./expression.ts";
import { mapRecord } from "./map-record.ts";
import { compileMappings, outputSchemaOf, readMapping, type CompiledMapping, type Mapping } from "./mapping-set.ts";

export const CONVERSION_BASE = "/data/foundation/conversion";
const PATH = `${CONVERSION_BASE}/mappingSets`;

const storedSourceTypes = {
  ATTRIBUTE: "text/x.schema-path",
  EXPRESSION: "text/x.aep-xl",
  STATIC: "text/plain",
} as const;

const badRequest = (detail: string): Refusal => problem(400, "BadRequestError", detail);

/** `/mappingSets`: stored, changed, validated and tried on one record. */
export function mappingSetRoutes(services: Services): Route[] {
  const view = "View Datasets";
  const manage = "Manage Datasets";
  const read = (path: string, answer: (set: JsonObject, call: Call) => unknown): Route => ({
    method: "GET",
    path,
    permission: view,
    answer: (call) => json(200, answer(findSet(call), call)),
  });
  return [
    { method: "GET", path: PATH, permission: view, answer: (call) => json(200, listSets(call)) },
    { method: "POST", path: PATH, permission: manage, answer: (call) => json(200, createSet(call, services)) },
    { method: "POST", path: `${PATH}/validate`, permission: view, answer: (call) => json(200, validate(call)) },
    { method: "POST", path: `${PATH}/preview`, permission: view, answer: (call) => json(200, preview(call, services)) },
    read(`${PATH}/{id}`, (set) => set),
    {
      method: "PUT",
      path: `${PATH}/{id}`,
      permission: manage,
      answer: (call) => json(200, replaceSet(call, services)),
    },
    read(`${PATH}/{id}/mappings`, (set) => listIn(set, "mappings")),
    read(`${PATH}/{id}/mappings/{mappingId}`, (set, call) => {
      const mapping = listIn(set, "mappings").find((one) => isObject(one) && one.id === call.parameters.mappingId);
      if (mapping === undefined)
        throw problem(404, "NotFoundError", `The mapping ${call.parameters.mappingId ?? ""} was not found.`);
      return mapping;
    }),
  ];
}

function findSet(call: Call): JsonObject {
  const id = call.parameters.id ?? "";
  const set = call.sandbox.mappingSets.get(id);
  if (set !== undefined) return set;
  throw problem(404, "NotFoundError", `The mapping set ${id} was not found.`);
}

function listSets(call: Call): JsonObject {
  const { query } = call.request;
  const [limit, start] = [Number(query.get("limit") ?? 10), Number(query.get("start") ?? 0)];
  const [, sign = "+", key = "createdDate"] = /^([+ -]?)(\w+)$/.exec(query.get("orderBy") ?? "") ?? [];
  const named = [...call.sandbox.mappingSets.values()].filter(
    (set) => query.get("name") === null || set.name === query.get("name"),
  );
  const sorted = named.toSorted(
    (first, second) => (Number(first[key]) - Number(second[key])) * (sign === "-" ? -1 : 1),
  );
  const data = sorted.slice(start, start + limit);
  const more = start + limit < named.length;
  return {
    data,
    _page: { count: data.length, limit },
    _links: more ? { next: { href: `${PATH}?limit=${limit}&start=${start + limit}` } } : {},
  };
}

/** Rows that cannot be understood refuse the whole set. */
function compiled(set: JsonObject, call: Call): CompiledMapping[] {
  return guarded(() =>
    compileMappings(set, call.sandbox).map((one) => {
      if (one instanceof ExpressionError) throw one;
      return one;
    }),
  );
}

function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionError) throw badRequest(error.message);
    throw error;
  }
}

function createSet(call: Call, services: Services): JsonObject {
  const given = objectBody(call.request, badRequest);
  const rows = compiled(given, call);
  const id = services.ids.hex(32);
  const now = services.clock.now();
  const set = storedSet(given, rows, { id, version: 0, createdDate: now, createdBy: call.client }, call, services);
  call.sandbox.mappingSets.set(id, set);
  return summaryOf(set);
}

function replaceSet(call: Call, services: Services): JsonObject {
  const existing = findSet(call);
  const given = objectBody(call.request, badRequest);
  const kept = {
    id: String(existing.id),
    version: (numberIn(existing, "version") ?? 0) + 1,
    createdDate: numberIn(existing, "createdDate") ?? 0,
    createdBy: textIn(existing, "createdBy") ?? "",
  };
  const set = storedSet(given, compiled(given, call), kept, call, services);
  call.sandbox.mappingSets.set(kept.id, set);
  return set;
}

interface SetIdentity {
  readonly id: string;
  readonly version: number;
  readonly createdDate: number;
  readonly createdBy: string;
}

/** The stored form: both shapes of a row merged, each with an id of its own. */
function storedSet(
  given: JsonObject,
  rows: readonly Mapping[],
  identity: SetIdentity,
  call: Call,
  services: Services,
): JsonObject {
  const modified = { modifiedDate: services.clock.now(), modifiedBy: call.client };
  return {
    ...identity,
    ...modified,
    ...(textIn(given, "name") === undefined ? {} : { name: given.name }),
    inputSchema: objectIn(given, "inputSchema") ?? {},
    outputSchema: objectIn(given, "outputSchema") ?? {
      schemaRef: { id: given.xdmSchema, contentType: "application/vnd.adobe.xed-full+json;version=1" },
    },
    ...(given.xdmSchema === undefined ? {} : { xdmSchema: given.xdmSchema, xdmVersion: given.xdmVersion }),
    mappings: rows.map((row, index) => ({
      ...named(listIn(given, "mappings")[index]),
      id: services.ids.hex(32),
      version: 0,
      createdDate: identity.createdDate,
      createdBy: identity.createdBy,
      ...modified,
      sourceType: storedSourceTypes[row.sourceType],
      source: row.source,
      destination: row.destination,
      sourceAttribute: row.source,
      destinationXdmPath: row.destination,
      identity: false,
      primaryIdentity: false,
      matchScore: 0,
      functionVersion: 1,
    })),
    status: "PUBLISHED",
    strictMapping: false,
    allowNullValues: false,
    supportVersion: "1.1",
  };
}

function named(given: unknown): JsonObject {
  if (!isObject(given)) return {};
  return Object.fromEntries(
    ["name", "description"].filter((key) => given[key] !== undefined).map((key) => [key, given[key]]),
  );
}

function summaryOf({ id, version, createdDate, modifiedDate, createdBy, modifiedBy }: JsonObject): JsonObject {
  return { id, version, createdDate, modifiedDate, createdBy, modifiedBy };
}

/** One verdict for each row. */
function validate(call: Call): JsonObject {
  const set = objectBody(call.request, badRequest);
  const verdicts = guarded(() => compileMappings(set, call.sandbox));
  return {
    validationResponse: verdicts.map((verdict, index) =>
      verdict instanceof ExpressionError
        ? { status: "FAILED", errors: [{ ...failedRow(listIn(set, "mappings")[index]), exception: verdict.message }] }
        : { status: "SUCCESS", errors: null },
    ),
  };
}

function failedRow(given: unknown): JsonObject {
  try {
    return { ...readMapping(given) };
  } catch {
    return {};
  }
}

function preview(call: Call, services: Services): JsonObject {
  const body = objectBody(call.request, badRequest);
  const set = objectIn(body, "mappingSet");
  if (set === undefined) throw badRequest("mappingSet is required.");
  const rows = compiled(set, call);
  // One record, or a list of which the first is tried.
  const source: unknown = Array.isArray(body.data) ? listIn(body, "data")[0] : body.data;
  const schema = guarded(() => outputSchemaOf(set, call.sandbox));
  const mapped = mapRecord(rows, copyOf(source), schema, {
    now: () => services.clock.now(),
    uuid: () => services.ids.uuid(),
  });
  return { data: mapped.data, errors: mapped.errors };
}
