import Fastify, { type FastifyInstance } from "fastify";
import type { FlowRunner } from "./flows/flow-runner.ts";
import type { WebhookDesk } from "./flows/webhook-desk.ts";
import { HttpProblem, nothingHere, problemOf } from "./http/problem-details.ts";
import { RateLimit } from "./http/rate-limit.ts";
import { secureHeaders } from "./http/secure-headers.ts";
import { consoleRoutes } from "./routes/console.ts";
import { platformRoutes } from "./routes/flow-service.ts";
import { operationalRoutes } from "./routes/operational.ts";
import { webhookRoutes } from "./routes/stripe-webhooks.ts";
import { connectorRoutes } from "./routes/connector.ts";
import type { Service } from "./service.ts";
import type { Operations } from "./v1/run-operation.ts";
import type { Tracing } from "./tracing.ts";

export interface AppParts {
  readonly service: Service;
  readonly runner: FlowRunner;
  readonly webhooks: WebhookDesk;
  readonly tracing: Tracing;
  readonly operations: Operations;
  /** Whether the server has begun to shut down. */
  readonly isDraining: () => boolean;
}

const LARGEST_BODY = 1024 * 1024;

/** Every route, without a socket: a test injects requests, `main.ts` listens. */
export function createApp(parts: AppParts): FastifyInstance {
  const { service } = parts;
  const app = Fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: 120_000,
    connectionTimeout: 0,
    genReqId: () => Buffer.from(service.ports.random.bytes(12)).toString("hex"),
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 500 },
    logger: false,
  });
  // Bodies stay bytes: a signature is over bytes, and Adobe's clients send JSON under several names.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  describeMetrics(service);
  observeRequests(app, parts);
  secureHeaders(app);
  const limit = new RateLimit(service.settings.requestsPerMinute);
  operationalRoutes(app, parts);
  webhookRoutes(app, service, parts.webhooks);
  platformRoutes(app, service, limit);
  connectorRoutes(app, parts, limit);
  consoleRoutes(app, service.settings.consoleFolder);
  app.setNotFoundHandler(async () => {
    throw nothingHere("This path");
  });
  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error, request.id);
    if (problem.status >= 500) service.ports.log.write("error", "request-failed", { requestId: request.id, error });
    if (error instanceof HttpProblem && error.retryAfterSeconds !== undefined) {
      void reply.header("retry-after", String(error.retryAfterSeconds));
    }
    return reply.code(problem.status).type("application/problem+json").send(JSON.stringify(problem));
  });
  return app;
}

function describeMetrics({ metrics }: Service): void {
  metrics.describe("http_requests_total", "counter", "Requests by method, path pattern and status");
  metrics.describe("http_request_duration_seconds", "histogram", "Time to answer");
  metrics.describe("stripe_aep_webhooks_total", "counter", "Webhooks by fate");
  metrics.describe("stripe_aep_webhook_syncs_total", "counter", "Syncs that webhooks asked for");
  metrics.describe("stripe_aep_runs_total", "counter", "Flow runs that ended, by resource, engine and status");
  metrics.describe("stripe_aep_runs_in_progress", "gauge", "Flow runs that this server carries out");
  metrics.describe("stripe_aep_records_refused_total", "counter", "Records that a mapping could not turn into rows");
  metrics.describe("stripe_aep_quarantined", "gauge", "Records that wait in quarantine");
  metrics.describe("stripe_aep_inbox", "gauge", "Webhooks that wait for a sync");
  metrics.describe("stripe_aep_lag_seconds", "gauge", "Seconds between Stripe's clock and the newest proven change");
  metrics.describe("stripe_aep_stripe_reads_30_days", "gauge", "Requests to Stripe in 30 days");
  metrics.describe("stripe_aep_rate_per_second", "gauge", "Records per second of the last run");
}

/** Each request is counted, timed, logged with its id, and traced when somebody wants traces. */
function observeRequests(app: FastifyInstance, { service, tracing, isDraining }: AppParts): void {
  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id);
    if (isDraining()) void reply.header("connection", "close");
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    const seconds = reply.elapsedTime / 1000;
    service.metrics.count("http_requests_total", labels);
    service.metrics.observe("http_request_duration_seconds", { route }, seconds);
    service.ports.log.write("debug", "request", {
      requestId: request.id,
      ...labels,
      milliseconds: Math.round(reply.elapsedTime),
    });
    const { traceparent } = request.headers;
    const parent = typeof traceparent === "string" ? traceparent : undefined;
    const attributes = { ...labels, "request.id": request.id };
    tracing.span({ name: `${request.method} ${route}`, seconds, attributes, parent });
  });
}
