import { type Connector, LockedError } from "@stripe-aep/core";
import type { Service } from "../service.ts";
import { readFlow } from "./flow-view.ts";

/** What is known of a connection for this long (milliseconds) is not looked up again: a storm asks once. */
const REMEMBERED = 2000;

/** After the first event, others that follow closely share its sync. Milliseconds. */
const GATHERING = 500;

/** While another run holds the account, it is asked for again this often. Milliseconds. */
const LOCKED_RETRY = 2000;

/** Webhooks of all connections: kept first, then followed by a sync of what changed. */
export class WebhookDesk {
  readonly #service: Service;
  readonly #known = new Map<string, { readonly until: number; readonly connector: Promise<Connector | undefined> }>();
  readonly #waiting = new Map<string, Promise<void>>();
  /** Connections with events that the sync under way may have begun too early for. */
  readonly #again = new Set<string>();
  readonly #stopping = new AbortController();

  constructor(service: Service) {
    this.#service = service;
  }

  /** Durable when it resolves. Undefined when there is no such connection. */
  async receive(
    connectionId: string,
    body: Uint8Array,
    signature: string | undefined,
  ): Promise<{ readonly known: boolean } | undefined> {
    const connector = await this.#connector(connectionId);
    if (connector === undefined) return undefined;
    const outcome = await connector.receiveWebhook(body, signature, connectionId);
    if (!outcome.known) this.#followSoon(connectionId);
    return outcome;
  }

  /** Events that arrive from now on wait in the inbox for the next server. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("the server is shutting down"));
    await Promise.allSettled(this.#waiting.values());
  }

  #connector(connectionId: string): Promise<Connector | undefined> {
    const now = this.#service.ports.clock.now();
    const known = this.#known.get(connectionId);
    if (known !== undefined && known.until > now) return known.connector;
    const connector = this.#open(connectionId);
    connector.catch(() => this.#known.delete(connectionId));
    if (this.#known.size > 1000) this.#known.clear();
    this.#known.set(connectionId, { until: now + REMEMBERED, connector });
    return connector;
  }

  async #open(connectionId: string): Promise<Connector | undefined> {
    const connection = await this.#service.entities.findAnywhere("connections", connectionId);
    return connection === undefined ? undefined : this.#service.connectors.of(connection);
  }

  #followSoon(connectionId: string): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#waiting.has(connectionId)) {
      this.#again.add(connectionId);
      return;
    }
    const following = this.#follow(connectionId).finally(() => {
      this.#waiting.delete(connectionId);
      if (this.#again.delete(connectionId)) this.#followSoon(connectionId);
    });
    this.#waiting.set(connectionId, following);
  }

  async #follow(connectionId: string): Promise<void> {
    const { clock, log } = this.#service.ports;
    const { signal } = this.#stopping;
    try {
      await clock.sleep(GATHERING, signal);
      this.#again.delete(connectionId);
      const resources = await this.#generatedResources(connectionId);
      if (resources.length === 0) return;
      const connection = await this.#service.entities.findAnywhere("connections", connectionId);
      if (connection === undefined) return;
      const connector = await this.#service.connectors.forSending(connection);
      await connector.sync({ mode: "webhooks", resources, signal });
      this.#service.metrics.count("stripe_aep_webhook_syncs_total");
    } catch (error) {
      // What came stays in the inbox: the next sync of the connection takes it.
      if (error instanceof LockedError) {
        await clock.sleep(LOCKED_RETRY, signal).catch(() => undefined);
        this.#again.add(connectionId);
      } else if (!signal.aborted) log.write("info", "webhook-sync-postponed", { connectionId, error });
    }
  }

  /** Only enabled flows with the generated mapping follow changes; an own mapping reads by `created` alone. */
  async #generatedResources(connectionId: string) {
    const flows = await this.#service.entities.everywhere("flows");
    const enabled = flows.filter((flow) => flow.document.state === "enabled" && flow.hidden.engine === "generated");
    const read = await Promise.all(enabled.map((flow) => readFlow(this.#service, flow)));
    return read.flatMap((flow) => (flow?.connection.id === connectionId ? [flow.resource] : []));
  }
}
