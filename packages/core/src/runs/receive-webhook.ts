import { ConfigError } from "../errors.ts";
import type { Clock, Ports } from "../ports/ports.ts";
import type { Secret } from "../secret.ts";
import { putIntoInbox } from "../state/inbox.ts";
import type { Store } from "../state/open-store.ts";
import type { InboxRow } from "../state/tables.ts";
import { readEvent } from "../stripe/events.ts";
import { verifyWebhookSignature } from "../stripe/webhook-signature.ts";
import { referencesOf } from "./event-references.ts";

export interface WebhookReceiver {
  /** Durable when it resolves; `known` when the event was there already. */
  receive(rawBody: Uint8Array, signature: string | undefined, connection: string): Promise<{ readonly known: boolean }>;
}

interface WaitingRow {
  readonly row: InboxRow;
  readonly resolve: (known: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Rows in one commit: many webhooks share the cost of making them durable. */
const ROWS_PER_COMMIT = 200;

/**
 * Milliseconds in which a commit that follows another gathers rows. Making rows durable blocks the embedded store's thread;
 * without this pause the next commit would begin with the few rows that were read meanwhile, and a storm would crawl.
 */
const GATHERING = 15;

export function createWebhookReceiver(input: {
  readonly feed: () => Promise<number>;
  readonly secrets: Readonly<Record<string, readonly Secret[]>>;
  readonly store: Store;
  readonly ports: Ports;
}): WebhookReceiver {
  const { store, ports } = input;
  const writer = new InboxWriter(store, ports.clock);
  let known: Promise<number> | undefined;
  /** Asked once: a connector has one account and mode, and their feed keeps its number. */
  const feed = (): Promise<number> => {
    known ??= input.feed().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async receive(body, signature, connection) {
      const secrets = input.secrets[connection];
      if (secrets === undefined) throw unknownConnection(connection);
      verifyWebhookSignature({ body, signature, secrets, now: ports.clock.now() });
      const event = readEvent(JSON.parse(Buffer.from(body).toString()));
      const isKnown = await writer.put({
        feed: await feed(),
        event_id: event.id,
        type: event.type,
        event_seconds: event.created,
        objects: JSON.stringify(referencesOf(event)),
        received_at: ports.clock.now(),
      });
      return { known: isKnown };
    },
  };
}

/** Group commit: what arrives while a commit is under way goes into the next one. */
class InboxWriter {
  readonly #store: Store;
  readonly #clock: Clock;
  #waiting: WaitingRow[] = [];
  #writing = false;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  put(row: InboxRow): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, ROWS_PER_COMMIT);
      try {
        const known = await this.#commit(group);
        for (const { row, resolve } of group) resolve(known.has(row.event_id));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
      if (this.#waiting.length < ROWS_PER_COMMIT) await this.#clock.sleep(GATHERING);
    }
    this.#writing = false;
  }

  #commit(group: readonly WaitingRow[]): Promise<ReadonlySet<string>> {
    const rows = new Map(group.map(({ row }) => [row.event_id, row]));
    return this.#store.atomically((transaction) => putIntoInbox(transaction, [...rows.values()]));
  }
}

function unknownConnection(connection: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1001",
    message: "No signing secret is set for this webhook connection.",
    where: connection,
    next: "Add the endpoint's `whsec_…` under stripe.webhookSecrets.",
  });
}
