import type { FastifyInstance } from "fastify";
import type { AddressInfo } from "node:net";
import { Alerts } from "./alerts.ts";
import { createApp } from "./app.ts";
import { dispatchWithPgBoss } from "./flows/dispatch-with-pg-boss.ts";
import { FlowRunner } from "./flows/flow-runner.ts";
import { WebhookDesk } from "./flows/webhook-desk.ts";
import type { LocalSandbox } from "./local-sandbox.ts";
import { openService, type Service, type ServiceParts } from "./service.ts";
import { createTracing } from "./tracing.ts";
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
    sandbox,
    stop: async () => {
      draining = true;
      await boss.stop();
      await Promise.all([runner.drain(), webhooks.stop(), operations.stop(), alerts.stop()]);
      app.server.closeAllConnections();
      await app.close();
      await tracing.flush();
      await service.close();
    },
  };
}

/** The operator's own admin token, or a new one for a server on this machine. */
async function firstToken({ settings, tokens, platform, ports }: Service): Promise<string> {
  const { token } = await tokens.create({
    name: "administrator",
    imsOrganization: platform.imsOrganization,
    sandbox: platform.sandbox,
    scopes: ["sources.view", "sources.manage", "admin"],
    expiresAt: null,
    now: ports.clock.now(),
    ...(settings.adminToken === undefined ? {} : { token: settings.adminToken.reveal() }),
  });
  return token;
}
