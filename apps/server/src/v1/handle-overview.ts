import { type ErrorCode, errorCodes } from "@stripe-aep/core";
import { batchesToday, type FeedStatus, limits, schemaRegistry, usualRates } from "@stripe-aep/core/flow-service";
import type {
  BudgetGauges,
  Flow,
  Operation,
  Overview,
  OverviewRow,
  Scope,
  ServiceEvent,
  Session,
} from "@stripe-aep/core/service-api";
import { listFlows } from "../flows/flow-view.ts";
import { nothingHere } from "../http/problem-details.ts";
import { version } from "../version.ts";
import type { Service } from "../service.ts";
import type { Call } from "./call.ts";
import { ownFeeds } from "./choose-connection.ts";
import { lastReconciliations } from "./handle-reconciliations.ts";
import { showFlows } from "./show-flow.ts";
import { countRuns, sumResources } from "./sum-resources.ts";

/** Who is asking, how it goes, and what happens. */
export const overviewHandlers = {
  getSession: async ({ service, holder, tenant }: Call): Promise<Session> => ({
    user: holder.name,
    scopes: [...holder.scopes] as readonly Scope[],
    ...tenant,
    apiKey: service.settings.apiKey,
    tenantId: await schemaRegistry(service.platformClient(tenant))
      .tenantId()
      .catch(() => null),
    simulated: service.sandbox !== undefined,
    version,
    store: service.store.dialectName,
    policy: shownPolicy(service),
    now: service.ports.clock.now(),
  }),

  getOverview: async (call: Call): Promise<Overview> => {
    const flows = await showFlows(call.service, call.tenant);
    const own = await ownFeeds(call);
    const feeds = (await call.service.feeds(call.tenant)).filter(({ feed }) => own.has(feed));
    const checked = await lastReconciliations(call);
    const runs = await countRuns(
      call,
      flows.map(({ id }) => id),
    );
    const rows = flows.map((flow): OverviewRow => ({
      resource: flow.resource,
      flowId: flow.id,
      state: flow.state,
      lagSeconds: flow.lagSeconds,
      ratePerSecond: flow.lastRun?.ratePerSecond ?? null,
      rowsAccepted: flow.lastRun?.figures.accepted ?? 0,
      quarantined: flow.lastRun?.figures.quarantined ?? 0,
      lastRun: flow.lastRun,
      nextRunAt: flow.nextRunAt,
      lastReconciliation: checked.get(flow.resource) ?? null,
    }));
    return {
      resources: rows,
      connections: await call.service.entities.count(call.tenant, "connections"),
      flows: flows.length,
      runsInProgress: runs.running,
      runs,
      quarantined: feeds.reduce((sum, feed) => sum + feed.quarantined, 0),
      totals: await sumResources(call, await listFlows(call.service, call.tenant), [...own.keys()]),
      budget: await gauges(call, feeds),
      attention: attentionOf(
        flows,
        feeds.reduce((sum, feed) => sum + feed.quarantined, 0),
      ),
    };
  },

  streamEvents: async (call: Call): Promise<void> => stream(call),

  getOperation: async (call: Call): Promise<Operation> => {
    const id = call.parameters.id ?? "";
    const found = await call.operations.find(call.tenant, id);
    if (found === undefined) throw nothingHere("This operation", id);
    return found;
  },

  getError: async ({ parameters }: Call) => {
    const code = (parameters.code ?? "") as ErrorCode;
    if (!Object.hasOwn(errorCodes, code)) throw nothingHere("This error code", code.slice(0, 50));
    return { code, ...errorCodes[code] };
  },
};

function shownPolicy({ settings: { policy } }: Service): Session["policy"] {
  const promotedKeys: Record<string, Record<string, string>> = {};
  for (const [resource, keys] of Object.entries(policy.promotedKeys ?? {})) {
    promotedKeys[resource] = Object.fromEntries(Object.entries(keys).map(([key, { field }]) => [key, field]));
  }
  return { preset: policy.preset, fields: policy.fields ?? {}, promotedKeys };
}

/** Reads and batches as they were counted; the rate is this server's, over the last ten seconds. */
async function gauges({ service, tenant }: Call, feeds: readonly FeedStatus[]): Promise<BudgetGauges> {
  const now = service.ports.clock.now();
  const rates = feeds.map(({ livemode }) => usualRates(livemode).accountRate * service.settings.stripeShare);
  return {
    stripeReadsIn30Days: feeds.reduce((sum, feed) => sum + feed.reads, 0),
    stripeReadBudget: service.settings.readBudget ?? null,
    stripeRequestsPerSecond: {
      allowed: rates.reduce((sum, rate) => sum + rate, 0),
      used: service.requestRate.perSecond,
    },
    batchesToday: await batchesToday((await service.storeOf(tenant)).database, now),
    batchesPerDayLimit: limits.profileBatchesADay,
  };
}

function attentionOf(flows: readonly Flow[], quarantined: number): Overview["attention"] {
  const failed = flows.flatMap(({ name, lastRun }) =>
    lastRun?.status === "failed"
      ? [
          {
            severity: "error" as const,
            message: `The last run of ${name} failed: ${lastRun.firstError?.message ?? ""}`,
            next: lastRun.firstError?.next ?? null,
            subject: `/runs/${lastRun.id}`,
          },
        ]
      : [],
  );
  if (quarantined === 0) return failed;
  const message = `${quarantined} records wait in quarantine.`;
  return [
    ...failed,
    { severity: "warning", message, next: "Look at the reasons, mend, and replay.", subject: "/quarantine" },
  ];
}

/** Comments at this distance keep proxies from closing a quiet stream, in milliseconds. */
const HEARTBEAT = 15_000;
/** Bytes that a reader may be behind before it is cut off. */
const LARGEST_BACKLOG = 4 * 1024 * 1024;

async function stream({ service, tenant, reply, request }: Call): Promise<void> {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-request-id": request.id,
  });
  const write = (text: string): void => {
    if (raw.writableLength > LARGEST_BACKLOG) raw.destroy();
    else raw.write(text);
  };
  write(": stripe-aep\n\n");
  const stop = service.events.listen(({ imsOrganization, sandbox, event }) => {
    if (imsOrganization === tenant.imsOrganization && sandbox === tenant.sandbox) write(encode(event));
  });
  const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT);
  await new Promise<void>((resolve) => raw.once("close", resolve));
  clearInterval(heartbeat);
  stop();
}

function encode({ type, ...rest }: ServiceEvent): string {
  return `event: ${type}\ndata: ${JSON.stringify(rest)}\n\n`;
}
