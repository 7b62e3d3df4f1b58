/** What one request came to, as far as a rate limit is concerned. */
export interface GovernedOutcome {
  /** HTTP status; 0 when no whole answer arrived. */
  readonly status: number;
  /** `Stripe-Rate-Limited-Reason`: `global-rate`, `endpoint-rate`, `global-concurrency`, `endpoint-concurrency`, `resource-specific`. */
  readonly rateLimitedReason?: string;
  readonly retryAfterMilliseconds?: number;
}

/**
 * Decides when the next request may leave. An endpoint is a method and a path pattern (`GET /v1/charges`,
 * `GET /v1/charges/:id`), because that is what Stripe counts.
 */
export interface Governor {
  acquire(endpoint: string, signal?: AbortSignal): Promise<void>;
  report(endpoint: string, outcome: GovernedOutcome): void;
}
