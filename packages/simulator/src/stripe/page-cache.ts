import type { World } from "../world/world.ts";
import type { ApiCall } from "./api-call.ts";

interface Entry {
  readonly body: Uint8Array;
  readonly revision: number;
  readonly day: number;
}

/** Bytes of pages that were rendered already, so that a benchmark measures its client and not this server. */
export class PageCache {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #bytes = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The page, if nothing has changed since; balance transactions become available at midnight, so a day is all it may be old. */
  get(world: World, call: ApiCall): Uint8Array | undefined {
    const entry = this.#entries.get(keyOf(call));
    if (entry === undefined) return undefined;
    return entry.revision === world.revision() && entry.day === dayOf(world) ? entry.body : undefined;
  }

  put(world: World, call: ApiCall, body: Uint8Array): void {
    const key = keyOf(call);
    const old = this.#entries.get(key);
    if (old === undefined && this.#bytes + body.length > this.#capacity) return;
    this.#bytes += body.length - (old?.body.length ?? 0);
    this.#entries.set(key, { body, revision: world.revision(), day: dayOf(world) });
  }
}

function keyOf(call: ApiCall): string {
  return `${call.version} ${call.target}`;
}

function dayOf(world: World): number {
  return Math.floor(world.clock.now() / 86_400_000);
}
