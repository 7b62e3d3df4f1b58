import { createHmac } from "node:crypto";
import type { EventRow } from "../world/events.ts";
import type { ApiVersion } from "../world/kinds.ts";
import { Dice, mix } from "../world/mix.ts";
import { encodeBody, type ApiSurroundings } from "./api-call.ts";
import { isMissing, renderEvent, type DeliveryRecord } from "./event-routes.ts";

/** Where and how a webhook is sent; the door to the outside, so that a simulation can stand behind it. */
export type SendWebhook = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}) => Promise<{ readonly status: number }>;

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  /** Event types, or `*`. */
  readonly enabledEvents: readonly string[];
  /** The version of its payloads; null: the account's. */
  readonly apiVersion: ApiVersion | null;
  /** The secret first, then one that is being rolled out and still signs. */
  readonly secrets: readonly string[];
  readonly disabled: boolean;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly created: number;
}

interface Delivery {
  readonly endpoint: string;
  readonly sequence: number;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly due: number;
  readonly order: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Waits between attempts: three days with growing pauses in live mode, three attempts in a few hours in a sandbox. */
export function documentedRetries(livemode: boolean): readonly number[] {
  if (!livemode) return [HOUR, 2 * HOUR];
  return [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, ...Array.from({ length: 4 }, () => 12 * HOUR)];
}

export interface WebhookDeliveries extends DeliveryRecord {
  /** Sends everything that is due; returns how many attempts were made. */
  deliverDue(): Promise<number>;
  /** When the next attempt is due, in milliseconds since 1970. */
  nextDue(): number | undefined;
  /** Attempts made so far, for tests that ask whether anything happened. */
  readonly attempts: () => number;
}

const IN_PARALLEL = 20;

export function createWebhookDeliveries(
  surroundings: ApiSurroundings,
  endpoints: ReadonlyMap<string, WebhookEndpoint>,
  options: { readonly send: SendWebhook; readonly retries: readonly number[] },
): WebhookDeliveries {
  const { world } = surroundings;
  const outcomes = new Map<number, { pending: number; failed: number }>();
  let queue: Delivery[] = [];
  let order = 0;
  let attempts = 0;

  const plan = (delivery: Omit<Delivery, "order">): void => {
    queue.push({ ...delivery, order: order++ });
    queue.sort((a, b) => a.due - b.due || a.order - b.order);
  };
  const onEvent = (row: EventRow, sequence: number): void => {
    if (isMissing(surroundings, sequence)) return;
    for (const endpoint of endpoints.values()) {
      if (!endpoint.disabled && takes(endpoint, row.type))
        for (const due of dueTimes(surroundings, sequence)) plan({ endpoint: endpoint.id, sequence, attempt: 0, due });
    }
    const pending = queue.filter((delivery) => delivery.sequence === sequence).length;
    if (pending > 0) outcomes.set(sequence, { pending, failed: 0 });
    for (const old of outcomes.keys()) {
      if (old >= world.events.first) break;
      outcomes.delete(old);
    }
  };
  world.onEvent(onEvent);

  const attempt = async (delivery: Delivery): Promise<void> => {
    const endpoint = endpoints.get(delivery.endpoint);
    const row = world.events.at(delivery.sequence);
    const outcome = outcomes.get(delivery.sequence);
    if (endpoint === undefined || endpoint.disabled || row === undefined || outcome === undefined) return;
    attempts += 1;
    if (
      await sendOnce(
        surroundings,
        endpoint,
        row,
        delivery.sequence,
        { pending: () => outcome.pending, delivered: () => false },
        options.send,
      )
    ) {
      outcome.pending -= 1;
      return;
    }
    const wait = options.retries[delivery.attempt];
    if (wait === undefined) {
      outcome.pending -= 1;
      outcome.failed += 1;
    } else plan({ ...delivery, attempt: delivery.attempt + 1, due: world.clock.now() + wait });
  };

  return {
    attempts: () => attempts,
    pending: (sequence) => outcomes.get(sequence)?.pending ?? 0,
    delivered: (sequence) => {
      const outcome = outcomes.get(sequence);
      return outcome === undefined ? undefined : outcome.pending === 0 && outcome.failed === 0;
    },
    nextDue: () => queue[0]?.due,
    async deliverDue() {
      const before = attempts;
      for (;;) {
        const due = queue.filter((delivery) => delivery.due <= world.clock.now()).slice(0, IN_PARALLEL);
        if (due.length === 0) return attempts - before;
        queue = queue.filter((delivery) => !due.includes(delivery));
        await Promise.all(due.map(attempt));
      }
    },
  };
}

function takes(endpoint: WebhookEndpoint, type: string): boolean {
  return endpoint.enabledEvents.includes("*") || endpoint.enabledEvents.includes(type);
}

/** When an event goes out to one endpoint: once, at once, unless a fault decides otherwise. */
function dueTimes({ world, faults }: ApiSurroundings, sequence: number): readonly number[] {
  const now = world.clock.now();
  if (faults.strike("webhook-lost", "") !== undefined) return [];
  const held = faults.strike("webhook-reordered", "");
  const dice = new Dice(mix(world.account.seed, 311, sequence));
  const due = held === undefined ? now : now + 1 + dice.below(held.milliseconds ?? MINUTE);
  return faults.strike("webhook-repeated", "") === undefined ? [due] : [due, due + 1 + dice.below(5000)];
}

async function sendOnce(
  surroundings: ApiSurroundings,
  endpoint: WebhookEndpoint,
  row: EventRow,
  sequence: number,
  record: DeliveryRecord,
  send: SendWebhook,
): Promise<boolean> {
  const { world, faults } = surroundings;
  const version = endpoint.apiVersion ?? world.account.apiVersion;
  const body = encodeBody(renderEvent(world, row, sequence, record, version));
  const wrong = faults.strike("webhook-wrong-signature", "") !== undefined;
  const secrets = wrong ? ["whsec_fakeofsomebodyelse"] : endpoint.secrets;
  const signature = signWebhook(body, Math.floor(world.clock.now() / 1000), secrets);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "stripe-signature": signature,
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  };
  try {
    const { status } = await send({ url: endpoint.url, headers, body });
    return status >= 200 && status < 300;
  } catch {
    // Nobody listens, or the answer was lost: Stripe tries again either way.
    return false;
  }
}

/** `Stripe-Signature`: HMAC-SHA256 over `<t>.<body>`, one `v1` for each secret. `seconds` is the moment of sending. */
export function signWebhook(body: Uint8Array, seconds: number, secrets: readonly string[]): string {
  const signatures = secrets.map((secret) =>
    createHmac("sha256", secret).update(`${seconds}.`).update(body).digest("hex"),
  );
  return [`t=${seconds}`, ...signatures.map((signature) => `v1=${signature}`)].join(",");
}
