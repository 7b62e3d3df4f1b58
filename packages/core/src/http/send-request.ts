import type { Clock, Random, Transport, TransportRequest, TransportResponse } from "../ports/ports.ts";
import { TransportError } from "../ports/ports.ts";
import { type RetryPolicy, retryDelay } from "./retry-policy.ts";

/** What a service's own rules say about one outcome. */
export type Verdict =
  | { readonly kind: "accept" }
  | { readonly kind: "retry"; readonly retryAfterMilliseconds?: number | undefined }
  | { readonly kind: "fail"; readonly error: Error };

/** A whole answer, or the failure to get one. */
export type Outcome = TransportResponse | TransportError;

export interface RequestRules {
  /** The request of this attempt: built anew each time, because a token may have been renewed in between. */
  readonly build: () => Promise<TransportRequest> | TransportRequest;
  /** Waits for leave to send (a rate limit). */
  readonly beforeAttempt?: () => Promise<void>;
  /** Follows every `beforeAttempt`, exactly once; undefined when the attempt ended without an outcome (aborted). */
  readonly afterAttempt?: (outcome: Outcome | undefined) => void;
  /** May act on an outcome (renew a credential) before judging it. */
  readonly judge: (outcome: Outcome, attempt: number) => Verdict | Promise<Verdict>;
  /** The error when no attempt is left or the far side asks for too long a pause. */
  readonly exhausted: (outcome: Outcome, attempts: number, retryAfterMilliseconds?: number) => Error;
  readonly policy: RetryPolicy;
  readonly signal?: AbortSignal | undefined;
}

export interface RequestPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
}

/** One request done well: sent, judged by the rules of the service it goes to, repeated while they say so. */
export async function sendRequest(ports: RequestPorts, rules: RequestRules): Promise<TransportResponse> {
  for (let attempt = 1; ; attempt += 1) {
    rules.signal?.throwIfAborted();
    await rules.beforeAttempt?.();
    const outcome = await attemptOnce(ports.transport, rules);
    const verdict = await rules.judge(outcome, attempt);
    if (verdict.kind === "fail") throw verdict.error;
    if (verdict.kind === "accept" && !(outcome instanceof TransportError)) return outcome;
    const retryAfter = verdict.kind === "retry" ? verdict.retryAfterMilliseconds : undefined;
    if (attempt >= rules.policy.attempts || (retryAfter ?? 0) > rules.policy.longestRetryAfter) {
      throw rules.exhausted(outcome, attempt, retryAfter);
    }
    await ports.clock.sleep(retryDelay(rules.policy, attempt, ports.random, retryAfter), rules.signal);
  }
}

async function attemptOnce(transport: Transport, rules: RequestRules): Promise<Outcome> {
  let outcome: Outcome | undefined;
  try {
    outcome = await exchange(transport, await rules.build(), rules.signal);
    return outcome;
  } finally {
    rules.afterAttempt?.(outcome);
  }
}

/** An abort by the caller is the caller's: it is thrown as his reason, not judged as a failure of the far side. */
async function exchange(
  transport: Transport,
  request: TransportRequest,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  try {
    return await transport.send(signal === undefined ? request : { ...request, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TransportError) return error;
    throw error;
  }
}
