import type { Patch, Resource } from "./kinds.ts";

/** The event types of the six resources and of what changes them; no other change of these objects is announced. */
export const eventTypes = [
  "charge.captured",
  "charge.expired",
  "charge.failed",
  "charge.pending",
  "charge.refunded",
  "charge.succeeded",
  "charge.updated",
  "charge.refund.updated",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.dispute.closed",
  "charge.dispute.funds_withdrawn",
  "charge.dispute.funds_reinstated",
  "refund.created",
  "refund.updated",
  "refund.failed",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.subscription.pending_update_applied",
  "customer.subscription.pending_update_expired",
  "customer.subscription.trial_will_end",
  "customer.created",
  "customer.updated",
  "customer.deleted",
  "customer.discount.created",
  "customer.discount.updated",
  "customer.discount.deleted",
  "price.created",
  "price.updated",
  "price.deleted",
  "product.created",
  "product.updated",
  "balance.available",
] as const;

export type EventType = (typeof eventTypes)[number];

/** One event as it is kept: what it says is rendered when it is read, from the state that the object had. */
export interface EventRow {
  readonly type: EventType;
  /** What the event is about; `balance.available` is about no object of a table. */
  readonly resource: Resource | "balance" | "discount";
  readonly index: number;
  /** Unix seconds. */
  readonly created: number;
  /** Milliseconds since 1970; before that, lists and retrievals do not show it. */
  readonly visibleAt: number;
  readonly patch?: Patch;
  readonly deleted?: boolean;
  readonly previous?: Patch;
  /** The object itself, where it stands in no table. */
  readonly object?: Patch;
}

export const RETENTION_SECONDS = 30 * 86_400;

/** Events in the order of their creation, thirty days of them; a sequence number names one for ever. */
export class EventLog {
  #first = 0;
  #rows: EventRow[] = [];

  /** The sequence number of the oldest event that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The sequence number that the next event will get. */
  get end(): number {
    return this.#first + this.#rows.length;
  }

  at(sequence: number): EventRow | undefined {
    return this.#rows[sequence - this.#first];
  }

  add(row: EventRow): number {
    this.#rows.push(row);
    return this.end - 1;
  }

  /** The first sequence number whose event was created at `seconds` or later. */
  lowerBound(seconds: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#rows[middle]?.created ?? 0) < seconds) low = middle + 1;
      else high = middle;
    }
    return this.#first + low;
  }

  /** Forgets what was created before `seconds`, now and then, so that a long history needs no more memory than a short one. */
  forgetBefore(seconds: number): void {
    const keepFrom = this.lowerBound(seconds) - this.#first;
    if (keepFrom < 1000) return;
    this.#rows = this.#rows.slice(keepFrom);
    this.#first += keepFrom;
  }
}
