import { parse, type SelectStatement, type Statement } from "pgsql-ast-parser";
import { json, objectBody, problem, type Refusal } from "../exchange.ts";
import { liveRows } from "../ingestion/live-rows.ts";
import { objectIn, textIn, textsIn, type JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import { runSelect, type TableSource } from "./run-select.ts";
import { SqlError } from "./sql-values.ts";

const PATH = "/data/foundation/query/queries";

/** A query on its way: SUBMITTED, IN_PROGRESS, SUCCESS or FAILED. */
export interface Query {
  readonly id: string;
  readonly sql: string;
  readonly dbName: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly created: number;
  readonly client: string;
  state: "SUBMITTED" | "IN_PROGRESS" | "SUCCESS" | "FAILED";
  updated: number;
  rows: readonly JsonObject[];
  errors: readonly { readonly code: string; readonly message: string }[];
}

const badRequest = (detail: string): Refusal => problem(400, "BadRequestError", detail);

/**
 * `/queries`: posted, then polled until they end. The real service gives rows over the PostgreSQL wire; here they are
 * read under `/queries/{id}/rows`, which is this simulator's own path.
 */
export function queryRoutes(services: Services): Route[] {
  const permission = "Manage Queries";
  return [
    { method: "GET", path: PATH, permission, answer: (call) => json(200, listQueries(call, services)) },
    { method: "POST", path: PATH, permission, answer: (call) => json(202, submit(call, services)) },
    {
      method: "GET",
      path: `${PATH}/{id}`,
      permission,
      answer: (call) => json(200, queryView(findQuery(call), call, services)),
    },
    {
      method: "GET",
      path: `${PATH}/{id}/rows`,
      permission,
      answer: (call) => {
        const query = findQuery(call);
        if (query.state !== "SUCCESS") throw badRequest(`The query ${query.id} is ${query.state}.`);
        return json(200, { rows: query.rows });
      },
    },
  ];
}

function findQuery(call: Call): Query {
  const id = call.parameters.id ?? "";
  const query = call.sandbox.queries.get(id);
  if (query !== undefined) return query;
  throw problem(404, "NotFoundError", `The query ${id} was not found.`);
}

function listQueries(call: Call, services: Services): JsonObject {
  const limit = Number(call.request.query.get("limit") ?? 20);
  const all = [...call.sandbox.queries.values()].toSorted((first, second) => second.created - first.created);
  const queries = all.slice(0, limit).map((query) => queryView(query, call, services));
  return {
    queries,
    _page: { orderby: "-created", start: all[0]?.id ?? "", count: queries.length },
    _links: {},
    version: 1,
  };
}

function submit(call: Call, services: Services): JsonObject {
  const body = objectBody(call.request, badRequest);
  const dbName = textIn(body, "dbName");
  const sql = textIn(body, "sql");
  if (sql === undefined || dbName === undefined) throw badRequest("dbName and sql are required.");
  if (dbName.split(":")[0] !== call.sandbox.name)
    throw badRequest(`The database ${dbName} does not exist; expected ${call.sandbox.name}:all.`);
  const now = services.clock.now();
  const query: Query = {
    id: services.ids.uuid(),
    sql: withParameters(sql, objectIn(body, "queryParameters") ?? {}),
    dbName,
    name: textIn(body, "name"),
    description: textIn(body, "description"),
    created: now,
    updated: now,
    client: call.client,
    state: "SUBMITTED",
    rows: [],
    errors: [],
  };
  call.sandbox.queries.set(query.id, query);
  services.jobs.schedule(now + services.settings.delays.query, () => run(query, call.sandbox, services));
  return queryView(query, call, services);
}

/** `$key` stands for the value of `queryParameters.key`. */
function withParameters(sql: string, parameters: JsonObject): string {
  return sql.replaceAll(/\$([A-Za-z_]\w*)/g, (whole, name: string) => textIn(parameters, name) ?? whole);
}

async function run(query: Query, sandbox: Sandbox, services: Services): Promise<void> {
  try {
    query.rows = await runSelect(readStatement(query.sql), tablesOf(sandbox, services));
    query.state = "SUCCESS";
  } catch (error) {
    query.state = "FAILED";
    const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    query.errors = [
      {
        code: error instanceof SqlError ? "08P01" : "42601",
        message: `ErrorCode: ${error instanceof SqlError ? "08P01" : "42601"} ${message}`,
      },
    ];
  }
  query.updated = services.clock.now();
}

/** The one statement of a text, which must only read. Columns may be written with dots as deep as they are. */
function readStatement(sql: string): SelectStatement {
  const statements: Statement[] = parse(quotePaths(sql));
  const [statement] = statements;
  if (statement === undefined || statements.length > 1) throw new SqlError("exactly one statement is expected");
  if (!["select", "union", "union all", "with"].includes(statement.type))
    throw new SqlError(`only queries that read are allowed, not ${statement.type}`);
  return statement as SelectStatement;
}

/** `_acme.charges_data.amount` becomes one quoted name, because SQL knows only three steps. */
function quotePaths(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'|"[^"]*"|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?!\s*\()/g, (text) =>
    text.startsWith("'") || text.startsWith('"') ? text : `"${text}"`,
  );
}

/** Tables by the name that Catalog's `adobe/pqs/table` tag gives a dataset, or by the dataset's id. */
function tablesOf(sandbox: Sandbox, services: Services): TableSource {
  return (name) => {
    for (const dataset of sandbox.catalog.datasets.values()) {
      const names = [dataset.id, ...textsIn(objectIn(dataset.body, "tags") ?? {}, "adobe/pqs/table")];
      if (names.includes(name)) return liveRows(dataset, sandbox, services);
    }
    return undefined;
  };
}

function queryView(query: Query, call: Call, services: Services): JsonObject {
  const self = `https://platform.adobe.io${PATH}/${query.id}`;
  return {
    isInsertInto: false,
    request: { dbName: query.dbName, sql: query.sql, ...(query.name === undefined ? {} : { name: query.name }) },
    clientId: query.client,
    state: query.state,
    rowCount: query.rows.length,
    errors: query.errors,
    isCTAS: false,
    version: 1,
    id: query.id,
    elapsedTime: query.updated - query.created,
    updated: new Date(query.updated).toISOString(),
    client: "API",
    userId: `${query.client}@techacct.adobe.com`,
    effectiveSQL: query.sql,
    created: new Date(query.created).toISOString(),
    imsOrg: services.settings.imsOrg,
    sandboxName: call.sandbox.name,
    _links: {
      self: { href: self, method: "GET" },
      soft_delete: { href: self, method: "PATCH", body: '{ "op": "soft_delete"}' },
      cancel: { href: self, method: "PATCH", body: '{ "op": "cancel"}' },
    },
  };
}
