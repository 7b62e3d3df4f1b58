import type { RunClaim } from "@stripe-aep/core/flow-service";
import type { Operation } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";

/** Steps of one operation that are kept. */
const STEPS = 200;

/** An operation that this server carries out: what it says is published at once and written soon, one write at a time. */
export class KeptOperation {
  readonly #service: Service;
  readonly #claim: RunClaim;
  readonly #lost = new AbortController();
  #operation: Operation;
  #isWritten = true;
  #writing: Promise<void> | undefined;

  constructor(service: Service, claim: RunClaim, operation: Operation) {
    this.#service = service;
    this.#claim = claim;
    this.#operation = operation;
  }

  get operation(): Operation {
    return this.#operation;
  }

  /** Aborts when another server has taken the operation up. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  step(message: string): void {
    const at = this.#service.ports.clock.now();
    this.change({ steps: [...this.#operation.steps, { at, message }].slice(-STEPS) });
  }

  change(changes: Partial<Operation>): void {
    this.#publish(changes);
    this.#isWritten = false;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Kept before it is told: who hears that it has ended finds it so. */
  async end(end: Partial<Operation>): Promise<void> {
    await this.#writing;
    const ended = { ...this.#operation, ...end, endedAt: this.#service.ports.clock.now() };
    await this.#claim.release({ document: { state: ended.state, operation: ended } });
    this.#publish(ended);
  }

  /** Keeps the claim alive until `stop`. */
  keepRenewing(): { stop(): Promise<void> } {
    const ended = new AbortController();
    const renewing = this.#renew(ended.signal).catch((error: unknown) => this.#lost.abort(error));
    return {
      stop: async () => {
        ended.abort();
        await renewing;
      },
    };
  }

  async #renew(ended: AbortSignal): Promise<void> {
    for (;;) {
      await this.#service.ports.clock.sleep(this.#claim.renewal, ended).catch(() => undefined);
      if (ended.aborted) return;
      await this.#claim.write({});
    }
  }

  async #write(): Promise<void> {
    try {
      while (!this.#isWritten) {
        this.#isWritten = true;
        await this.#claim.write({ document: { operation: this.#operation } });
      }
    } catch (error) {
      this.#lost.abort(error);
    }
  }

  #publish(changes: Partial<Operation>): void {
    this.#operation = { ...this.#operation, ...changes };
    const { imsOrganization, sandbox } = this.#claim.run;
    const event = { type: "operation" as const, operation: this.#operation };
    this.#service.events.publish({ imsOrganization, sandbox, event });
  }
}
