import { StoppedError } from "../errors.ts";
import { parseObject } from "./account.ts";
import type { StripeClient } from "./client.ts";

/** An event of Stripe, as far as it is believed: a hint that something changed. The object itself is read again. */
export interface StripeEvent {
  /** `evt_…`; not ordered. */
  readonly id: string;
  readonly type: string;
  /** Unix seconds. */
  readonly created: number;
  readonly livemode: boolean;
  /** The version in which `object` is rendered; not the pinned one. */
  readonly apiVersion: string | undefined;
  /** `acct_…` of a connected account, when the event is one's. */
  readonly account: string | undefined;
  readonly object: StripeEventObject;
}

/** What an event says about the object it concerns. */
interface StripeEventObject {
  readonly id: string;
  /** `charge`, `refund`, `dispute`, … */
  readonly object: string;
  /** The charge that a refund or dispute belongs to; the customer or subscription of a discount. */
  readonly charge: string | undefined;
  readonly customer: string | undefined;
  readonly subscription: string | undefined;
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly StripeEvent[];
  readonly hasMore: boolean;
  /** Milliseconds since 1970 by Stripe's clock. */
  readonly respondedAt: number;
}

export interface EventQuery {
  /** At most 20. */
  readonly types: readonly string[];
  /** Unix seconds, both inclusive. */
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly startingAfter?: string;
  /** Only events with a delivery that has failed. */
  readonly undelivered?: boolean;
}

/** One page of `GET /v1/events`. Throws `EventsExpiredError` when the cursor is older than Stripe keeps events. */
export async function listEvents(client: StripeClient, query: EventQuery, signal?: AbortSignal): Promise<EventPage> {
  const answer = await client.list(
    "/v1/events",
    {
      limit: 100,
      "types[]": query.types,
      ...(query.createdFrom === undefined ? {} : { "created[gte]": query.createdFrom }),
      ...(query.createdTo === undefined ? {} : { "created[lte]": query.createdTo }),
      ...(query.startingAfter === undefined ? {} : { starting_after: query.startingAfter }),
      ...(query.undelivered === true ? { delivery_success: "false" } : {}),
    },
    signal,
  );
  const page = parseObject(answer.body, "/v1/events");
  const data = Array.isArray(page.data) ? page.data : [];
  return { events: data.map(readEvent), hasMore: page.has_more === true, respondedAt: answer.respondedAt };
}

/** The event in a webhook's body (already verified) or in a list. Throws `StoppedError` when it is not an event. */
export function readEvent(value: unknown): StripeEvent {
  const event = record(value);
  const object = record(record(event.data).object);
  if (event.object !== "event" || typeof event.id !== "string" || typeof event.type !== "string") {
    throw new StoppedError({
      code: "SAEP-1104",
      message: "What should be an event of Stripe is none",
      where: String(event.id),
    });
  }
  return {
    id: event.id,
    type: event.type,
    created: typeof event.created === "number" ? event.created : 0,
    livemode: event.livemode === true,
    apiVersion: idOf(event.api_version),
    account: idOf(event.account),
    object: {
      id: idOf(object.id) ?? "",
      object: idOf(object.object) ?? "",
      charge: idOf(object.charge),
      customer: idOf(object.customer),
      subscription: idOf(object.subscription),
    },
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** An expandable id: a string, or the object with its id. */
function idOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { id } = record(value);
  return typeof id === "string" ? id : undefined;
}
