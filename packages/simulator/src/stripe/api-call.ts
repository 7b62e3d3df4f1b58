import type { Faults } from "../faults.ts";
import type { ApiVersion, StripeObject } from "../world/kinds.ts";
import type { World } from "../world/world.ts";
import type { StripeKey } from "./keys.ts";
import type { ParameterGroup } from "./parameters.ts";

/** A request that was let in, taken apart. */
export interface ApiCall {
  readonly method: string;
  /** `/v1/charges/ch_…`. */
  readonly path: string;
  /** The path and query as they were sent. */
  readonly target: string;
  /** What stands in the path where the route says `:id`. */
  readonly id: string;
  /** Query and form body together. */
  readonly parameters: ParameterGroup;
  readonly key: StripeKey;
  /** The version that the answer is rendered in. */
  readonly version: ApiVersion;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly body: StripeObject | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What handlers work on. */
export interface ApiSurroundings {
  readonly world: World;
  readonly faults: Faults;
}

export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** `/v1/charges/:id`: also the name under which requests are counted. */
  readonly pattern: string;
  /** A restricted key needs one of these; none: any key will do. */
  readonly permissions: readonly string[];
  readonly answer: (call: ApiCall) => ApiAnswer;
}

/** Whether the key sees this account's objects at all: those of one mode are invisible to the other. */
export function seesObjects(surroundings: ApiSurroundings, call: ApiCall): boolean {
  return call.key.livemode === surroundings.world.account.livemode;
}

/** What Stripe adds to `No such charge` when the object exists in the other mode. */
export function otherModeHint(call: ApiCall): string {
  const [here, there] = call.key.livemode ? ["live", "test"] : ["test", "live"];
  return `; a similar object exists in ${there} mode, but a ${here} mode key was used to make this request.`;
}

const encoder = new TextEncoder();

/** Stripe's bodies are indented. */
export function encodeBody(body: StripeObject | Uint8Array): Uint8Array {
  return body instanceof Uint8Array ? body : encoder.encode(JSON.stringify(body, null, 2));
}
