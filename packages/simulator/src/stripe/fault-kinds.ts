import { wireFaultKinds, type FaultKind } from "../faults.ts";
import { lockTimeout, rateLimited } from "./rate-limits.ts";
import { StripeRefusal } from "./stripe-error.ts";

function stripeFault(name: string, sentence: string): FaultKind {
  return { name, side: "stripe", sentence };
}

function serverError(status: number, headers: Readonly<Record<string, string>> = {}): StripeRefusal {
  const message = "An unexpected error occurred. Please contact us if this persists.";
  return new StripeRefusal(status, { type: "api_error", message }, headers);
}

/** Faults that refuse a request before anything is looked at, in the order in which they are drawn. */
export const refusals: Readonly<Record<string, () => StripeRefusal>> = {
  "stripe-429-endpoint-rate": () => rateLimited("endpoint-rate"),
  "stripe-429-global-rate": () => rateLimited("global-rate"),
  "stripe-429-endpoint-concurrency": () => rateLimited("endpoint-concurrency"),
  "stripe-429-global-concurrency": () => rateLimited("global-concurrency"),
  "stripe-429-resource-specific": () => rateLimited("resource-specific"),
  "stripe-lock-timeout": lockTimeout,
  "stripe-409": () =>
    new StripeRefusal(409, {
      type: "idempotency_error",
      message: "There is currently another in-progress request using this object or idempotency key.",
    }),
  "stripe-424": () =>
    new StripeRefusal(424, {
      type: "api_error",
      message: "The request couldn't be completed due to a failure in a dependency external to Stripe.",
    }),
  "stripe-500": () => serverError(500),
  "stripe-502": () => serverError(502),
  "stripe-503": () => serverError(503),
  "stripe-504": () => serverError(504),
  "stripe-500-final": () => serverError(500, { "stripe-should-retry": "false" }),
};

/** Every fault of the Stripe side. */
export const stripeFaultKinds: readonly FaultKind[] = [
  ...Object.keys(refusals).map((name) =>
    stripeFault(name, `The request is refused: ${name.replace("stripe-", "").replaceAll("-", " ")}.`),
  ),
  stripeFault("stripe-timeout", "No answer comes for `milliseconds` (90000): longer than any client waits."),
  stripeFault(
    "stripe-stale-list",
    "A list shows objects as they were before changes of the last `milliseconds` (5000).",
  ),
  stripeFault(
    "stripe-stale-retrieve",
    "A retrieved object is as it was before a change of the last `milliseconds` (5000).",
  ),
  stripeFault(
    "stripe-created-while-paging",
    "A new object of the listed resource is created just before a page is read.",
  ),
  stripeFault("stripe-changed-while-paging", "An object of the listed resource is changed just before a page is read."),
  stripeFault(
    "stripe-cursor-vanishes",
    "The object that the cursor names is deleted, or leaves the filter, just before the page is read.",
  ),
  stripeFault("stripe-empty-page", "A page with a cursor inside a `created` window comes back empty."),
  stripeFault("stripe-event-late", "Of this share of events, each becomes visible `milliseconds` (30000) late."),
  stripeFault("stripe-event-missing", "This share of events is never listed and never delivered."),
  stripeFault("stripe-event-repeated", "An event is followed by another one that says the same."),
  stripeFault("stripe-unknown-field", "This share of objects has fields that no declaration knows."),
  stripeFault("stripe-unknown-value", "This share of objects has an enumeration value that no declaration knows."),
  stripeFault(
    "stripe-other-version",
    "The answer is in the API version that was not asked for, and says so in its header.",
  ),
  stripeFault("stripe-mode-swapped", "Objects say the other `livemode` than the key's."),
  stripeFault("stripe-key-revoked", "The key of the request is revoked for good."),
  stripeFault(
    "stripe-permission-withdrawn",
    "A restricted key loses the permission that this request needs, for good.",
  ),
  stripeFault("stripe-clock-skew", "The Date header is off by `milliseconds` (3600000) in either direction."),
  stripeFault("webhook-lost", "A delivery never leaves Stripe, and is not tried again."),
  stripeFault("webhook-repeated", "A delivery is made twice."),
  stripeFault(
    "webhook-reordered",
    "A delivery is held back for up to `milliseconds` (60000), so that later events overtake it.",
  ),
  stripeFault("webhook-wrong-signature", "A delivery is signed with another secret."),
];

/** Every fault that a rule for this side may name. */
export const stripeAndWireFaultKinds: readonly FaultKind[] = [...stripeFaultKinds, ...wireFaultKinds];
