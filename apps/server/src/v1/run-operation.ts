import { LockedError, StoppedError } from "@stripe-aep/core";
import { type JsonObject, RunClaim, type StoredEntity, type Tenant } from "@stripe-aep/core/flow-service";
import type { Operation, Scope } from "@stripe-aep/core/service-api";
import type { FlowRunner } from "../flows/flow-runner.ts";
import type { Holder } from "../http/access.ts";
import { problemOf } from "../http/problem-details.ts";
import type { Service } from "../service.ts";
import { KeptOperation } from "./kept-operation.ts";

/** For whom something is done, and with what: a request has it, and so has an operation that another server began. */
export interface Acting {
  readonly service: Service;
  readonly runner: FlowRunner;
  readonly holder: Holder;
  readonly tenant: Tenant;
}

/** What the work may say while it goes on. */
export interface OperationProgress {
  step(message: string): void;
  done(count: number, of: number | null): void;
  readonly signal: AbortSignal;
}

/**
 * Work of one kind. It is done again from its beginning when its server died, so it must find what it has made before;
 * `input` is all that it knows of the request.
 */
export type Work = (acting: Acting, input: JsonObject, progress: OperationProgress) => Promise<JsonObject>;

export type Works = Readonly<Record<Operation["kind"], Work>>;

/** An operation that ends its server so often is not begun again. */
const ATTEMPTS = 3;
/** How often operations of dead servers are looked for, in milliseconds. */
const WATCH = 2000;
/** An `Idempotency-Key` is forgotten after this; the operation that it began may then be begun once more. */
const KEY_REMEMBERED = 24 * 3_600_000;

/**
 * Work that outlives its request, and its server: it is kept with its input before the request is answered, held like a run,
 * and taken up by another server, or by this one after its restart, when its holder gives no sign any more.
 */
export class Operations {
  readonly #service: Service;
  readonly #runner: FlowRunner;
  readonly #works: Works;
  readonly #stop = new AbortController();
  readonly #running = new Map<string, { readonly kept: KeptOperation; readonly done: Promise<void> }>();
  #watching: Promise<void> | undefined;

  constructor(service: Service, runner: FlowRunner, works: Works) {
    this.#service = service;
    this.#runner = runner;
    this.#works = works;
  }

  /** Looks for operations that nobody carries out, now and from time to time. */
  watch(): void {
    this.#watching ??= this.#watch();
  }

  /** Durable when it resolves. With the key of an `Idempotency-Key`, a repeated request finds the operation of the first. */
  async start(
    { requestKey, ...acting }: Acting & { readonly requestKey?: string | undefined },
    kind: Operation["kind"],
    input: JsonObject,
  ): Promise<Operation> {
    const { entities, stamps, ports } = this.#service;
    const now = ports.clock.now();
    const drawn = Buffer.from(ports.random.bytes(12)).toString("hex");
    const repeated = requestKey === undefined ? undefined : `op_${requestKey.slice(0, 24)}`;
    const known = repeated === undefined ? undefined : await entities.find(acting.tenant, "operations", repeated);
    // The server that began it died before it could answer: the repeated request gets the same operation.
    if (known !== undefined && known.createdAt > now - KEY_REMEMBERED) return operationOf(known);
    const id = repeated === undefined || known !== undefined ? `op_${drawn}` : repeated;
    const none = { endedAt: null, steps: [], progress: null, result: null, problem: null };
    const operation: Operation = { id, kind, state: "running", startedAt: now, ...none };
    const entity: StoredEntity = {
      id,
      collection: "operations",
      ...acting.tenant,
      parentId: "",
      etag: stamps.etag(),
      createdAt: now,
      document: { state: operation.state, operation },
      hidden: { input, holder: keptHolder(acting.holder), attempts: 0 },
    };
    await entities.insert(entity);
    await this.#take(entity);
    return operation;
  }

  async find(tenant: Tenant, id: string): Promise<Operation | undefined> {
    const entity = await this.#service.entities.find(tenant, "operations", id);
    if (entity === undefined) return undefined;
    return this.#running.get(id)?.kept.operation ?? operationOf(entity);
  }

  /** What is under way stops, and is free for another server. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error("the server is shutting down"));
    await Promise.allSettled([this.#watching, ...[...this.#running.values()].map(({ done }) => done)]);
  }

  async #watch(): Promise<void> {
    const { clock, log } = this.#service.ports;
    while (!this.#stop.signal.aborted) {
      try {
        for (const entity of await this.#service.entities.open("operations")) {
          if (!this.#running.has(entity.id)) await this.#take(entity);
        }
      } catch (error) {
        log.write("error", "operations-not-looked-for", { error });
      }
      await clock.sleep(WATCH, this.#stop.signal).catch(() => undefined);
    }
  }

  async #take(entity: StoredEntity): Promise<void> {
    const { entities, stamps, holder, settings } = this.#service;
    if (this.#stop.signal.aborted) return;
    const claim = await RunClaim.take(entities, stamps, holder, entity, settings.claimSeconds * 1000);
    if (claim === undefined) return;
    const kept = new KeptOperation(this.#service, claim, operationOf(entity));
    const done = this.#carryOut(kept, claim).finally(() => this.#running.delete(entity.id));
    this.#running.set(entity.id, { kept, done });
  }

  async #carryOut(kept: KeptOperation, claim: RunClaim): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, kept.lost]);
    const renewed = kept.keepRenewing();
    try {
      const result = await this.#attempt(kept, claim, signal);
      await kept.end({ state: "succeeded", result });
    } catch (error) {
      if (signal.aborted || error instanceof LockedError) await claim.release().catch(() => undefined);
      else await this.#fail(kept, error);
    } finally {
      await renewed.stop();
    }
  }

  async #attempt(kept: KeptOperation, claim: RunClaim, signal: AbortSignal): Promise<JsonObject> {
    const { input, holder, attempts } = claim.run.hidden as unknown as HiddenOperation;
    if (attempts >= ATTEMPTS) {
      throw new StoppedError({
        code: "SAEP-1815",
        message: `The operation was begun ${attempts} times, and each time its server ended before it did.`,
        next: "Look at the server's log, then begin it again.",
      });
    }
    await claim.write({ hidden: { attempts: attempts + 1 } });
    const { imsOrganization, sandbox } = claim.run;
    const acting: Acting = {
      service: this.#service,
      runner: this.#runner,
      holder: { ...holder, scopes: new Set(holder.scopes) },
      tenant: { imsOrganization, sandbox },
    };
    return this.#works[kept.operation.kind](acting, input, {
      step: (message) => kept.step(message),
      done: (done, of) => kept.change({ progress: { done, of } }),
      signal,
    });
  }

  async #fail(kept: KeptOperation, error: unknown): Promise<void> {
    const { log } = this.#service.ports;
    const problem = problemOf(error, kept.operation.id);
    if (problem.status >= 500) log.write("error", "operation-failed", { operation: kept.operation.id, error });
    await kept.end({ state: "failed", problem }).catch((lost: unknown) => {
      log.write("warn", "operation-not-kept", { operation: kept.operation.id, error: lost });
    });
  }
}

interface HiddenOperation {
  readonly input: JsonObject;
  readonly holder: Omit<Holder, "scopes"> & { readonly scopes: readonly Scope[] };
  readonly attempts: number;
}

function keptHolder({ scopes, ...holder }: Holder): HiddenOperation["holder"] {
  return { ...holder, scopes: [...scopes] };
}

function operationOf({ document }: StoredEntity): Operation {
  return document.operation as Operation;
}
