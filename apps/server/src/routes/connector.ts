import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import { isObject, type JsonObject } from "@stripe-aep/core/flow-service";
import type { AppParts } from "../app.ts";
import { allows, bearerToken, findHolder, type Holder, isServed } from "../http/access.ts";
import { HttpProblem } from "../http/problem-details.ts";
import type { RateLimit } from "../http/rate-limit.ts";
import type { Service } from "../service.ts";
import type { Call, Handler } from "../v1/call.ts";
import { handlers } from "../v1/handlers.ts";
import { schemaFor, schemas } from "../v1/openapi.ts";
import type { QueryParameter, RouteRow } from "../v1/route-row.ts";
import { type OperationId, routeTable } from "../v1/route-table.ts";

const ajv = new Ajv2019({ strict: false, allErrors: true, coerceTypes: false });
addFormats.default(ajv);
ajv.addSchema({ $id: "v1", components: { schemas } });

type Validate = (body: unknown) => Problems;
type Problems = readonly { readonly where: string; readonly message: string }[];

/** Everything below `/v1`, made from the route table: access, validation, idempotency, then the handler. */
export function connectorRoutes(app: FastifyInstance, parts: AppParts, limit: RateLimit): void {
  for (const [operationId, row] of Object.entries(routeTable) as [OperationId, RouteRow][]) {
    const validate = compileBody(row);
    const handler: Handler = handlers[operationId];
    app.route({
      method: row.method,
      url: `/v1${row.path.replace(/\{(\w+)\}/g, ":$1")}`,
      handler: async (request, reply) => {
        const holder = await authenticate(parts.service, limit, row, request);
        const call = readCall(parts, row, validate, { holder, request, reply });
        return answer(parts.service, row, call, handler);
      },
    });
  }
}

async function authenticate(
  service: Service,
  limit: RateLimit,
  row: RouteRow,
  request: FastifyRequest,
): Promise<Holder> {
  const token = bearerToken(request.headers.authorization);
  const holder = token === undefined ? undefined : await findHolder(service, token);
  if (holder === undefined) throw new HttpProblem(401, "SAEP-1805", "The access token is missing or not valid.");
  if (!isServed(service, holder)) {
    const detail = "This server has no credential for the platform of the token's organisation.";
    throw new HttpProblem(403, "SAEP-1806", detail, { where: holder.imsOrganization });
  }
  const wait = limit.take(holder.id, service.ports.clock.now());
  if (wait > 0)
    throw new HttpProblem(429, "SAEP-1809", "This token has sent too many requests.", { retryAfterSeconds: wait });
  if (!allows(holder, row.scope)) {
    throw new HttpProblem(403, "SAEP-1806", `The token lacks the scope ${row.scope}.`, { where: row.scope });
  }
  return holder;
}

function readCall(
  parts: AppParts,
  row: RouteRow,
  validate: Validate | undefined,
  exchange: { readonly holder: Holder; readonly request: FastifyRequest; readonly reply: FastifyReply },
): Call {
  const { holder, request, reply } = exchange;
  const { imsOrganization, sandbox } = holder;
  const body = validate === undefined ? {} : readBody(request, validate);
  return {
    service: parts.service,
    runner: parts.runner,
    operations: parts.operations,
    holder,
    tenant: { imsOrganization, sandbox },
    parameters: request.params as Readonly<Record<string, string>>,
    query: readQuery(row, request),
    body,
    ifMatch: request.headers["if-match"],
    request,
    reply,
  };
}

function readBody(request: FastifyRequest, validate: Validate): JsonObject {
  const { body } = request;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.isBuffer(body) && body.length > 0 ? body.toString("utf8") : "{}");
  } catch {
    throw new HttpProblem(400, "SAEP-1802", "The body is not valid JSON.");
  }
  const problems = validate(value);
  if (problems.length > 0 || !isObject(value)) {
    const detail = `The body is not valid: ${problems.map(({ where, message }) => `${where || "it"} ${message}`).join("; ")}.`;
    throw new HttpProblem(400, "SAEP-1802", detail.slice(0, 1000), { problems: problems.slice(0, 50) });
  }
  return value;
}

function compileBody(row: RouteRow): Validate | undefined {
  if (row.body === undefined) return undefined;
  const schema = JSON.parse(JSON.stringify(schemaFor(row.body)).replaceAll("#/components", "v1#/components")) as object;
  const check = ajv.compile(schema);
  return (body) => {
    if (check(body)) return [];
    return (check.errors ?? []).map(({ instancePath, message, params }) => ({
      where: instancePath.slice(1).replaceAll("/", "."),
      message: `${message ?? "is not valid"}${"additionalProperty" in params ? ` (${String(params.additionalProperty).slice(0, 100)})` : ""}`,
    }));
  };
}

function readQuery(row: RouteRow, request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const given = request.query as Readonly<Record<string, string | string[] | undefined>>;
  const known = row.query ?? {};
  const problems: { where: string; message: string }[] = [];
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    const fault = rule === undefined ? "is not a parameter of this path" : faultOf(rule, value);
    if (fault !== undefined) problems.push({ where: name.slice(0, 100), message: fault });
    else if (typeof value === "string") query[name] = value;
  }
  if (problems.length > 0) throw new HttpProblem(400, "SAEP-1802", "The query is not valid.", { problems });
  return query;
}

function faultOf(rule: QueryParameter, value: string | string[] | undefined): string | undefined {
  if (typeof value !== "string") return "may be given once";
  if (value.length > 2000) return "is too long";
  if (
    rule.type === "integer" &&
    (!/^\d{1,9}$/.test(value) || Number(value) < 1 || Number(value) > (rule.maximum ?? Infinity))
  ) {
    return `must be a whole number from 1${rule.maximum === undefined ? "" : ` to ${rule.maximum}`}`;
  }
  return rule.enum === undefined || rule.enum.includes(value) ? undefined : `must be one of ${rule.enum.join(", ")}`;
}

async function answer(service: Service, row: RouteRow, call: Call, handler: Handler): Promise<unknown> {
  const key = call.request.headers["idempotency-key"];
  if (row.method === "POST" && typeof key === "string" && key !== "")
    return answerOnce(service, row, call, handler, key);
  const result = await handler(call);
  return call.reply.sent ? call.reply : send(call.reply, row, result);
}

/** The first request with a key is worked on; its repetitions get its answer, and other requests with that key a 409. */
async function answerOnce(
  service: Service,
  row: RouteRow,
  call: Call,
  handler: Handler,
  key: string,
): Promise<unknown> {
  if (key.length > 255) throw new HttpProblem(400, "SAEP-1802", "An Idempotency-Key has at most 255 characters.");
  const hash = (...texts: readonly string[]): string =>
    createHash("sha256").update(JSON.stringify(texts)).digest("hex");
  const keyHash = hash(call.holder.id, call.request.method, call.request.url, key);
  const known = await service.idempotency.begin(keyHash, hash(JSON.stringify(call.body)), service.ports.clock.now());
  if (known.kind === "answered") {
    return call.reply
      .code(known.status)
      .type("application/json")
      .header("idempotent-replayed", "true")
      .send(known.body);
  }
  if (known.kind !== "first") {
    const detail =
      known.kind === "working"
        ? "The first request with this key is still being worked on."
        : "This key came before with another body.";
    throw new HttpProblem(known.kind === "working" ? 409 : 422, "SAEP-1812", detail);
  }
  try {
    const result = await handler({ ...call, requestKey: keyHash });
    const body = result === undefined ? "" : JSON.stringify(result);
    await service.idempotency.answer(keyHash, row.status ?? 200, body);
    return await send(call.reply, row, result);
  } catch (error) {
    await service.idempotency.forget(keyHash);
    throw error;
  }
}

function send(reply: FastifyReply, row: RouteRow, result: unknown) {
  void reply.code(row.status ?? 200);
  return result === undefined ? reply.send() : reply.type("application/json").send(JSON.stringify(result));
}
