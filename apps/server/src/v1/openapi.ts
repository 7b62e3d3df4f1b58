import components from "./openapi-components.json" with { type: "json" };
import type { RouteRow, SchemaOf } from "./route-row.ts";
import { routeTable } from "./route-table.ts";

type Json = Readonly<Record<string, unknown>>;

/** The schemas of everything that the service takes and gives, by the name of its type. */
export const schemas = JSON.parse(
  JSON.stringify(components.definitions).replaceAll("#/definitions/", "#/components/schemas/"),
) as Readonly<Record<string, Json>>;

export function schemaFor(schema: SchemaOf): Json {
  if ("inline" in schema) return schema.inline;
  if ("one" in schema) return { $ref: `#/components/schemas/${schema.one}` };
  const items = {
    type: "array",
    items: { $ref: `#/components/schemas/${"page" in schema ? schema.page : schema.list}` },
  };
  if ("list" in schema) return items;
  return {
    type: "object",
    properties: { items, next: { type: ["string", "null"] }, total: { type: "integer" } },
    required: ["items", "next", "total"],
    additionalProperties: false,
  };
}

/** The OpenAPI 3.1 document, made from the table that also makes the router: it cannot say what is not so. */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [operationId, row] of Object.entries<RouteRow>(routeTable)) {
    const path = `/v1${row.path}`;
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operation(operationId, row) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "stripe-aep",
      version,
      description:
        "The Stripe source for Adobe Experience Platform. Adobe's own paths (/data/foundation/flowservice) follow Adobe's published documents; this describes /v1.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      responses: {
        Problem: {
          description: "RFC 9457 problem details",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

function operation(operationId: string, row: RouteRow): Json {
  const status = row.status ?? 200;
  const content =
    row.answer === undefined
      ? {}
      : { content: { [row.mediaType ?? "application/json"]: { schema: schemaFor(row.answer) } } };
  return {
    operationId,
    summary: row.summary,
    description: `Needs the scope \`${row.scope}\`.`,
    parameters: parametersOf(row),
    ...(row.body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: schemaFor(row.body) } } } }),
    responses: {
      [status]: { description: row.summary, ...content },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function parametersOf(row: RouteRow): readonly Json[] {
  const inPath = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(row.query ?? {}).map(([name, { description, required, ...schema }]) => ({
    name,
    in: "query",
    required: required ?? false,
    description,
    schema,
  }));
  const idempotency = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "Repeating a POST with the same key and body gives the first answer again.",
    schema: { type: "string", maxLength: 255 },
  };
  return [...inPath, ...inQuery, ...(row.method === "POST" ? [idempotency] : [])];
}
