import type { Operation } from "@stripe-aep/core/service-api";
import type { Tenant } from "@stripe-aep/core/flow-service";
import { problemOf } from "../http/problem-details.ts";
import type { Service } from "../service.ts";

/** What the work may say while it goes on. */
export interface OperationProgress {
  step(message: string): void;
  done(count: number, of: number | null): void;
  readonly signal: AbortSignal;
}

/** Operations that are remembered. */
const MOST = 1000;
/** Steps of one operation that are kept. */
const STEPS = 200;

/** Work that outlives its request. It lives in this process: a restart ends it, and what it had done stays done. */
export class Operations {
  readonly #service: Service;
  readonly #known = new Map<string, { readonly tenant: Tenant; operation: Operation }>();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(service: Service) {
    this.#service = service;
  }

  start(
    tenant: Tenant,
    kind: Operation["kind"],
    work: (progress: OperationProgress) => Promise<Readonly<Record<string, unknown>>>,
  ): Operation {
    const id = `op_${Buffer.from(this.#service.ports.random.bytes(12)).toString("hex")}`;
    const startedAt = this.#service.ports.clock.now();
    const none = { endedAt: null, steps: [], progress: null, result: null, problem: null };
    const entry: { tenant: Tenant; operation: Operation } = {
      tenant,
      operation: { id, kind, state: "running", startedAt, ...none },
    };
    if (this.#known.size >= MOST) this.#forgetOldest();
    this.#known.set(id, entry);
    const running = this.#run(entry, work).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return entry.operation;
  }

  find(tenant: Tenant, id: string): Operation | undefined {
    const entry = this.#known.get(id);
    const isOwn = entry?.tenant.imsOrganization === tenant.imsOrganization && entry.tenant.sandbox === tenant.sandbox;
    return isOwn ? entry.operation : undefined;
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error("the server is shutting down"));
    await Promise.allSettled(this.#running);
  }

  async #run(
    entry: { readonly tenant: Tenant; operation: Operation },
    work: (progress: OperationProgress) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<void> {
    const change = (changes: Partial<Operation>): void => {
      entry.operation = { ...entry.operation, ...changes };
      this.#service.events.publish({ ...entry.tenant, event: { type: "operation", operation: entry.operation } });
    };
    const { clock, log } = this.#service.ports;
    try {
      const result = await work({
        step: (message) => change({ steps: [...entry.operation.steps, { at: clock.now(), message }].slice(-STEPS) }),
        done: (done, of) => change({ progress: { done, of } }),
        signal: this.#stop.signal,
      });
      change({ state: "succeeded", endedAt: clock.now(), result });
    } catch (error) {
      const problem = problemOf(error, entry.operation.id);
      if (problem.status >= 500) log.write("error", "operation-failed", { operation: entry.operation.id, error });
      change({ state: "failed", endedAt: clock.now(), problem });
    }
  }

  #forgetOldest(): void {
    for (const [id, { operation }] of this.#known) {
      if (operation.state === "running") continue;
      this.#known.delete(id);
      return;
    }
  }
}
