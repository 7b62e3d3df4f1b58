import type { FlowEntities } from "../state/flow-entities.ts";
import type { ResourceName } from "../resources.ts";
import type { Stamps } from "./etag.ts";
import type { Caller, JsonObject } from "./exchange.ts";

/** What a Stripe key turned out to open. `status` and `message` are those of Stripe's refusal. */
export type AccountCheck =
  | { readonly kind: "valid"; readonly account: string; readonly livemode: boolean }
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  | { readonly kind: "unavailable"; readonly message: string };

/** The Stripe side of a connection, by its `auth.params`. */
export interface StripeAccounts {
  check(authParameters: JsonObject): Promise<AccountCheck>;
  /** Newest objects as Stripe sends them. Throws what the Stripe client throws. */
  sample(authParameters: JsonObject, resource: ResourceName, limit: number): Promise<readonly JsonObject[]>;
}

export interface SchemaReference {
  readonly id: string;
  /** `application/vnd.adobe.xed-full+json;version=1.3`, or another form of it. */
  readonly version: string;
}

/** The platform's other services, which a flow refers to; each answers undefined for what does not exist. */
export interface PlatformLookups {
  mappingSet(caller: Caller, id: string, version: number): Promise<JsonObject | undefined>;
  datasetSchema(caller: Caller, dataSetId: string): Promise<SchemaReference | undefined>;
}

/** Keeps credentials: what goes in comes out only on the way to Stripe. */
export interface Vault {
  seal(value: JsonObject, place: string): string;
  open(sealed: string, place: string): JsonObject;
}

/** Why a mapping set cannot run, one sentence for each row at fault; empty when it can. */
export type MappingJudge = (
  mappingSet: JsonObject,
  resource: ResourceName,
  dataSetId: string,
  caller: Caller,
) => Promise<readonly string[]>;

/** All that the Flow Service adapter needs; an application puts it together. */
export interface FlowServiceBackend {
  readonly entities: FlowEntities;
  readonly stamps: Stamps;
  readonly vault: Vault;
  readonly stripe: StripeAccounts;
  readonly platform: PlatformLookups;
  readonly judgeMapping: MappingJudge;
  /** The complete specification of the Stripe source, as `schemas/connection-spec/stripe.json` has it. */
  readonly stripeConnectionSpec: JsonObject;
  /** JSON Schema of a resource's object, as `schemas/stripe/*.schema.json` has it. */
  stripeSchema(resource: ResourceName): Promise<JsonObject>;
  /** How many milliseconds late a start time may be and still count as now: a request takes time. */
  readonly startGrace: number;
}
