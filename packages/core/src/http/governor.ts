/**
 * Keeps requests within what Stripe allows an account. Every attempt, also a retry, is one `acquire` followed by exactly
 * one `report`: between the two the request counts as in flight.
 */
export interface Governor {
  /**
   * Resolves when one more request may be sent. `endpoint` is method and path pattern (`GET /v1/charges`,
   * `GET /v1/charges/:id`): Stripe counts by both. Rejects with the signal's reason, or with `RetryLaterError` when the
   * monthly read budget is used up.
   */
  acquire(endpoint: string, signal?: AbortSignal): Promise<void>;
  report(endpoint: string, outcome: GovernedOutcome): void;
}

export interface GovernedOutcome {
  /** HTTP status; 0 when no whole answer arrived. */
  readonly status: number;
  /** `Stripe-Rate-Limited-Reason`: `global-rate`, `endpoint-rate`, `global-concurrency`, `endpoint-concurrency`, `resource-specific`. */
  readonly rateLimitedReason?: string;
  readonly retryAfterMilliseconds?: number;
}
