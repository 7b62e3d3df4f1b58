import { LockedError } from "@stripe-aep/core";
import { orderOf, RunClaim, statusOf, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";
import { executeGeneratedRuns, type GeneratedRun } from "./execute-generated-runs.ts";
import { executeOwnRun, type ListingPart, listingOf, openListing, type OwnRun } from "./execute-own-run.ts";
import { findFlow, readFlow, type RunnableFlow } from "./flow-view.ts";
import { isOpen, noteRun, orderDueRuns } from "./order-due-runs.ts";
import { summarizeRun } from "./run-view.ts";

/** Runs that one server carries out at a time; of one connection's generated flows all count as one. */
const CONCURRENT_RUNS = 4;

/** How often the schedules are looked at, in milliseconds. */
const TICK = 1000;

/**
 * Finds what is due and carries it out. Any number of servers may do so on one database: a slot is ordered in one
 * transaction, a run is claimed by one server, and a claim that is no longer renewed is taken over by another.
 */
export class FlowRunner {
  readonly #service: Service;
  readonly #running = new Map<string, { readonly stop: AbortController; readonly done: Promise<void> }>();
  readonly #draining = new AbortController();
  #loop: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(service: Service) {
    this.#service = service;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Looks at once instead of at the next tick. */
  wake(): void {
    this.#wake?.();
  }

  get inProgress(): number {
    return this.#running.size;
  }

  /** Stops a run that this server carries out; false when it does not. */
  cancel(runId: string): boolean {
    const running = this.#running.get(runId);
    running?.stop.abort(new Error("cancelled"));
    return running !== undefined;
  }

  /** Takes nothing new, stops what is running at its next checkpoint, and waits for it. */
  async drain(): Promise<void> {
    this.#draining.abort(new Error("the server is shutting down"));
    this.wake();
    for (const { stop } of this.#running.values()) stop.abort(new Error("the server is shutting down"));
    await Promise.allSettled([...[...this.#running.values()].map(({ done }) => done), this.#loop]);
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#service.ports;
    while (!this.#draining.signal.aborted) {
      try {
        this.#service.requestRate.sample();
        await orderDueRuns(this.#service);
        await this.#startOpenRuns();
      } catch (error) {
        log.write("error", "scheduler-failed", { error });
      }
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await clock.sleep(TICK, AbortSignal.any([woken.signal, this.#draining.signal])).catch(() => undefined);
    }
  }

  /** Open runs that nobody carries out: new ones, and those whose server died. */
  async #startOpenRuns(): Promise<void> {
    const now = this.#service.ports.clock.now();
    const generated = new Map<string, GeneratedRun[]>();
    const own = new Map<string, GeneratedRun[]>();
    for (const run of await this.#service.entities.open("runs")) {
      if (this.#running.size + generated.size + own.size >= CONCURRENT_RUNS) break;
      if (!isOpen(run) || this.#running.has(run.id) || orderOf(run).notBefore > now) continue;
      const runnable = await findFlow(this.#service, run, run.parentId);
      if (runnable?.engine === "generated" && this.#busy(runnable)) continue;
      const claim = await this.#take(run);
      if (claim === undefined) continue;
      if (runnable === undefined) await giveUp(this.#service, claim);
      else if (runnable.engine === "own") addTo(own, listingOf({ runnable, claim }), { runnable, claim });
      else addTo(generated, runnable.connection.id, { runnable, claim });
    }
    for (const runs of own.values()) {
      const part = openListing(this.#service, runs);
      for (const [index, { runnable, claim }] of runs.entries()) {
        this.#begin([claim.run.id], async (signal) => this.#own({ runnable, claim, signal }, await part(index)));
      }
    }
    for (const runs of generated.values()) {
      const ids = [...runs.map(({ claim }) => claim.run.id), `connection/${runs[0]?.runnable.connection.id ?? ""}`];
      this.#begin(ids, (signal) => this.#generated(runs, signal));
    }
  }

  #take(run: StoredEntity): Promise<RunClaim | undefined> {
    const { entities, stamps, holder, settings } = this.#service;
    return RunClaim.take(entities, stamps, holder, run, settings.claimSeconds * 1000);
  }

  /** One sync at a time for each connection: they would only wait for each other's lease. */
  #busy(runnable: RunnableFlow): boolean {
    return this.#running.has(`connection/${runnable.connection.id}`);
  }

  #begin(ids: readonly string[], work: (signal: AbortSignal) => Promise<void>): void {
    const stop = new AbortController();
    const done = work(stop.signal)
      .catch((error: unknown) => {
        if (error instanceof LockedError || stop.signal.aborted) return;
        this.#service.ports.log.write("error", "run-failed", { runs: ids, error });
      })
      .finally(() => {
        for (const id of ids) this.#running.delete(id);
        this.wake();
      });
    for (const id of ids) this.#running.set(id, { stop, done });
  }

  async #own({ runnable, claim, signal }: OwnRun, part: ListingPart): Promise<void> {
    await this.#renewing([claim], signal, (held) => {
      return executeOwnRun(this.#service, { runnable, claim, signal: held }, part);
    });
    this.#close(claim.run, runnable);
  }

  async #generated(runs: readonly GeneratedRun[], signal: AbortSignal): Promise<void> {
    const claims = runs.map(({ claim }) => claim);
    await this.#renewing(claims, signal, async (held) => executeGeneratedRuns(this.#service, runs, held));
    for (const { claim, runnable } of runs) this.#close(claim.run, runnable);
  }

  /** Keeps claims alive while work goes on; work stops when a claim is lost. A stopped run is free for another server. */
  async #renewing(
    claims: readonly RunClaim[],
    signal: AbortSignal,
    work: (held: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const lost = new AbortController();
    const ended = new AbortController();
    const held = AbortSignal.any([signal, lost.signal]);
    for (const claim of claims) this.#tell(claim.run);
    const renewing = this.#renew(claims, ended.signal).catch((error: unknown) => lost.abort(error));
    try {
      await work(held);
    } catch (error) {
      if (signal.aborted) await this.#letGo(claims);
      throw error;
    } finally {
      ended.abort();
      await renewing;
    }
  }

  async #renew(claims: readonly RunClaim[], ended: AbortSignal): Promise<void> {
    const { clock } = this.#service.ports;
    for (;;) {
      const isOver = await clock.sleep(claims[0]?.renewal ?? 0, ended).then(
        () => false,
        () => true,
      );
      if (isOver || ended.aborted) return;
      for (const claim of claims) await claim.write({});
    }
  }

  async #letGo(claims: readonly RunClaim[]): Promise<void> {
    for (const claim of claims) await claim.release().catch(() => undefined);
  }

  #close(run: StoredEntity, runnable: RunnableFlow): void {
    if (isOpen(run)) return;
    const { resource, engine } = runnable;
    this.#service.metrics.count("stripe_aep_runs_total", { resource, engine, status: statusOf(run.document) });
    this.#tell(run);
  }

  #tell(run: StoredEntity): void {
    void this.#service.entities.findAnywhere("flows", run.parentId).then(
      async (flow) => {
        if (flow === undefined) return;
        const runnable = await readFlow(this.#service, flow);
        if (runnable === undefined) return;
        const { imsOrganization, sandbox } = run;
        const event = { type: "run" as const, run: summarizeRun(run, runnable) };
        this.#service.events.publish({ imsOrganization, sandbox, event });
      },
      (error: unknown) => this.#service.ports.log.write("warn", "event-lost", { error }),
    );
  }
}

function addTo(groups: Map<string, GeneratedRun[]>, name: string, run: GeneratedRun): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [run]);
  else group.push(run);
}

async function giveUp(service: Service, claim: RunClaim): Promise<void> {
  const message = "The dataflow, its connections or its dataset do not exist any more.";
  const errors = [{ code: "CONNECTOR-1001-500", message }];
  const document = { metrics: { statusSummary: { status: "failed", errors } } };
  await claim.release({ document }, (entities, run) => noteRun(service, entities, run));
}
