import type { FastifyInstance } from "fastify";
import { readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Alerts } from "./alerts.ts";
import { createApp } from "./app.ts";
import { dispatchWithPgBoss } from "./flows/dispatch-with-pg-boss.ts";
import { FlowRunner } from "./flows/flow-runner.ts";
import { WebhookDesk } from "./flows/webhook-desk.ts";
import type { LocalSandbox } from "./local-sandbox.ts";
import { openService, type Service, type ServiceParts } from "./service.ts";
import { createTracing, traceRuns, type Tracing } from "./tracing.ts";
import { operationWorks } from "./v1/operation-works.ts";
import { Operations } from "./v1/run-operation.ts";

/** How to reach the server: what `--json` prints. */
export interface Reach {
  readonly url: string;
  readonly token: string;
  readonly apiKey: string;
  readonly imsOrg: string;
  readonly sandbox: string;
  /** A key of the simulated account; null with a real one. */
  readonly stripeKey: string | null;
}

export interface RunningServer {
  readonly reach: Reach;
  readonly app: FastifyInstance;
  readonly service: Service;
  readonly runner: FlowRunner;
  readonly alerts: Alerts;
  readonly tracing: Tracing;
  readonly sandbox: LocalSandbox | undefined;
  /** Takes nothing new, checkpoints what is under way, and ends. */
  stop(): Promise<void>;
}

/** Opens the store, the routes, the scheduler and the socket. */
export async function startServer(parts: ServiceParts): Promise<RunningServer> {
  const { settings, sandbox } = parts;
  const service = await openService(parts);
  const runner = new FlowRunner(service);
  const webhooks = new WebhookDesk(service);
  const operations = new Operations(service, runner, operationWorks);
  const tracing = createTracing(settings.traceEndpoint, service.ports);
  const stopTracingRuns = traceRuns(tracing, service.events);
  const alerts = new Alerts(service);
  let draining = false;
  const app = createApp({ service, runner, webhooks, operations, tracing, isDraining: () => draining });
  const token = await firstToken(service);
  await app.listen({ host: settings.host, port: settings.port });
  const { port } = app.server.address() as AddressInfo;
  runner.start();
  operations.watch();
  alerts.start();
  const boss = await dispatchWithPgBoss(service, runner);
  const host = settings.host === "0.0.0.0" || settings.host === "::" ? "127.0.0.1" : settings.host;
  return {
    reach: {
      url: settings.publicUrl ?? `http://${host}:${port}`,
      token,
      apiKey: settings.apiKey,
      imsOrg: service.platform.imsOrganization,
      sandbox: service.platform.sandbox,
      stripeKey: sandbox?.stripeKey ?? null,
    },
    app,
    service,
    runner,
    alerts,
    tracing,
    sandbox,
    stop: async () => {
      draining = true;
      await boss.stop();
      await Promise.all([runner.drain(), webhooks.stop(), operations.stop(), alerts.stop()]);
      app.server.closeAllConnections();
      await app.close();
      stopTracingRuns();
      await tracing.flush();
      await service.close();
    },
  };
}

/**
 * The administrator's token that is there from the start: the operator's own, which every start makes valid again, or one
 * that was drawn at the first start and is kept in the state folder. When the kept one was revoked, the next start draws another.
 */
async function firstToken({ settings, tokens, platform, ports }: Service): Promise<string> {
  const file = join(settings.stateFolder, "admin.token");
  const kept = settings.adminToken?.reveal() ?? (await readKept(file));
  const given =
    settings.adminToken === undefined && kept !== undefined && (await tokens.isRevoked(kept)) ? undefined : kept;
  const { token } = await tokens.create({
    name: "administrator",
    imsOrganization: platform.imsOrganization,
    sandbox: platform.sandbox,
    scopes: ["sources.view", "sources.manage", "admin"],
    expiresAt: null,
    now: ports.clock.now(),
    ...(given === undefined ? {} : { token: given }),
  });
  if (token !== kept) await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}

async function readKept(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim() === "" ? undefined : text.trim();
}
