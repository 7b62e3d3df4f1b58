import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { JsonObject } from "./json.ts";

/**
 * The kinds of object that a connection needs, in the order in which they can be made: each refers only to kinds before it
 * or to its own.
 */
export const provisionKinds = [
  "namespace",
  "data-type",
  "class",
  "field-group",
  "schema",
  "descriptor",
  "label",
  "profile-schema",
  "dataset",
  "mapping-set",
  "base-connection",
  "source-connection",
  "target-connection",
  "flow",
  "webhook-endpoint",
] as const;

/** Kinds of objects that apply makes at the platform (and, for webhooks, at Stripe). */
export type ProvisionKind = (typeof provisionKinds)[number];

/** One object that must exist at the far side. */
export interface DesiredObject {
  /**
   * The same on every run: the path of the body in the schemas folder, or `kind/name`. `{REF:key}` in the body of another
   * object stands for the id that the far side gave to this one.
   */
  readonly key: string;
  readonly kind: ProvisionKind;
  /** What people call it; titles are unique in a sandbox. */
  readonly title: string;
  /** The exact body to send, with `{TENANT}` and `{REF:key}` still in place. Never holds a secret. */
  readonly body: JsonObject;
  readonly resource?: ResourceName;
  readonly dataset?: DatasetKind;
}

/** One object that exists at the far side, in the far side's own words. */
export interface ObservedObject {
  readonly id: string;
  readonly kind: ProvisionKind;
  /** What `DesiredObject`s are matched by when no id is recorded: title, code, name. */
  readonly naturalKey: string;
  readonly body: JsonObject;
  /** Sent back as `If-Match` where the service asks for it. */
  readonly etag?: string;
  /** Whether rows were ingested, so that breaking changes are refused. */
  readonly hasData?: boolean;
}

/** What apply wrote down about an object that it made or adopted. */
export interface RecordedObject {
  readonly key: string;
  readonly kind: ProvisionKind;
  readonly id: string;
  /** Adopted objects were there before us, so destroy leaves them. */
  readonly origin: "created" | "adopted";
  /** Digest of the desired body that was applied last. */
  readonly digest: string;
}
