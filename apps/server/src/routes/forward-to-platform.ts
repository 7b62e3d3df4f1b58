import type { FastifyReply, FastifyRequest } from "fastify";
import { FlowServiceError } from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";

/** Headers that belong to one connection, or that are set anew. */
const notForwarded = new Set([
  "host",
  "connection",
  "content-length",
  "authorization",
  "x-api-key",
  "transfer-encoding",
  "expect",
  "accept-encoding",
]);
const notReturned = new Set(["connection", "content-length", "transfer-encoding", "keep-alive", "date"]);

/**
 * The simulated platform's answer, on this server's base URL. With a real platform there is nothing to forward: its own
 * address is the place to ask, with its own tokens, and this server lends its credentials to nobody.
 */
export async function forwardToPlatform(service: Service, request: FastifyRequest, reply: FastifyReply) {
  const { sandbox, ports } = service;
  if (sandbox === undefined) throw realPlatform(service);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !notForwarded.has(name)) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  if (!request.url.startsWith("/ims/")) {
    headers.authorization = `Bearer ${sandbox.platform.token}`;
    headers["x-api-key"] = sandbox.platform.apiKey;
  }
  const response = await ports.transport.send({
    method: request.method,
    url: `${sandbox.platform.url}${request.url}`,
    headers,
    ...(Buffer.isBuffer(request.body) && request.body.length > 0 ? { body: request.body } : {}),
    timeoutMilliseconds: 120_000,
  });
  for (const [name, value] of Object.entries(response.headers)) {
    if (!notReturned.has(name)) void reply.header(name, value);
  }
  return reply.code(response.status).send(Buffer.from(response.body));
}

function realPlatform(service: Service): FlowServiceError {
  const detail = `This server answers Flow Service only; ask ${service.platform.baseUrl} for the platform's other services.`;
  return new FlowServiceError(
    404,
    { type: "/placeholder/type/uri", status: 404, title: "NotFoundError", detail },
    detail,
  );
}
