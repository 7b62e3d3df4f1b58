import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
  answerFlowService,
  catalogueError,
  type FlowServiceRequest,
  FlowServiceError,
  gatewayError,
} from "@stripe-aep/core/flow-service";
import { allows, bearerToken, callerOf, findHolder, type Holder, isServed } from "../http/access.ts";
import { recordAudit } from "../http/record-audit.ts";
import type { RateLimit } from "../http/rate-limit.ts";
import type { Service } from "../service.ts";
import { forwardToPlatform } from "./forward-to-platform.ts";

const base = "/data/foundation/flowservice";

/** What a mapping set, a batch file or a schema may weigh on its way to the simulated platform. */
const LARGEST_FORWARDED = 256 * 1024 * 1024;
const LARGEST_BODY = 1024 * 1024;

/** Adobe's paths: Flow Service is answered here, the platform's other services by the simulated platform. */
export function platformRoutes(app: FastifyInstance, service: Service, limit: RateLimit): void {
  app.route({
    method: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    url: `${base}/*`,
    bodyLimit: LARGEST_BODY,
    handler: async (request, reply) => answer(service, limit, request, reply),
  });
  for (const url of ["/data/*", "/ims/*", "/collection/*"]) {
    app.route({
      method: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      url,
      bodyLimit: LARGEST_FORWARDED,
      handler: async (request, reply) => forward(service, limit, request, reply),
    });
  }
}

async function answer(service: Service, limit: RateLimit, request: FastifyRequest, reply: FastifyReply) {
  try {
    const holder = await passGateway(service, limit, request, reply);
    const flowServiceRequest = readRequest(service, request, holder);
    const response = await answerFlowService(service.backend, flowServiceRequest);
    await recordAudit(service, holder, flowServiceRequest, response);
    if (response.body === undefined) return await reply.code(response.status).send();
    return await reply.code(response.status).type("application/json").send(JSON.stringify(response.body));
  } catch (error) {
    return sendError(service, request, reply, error);
  }
}

async function forward(service: Service, limit: RateLimit, request: FastifyRequest, reply: FastifyReply) {
  try {
    const isIms = request.url.startsWith("/ims/");
    const holder = isIms ? undefined : await passGateway(service, limit, request, reply);
    if (holder !== undefined) refuseWithoutRight(request, holder);
    return await forwardToPlatform(service, request, reply);
  } catch (error) {
    return sendError(service, request, reply, error);
  }
}

function refuseWithoutRight({ method }: FastifyRequest, holder: Holder): void {
  const isReading = method === "GET" || method === "HEAD";
  if (!allows(holder, isReading ? "sources.view" : "sources.manage")) {
    throw catalogueError(isReading ? "2120-403" : "2121-403");
  }
}

/** Adobe's gateway, in its order: token, key, organisation; then the service's own checks of the sandbox. */
async function passGateway(
  service: Service,
  limit: RateLimit,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Holder> {
  const { headers } = request;
  const token = bearerToken(headers.authorization);
  if (token === undefined) throw gatewayError("403010", "Oauth token is missing.");
  const holder = await findHolder(service, token);
  if (holder === undefined) throw gatewayError("401013", "Oauth token is not valid");
  const apiKey = headers["x-api-key"];
  if (apiKey === undefined || apiKey === "") throw gatewayError("403000", "Api Key is required");
  if (apiKey !== service.settings.apiKey) throw gatewayError("403003", "Api Key is invalid");
  const organization = headers["x-gw-ims-org-id"];
  if (organization === undefined || organization === "") throw gatewayError("400003", "Missing header");
  if (organization !== holder.imsOrganization || !isServed(service, holder)) {
    throw gatewayError("403025", "Profile is not valid");
  }
  const wait = limit.take(holder.id, service.ports.clock.now());
  if (wait > 0) {
    void reply.header("retry-after", String(wait));
    throw gatewayError("429050", "Too many requests");
  }
  checkSandbox(headers["x-sandbox-name"], headers["x-sandbox-id"], holder);
  return holder;
}

function checkSandbox(name: unknown, id: unknown, holder: Holder): void {
  if (id !== undefined) throw catalogueError("2110-400");
  if (typeof name !== "string" || name === "") throw catalogueError("2105-400");
  if (name === "*") throw catalogueError("2111-403");
  if (name !== holder.sandbox) throw catalogueError("2100-404", { name: name.slice(0, 100) });
}

function readRequest(service: Service, request: FastifyRequest, holder: Holder): FlowServiceRequest {
  const { pathname, query } = splitUrl(request.url);
  const body = readBody(request);
  const { "if-match": ifMatch } = request.headers;
  return {
    method: request.method,
    path: decodePath(pathname.slice(base.length)),
    query,
    ...(body === undefined ? {} : { body }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    caller: callerOf(holder, service.settings.apiKey),
  };
}

function splitUrl(url: string): { readonly pathname: string; readonly query: string } {
  const mark = url.indexOf("?");
  return mark < 0 ? { pathname: url, query: "" } : { pathname: url.slice(0, mark), query: url.slice(mark + 1) };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The body as JSON. Adobe's examples send patches without a content type, so only a POST must have one. */
function readBody(request: FastifyRequest): unknown {
  const { body } = request;
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (request.method === "POST" && !/^application\/(?:[\w.-]+\+)?json$/.test(type)) {
    throw badRequest("A valid content-type must be specified");
  }
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    throw badRequest("The request body is not valid JSON.");
  }
}

function badRequest(detail: string): FlowServiceError {
  const body = { type: "/placeholder/type/uri", status: 400, title: "BadRequestError", detail };
  return new FlowServiceError(400, body, detail);
}

async function sendError(service: Service, request: FastifyRequest, reply: FastifyReply, error: unknown) {
  if (error instanceof FlowServiceError)
    return reply.code(error.status).type("application/json").send(JSON.stringify(error.body));
  service.ports.log.write("error", "request-failed", { requestId: request.id, error });
  const text =
    "An internal error has occurred. Please try again. If the problem persists, please contact customer support.";
  const body = { errorCode: "1102-500", errorMessage: text, errorDetails: `Request id ${request.id}.` };
  return reply.code(500).type("application/json").send(JSON.stringify(body));
}
