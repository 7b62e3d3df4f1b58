import type { ServiceEvent } from "@stripe-aep/core/service-api";

/** Who is told what: events of one organisation and sandbox reach only its listeners. */
export interface TenantEvent {
  readonly imsOrganization: string;
  readonly sandbox: string;
  readonly event: ServiceEvent;
}

type Listener = (event: TenantEvent) => void;

/** What happens in this process, for the event stream and for alerts. */
export class EventBus {
  readonly #listeners = new Set<Listener>();

  publish(event: TenantEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}
