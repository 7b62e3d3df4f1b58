import type { AlertEvent, RunSummary } from "@stripe-aep/core/service-api";
import type { StoredEntity, Tenant } from "@stripe-aep/core/flow-service";
import { NodeTransport } from "@stripe-aep/core/node";
import type { TenantEvent } from "./event-bus.ts";
import { lookupPublic, refusePrivateAddress } from "./http/safe-address.ts";
import type { Service } from "./service.ts";
import { showFlows } from "./v1/show-flow.ts";

const TIMEOUT = 10_000;
const ATTEMPTS = 3;
/** Runs that last longer or flows that are further behind, and flows that got nothing for longer. Adobe's own figures, in milliseconds. */
const DELAYED = 150 * 60_000;
const LACKING = 7 * 3_600_000;
const CHECK = 60_000;
/** Names of alerts that were sent once, kept with each. */
const TOLD = 200;

const events: Readonly<Partial<Record<RunSummary["status"], AlertEvent>>> = {
  running: "run.started",
  succeeded: "run.succeeded",
  failed: "run.failed",
};

/** Tells addresses that somebody has chosen of what happens to runs. */
export class Alerts {
  readonly #service: Service;
  readonly #transport: NodeTransport;
  readonly #ended = new AbortController();
  #sending: Promise<unknown> = Promise.resolve();
  #watch: Promise<void> | undefined;
  #stopListening: (() => void) | undefined;

  constructor(service: Service) {
    this.#service = service;
    this.#transport = new NodeTransport(service.settings.allowPrivateUrls ? {} : { lookup: lookupPublic });
  }

  start(): void {
    this.#stopListening = this.#service.events.listen((event) => this.#hear(event));
    this.#watch = this.#watchDelays();
  }

  async stop(): Promise<void> {
    this.#stopListening?.();
    this.#ended.abort(new Error("the server is shutting down"));
    await Promise.allSettled([this.#watch, this.#sending]);
    await this.#transport.close();
  }

  #hear({ imsOrganization, sandbox, event }: TenantEvent): void {
    if (event.type !== "run") return;
    const name = events[event.run.status];
    if (name !== undefined) this.#tell({ imsOrganization, sandbox }, name, event.run);
  }

  /** With `once`, an alert that was sent under this name before is not sent again, by whichever server. */
  #tell(owner: Tenant, name: AlertEvent, run: RunSummary, once?: string): void {
    this.#sending = this.#sending
      .then(async () => {
        for (const alert of await this.#service.entities.list(owner, "alerts")) {
          const { flowId, events: wanted } = alert.document as { flowId: string | null; events: readonly AlertEvent[] };
          if (!wanted.includes(name) || (flowId !== null && flowId !== run.flowId)) continue;
          const noted = once === undefined ? alert : await this.#note(alert, once);
          if (noted !== undefined) await this.#deliver(noted, name, run);
        }
      })
      .catch((error: unknown) => this.#service.ports.log.write("warn", "alert-lost", { error }));
  }

  /** Undefined when it was told before, or another server is telling it in this moment. */
  async #note(alert: StoredEntity, name: string): Promise<StoredEntity | undefined> {
    const told = (alert.hidden.told ?? []) as readonly string[];
    if (told.includes(name)) return undefined;
    const hidden = { ...alert.hidden, told: [...told, name].slice(-TOLD) };
    const noted = { ...alert, etag: this.#service.stamps.etag(), hidden };
    return (await this.#service.entities.replace(noted, alert.etag)) ? noted : undefined;
  }

  async #deliver(alert: StoredEntity, name: AlertEvent, run: RunSummary): Promise<void> {
    const { clock } = this.#service.ports;
    const { url } = alert.document as { url: string };
    const body = Buffer.from(JSON.stringify({ event: name, at: clock.now(), run }));
    let outcome = { at: clock.now(), status: 0, error: null as string | null };
    for (let attempt = 1; attempt <= ATTEMPTS && outcome.status === 0; attempt += 1) {
      try {
        await refusePrivateAddress(url, this.#service.settings.allowPrivateUrls);
        const headers = { "content-type": "application/json" };
        const request = { method: "POST", url, headers, body, timeoutMilliseconds: TIMEOUT } as const;
        const { status } = await this.#transport.send(request);
        outcome = { at: clock.now(), status, error: null };
      } catch (error) {
        outcome = { at: clock.now(), status: 0, error: error instanceof Error ? error.message : "unknown" };
        await clock.sleep(1000 * attempt, this.#ended.signal);
      }
    }
    const document = { ...alert.document, lastDelivery: outcome };
    await this.#service.entities.replace({ ...alert, etag: this.#service.stamps.etag(), document }, alert.etag);
  }

  async #watchDelays(): Promise<void> {
    const { clock, log } = this.#service.ports;
    for (;;) {
      const isOver = await clock.sleep(CHECK, this.#ended.signal).then(
        () => false,
        () => true,
      );
      if (isOver) return;
      await this.look().catch((error: unknown) => log.write("warn", "alert-check-failed", { error }));
    }
  }

  /** Looks once for runs that last too long, and for flows that are behind or get nothing. */
  async look(): Promise<void> {
    const now = this.#service.ports.clock.now();
    const owners = new Map<string, StoredEntity>();
    for (const alert of await this.#service.entities.everywhere("alerts"))
      owners.set(`${alert.imsOrganization}\n${alert.sandbox}`, alert);
    for (const { imsOrganization, sandbox } of owners.values()) {
      const owner = { imsOrganization, sandbox };
      for (const flow of await showFlows(this.#service, owner)) {
        const { lastRun, state, lagSeconds, createdAt } = flow;
        if (lastRun === null || state !== "enabled" || flow.schedule?.frequency === "once") continue;
        const behind = lagSeconds === null ? now - createdAt : lagSeconds * 1000;
        const lasts = lastRun.status === "running" ? now - (lastRun.startedAt ?? now) : 0;
        if (lasts > DELAYED || behind > DELAYED) this.#tellOnce(owner, "ingestion.delayed", lastRun);
        if (behind > LACKING) this.#tellOnce(owner, "ingestion.lacking", lastRun);
      }
    }
    await this.#sending;
  }

  #tellOnce(owner: Tenant, name: AlertEvent, run: RunSummary): void {
    this.#tell(owner, name, run, `${name}/${run.id}`);
  }
}
