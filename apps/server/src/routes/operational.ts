import type { FastifyInstance } from "fastify";
import type { FeedStatus, Tenant } from "@stripe-aep/core/flow-service";
import type { AppParts } from "../app.ts";
import type { Service } from "../service.ts";
import { openApiDocument } from "../v1/openapi.ts";
import { version } from "../version.ts";

/** What machines ask: alive, ready, how it goes, and what the API is. None of it tells anything about a tenant's data. */
export function operationalRoutes(app: FastifyInstance, parts: AppParts): void {
  app.get("/healthz", async (_request, reply) => reply.send({ status: "alive", version }));
  app.get("/readyz", async (_request, reply) => {
    if (parts.isDraining()) return reply.code(503).send({ status: "draining" });
    const isReachable = await isStoreReachable(parts);
    return reply.code(isReachable ? 200 : 503).send({ status: isReachable ? "ready" : "the store does not answer" });
  });
  app.get("/metrics", async (_request, reply) => {
    await collect(parts);
    return reply.type("text/plain; version=0.0.4; charset=utf-8").send(parts.service.metrics.render());
  });
  const document = JSON.stringify(openApiDocument(version));
  app.get("/openapi.json", async (_request, reply) => reply.type("application/json").send(document));
}

async function isStoreReachable({ service }: AppParts): Promise<boolean> {
  try {
    await service.entities.findAnywhere("flows", "");
    return true;
  } catch {
    return false;
  }
}

/** Feeds of every tenant that has connected something. */
async function feedsOfAll(
  service: Service,
): Promise<readonly { readonly sandbox: string; readonly feed: FeedStatus }[]> {
  const tenants = new Map<string, Tenant>();
  for (const { imsOrganization, sandbox } of await service.entities.everywhere("connections")) {
    tenants.set(`${imsOrganization}\n${sandbox}`, { imsOrganization, sandbox });
  }
  const feeds = await Promise.all(
    [...tenants.values()].map(async (tenant) => {
      return (await service.feeds(tenant)).map((feed) => ({ sandbox: tenant.sandbox, feed }));
    }),
  );
  return feeds.flat();
}

/** Gauges are read when somebody asks for them. */
async function collect({ service, runner }: AppParts): Promise<void> {
  const { metrics } = service;
  metrics.set("stripe_aep_runs_in_progress", {}, runner.inProgress);
  for (const name of [
    "stripe_aep_quarantined",
    "stripe_aep_inbox",
    "stripe_aep_lag_seconds",
    "stripe_aep_stripe_reads_30_days",
    "stripe_aep_rate_per_second",
  ]) {
    metrics.clear(name);
  }
  for (const { sandbox, feed } of await feedsOfAll(service)) {
    const labels = { account: feed.account, livemode: String(feed.livemode), sandbox };
    metrics.set("stripe_aep_quarantined", labels, feed.quarantined);
    metrics.set("stripe_aep_inbox", labels, feed.inbox);
    metrics.set("stripe_aep_stripe_reads_30_days", labels, feed.reads);
    for (const [resource, report] of Object.entries(feed.lastRun?.resources ?? {})) {
      if (report.lagSeconds !== undefined)
        metrics.set("stripe_aep_lag_seconds", { ...labels, resource }, report.lagSeconds);
      if (report.seconds > 0)
        metrics.set("stripe_aep_rate_per_second", { ...labels, resource }, report.read / report.seconds);
    }
  }
}
