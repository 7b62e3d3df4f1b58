import type { ApiAnswer, ApiCall } from "./api-call.ts";
import { StripeRefusal } from "./stripe-error.ts";

const LIFETIME = 24 * 3_600_000;

interface Kept {
  readonly fingerprint: string;
  readonly answer: ApiAnswer;
  readonly until: number;
}

/** Answers of POST requests that named a key: for a day, the same key gets the same answer and nothing is done twice. */
export class IdempotencyKeys {
  readonly #kept = new Map<string, Kept>();

  /** What was answered before, or what `make` answers now; 400 if the key was used for another request. */
  answerOnce(call: ApiCall, now: number, make: () => ApiAnswer): ApiAnswer {
    const key = call.headers["idempotency-key"];
    if (call.method !== "POST" || key === undefined) return make();
    const fingerprint = JSON.stringify([call.path, call.parameters]);
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > now) {
      if (kept.fingerprint !== fingerprint) throw reused(key);
      return { ...kept.answer, headers: { ...kept.answer.headers, "idempotent-replayed": "true" } };
    }
    const made = make();
    const answer = { ...made, headers: { ...made.headers, "idempotency-key": key } };
    this.#kept.set(key, { fingerprint, answer, until: now + LIFETIME });
    return answer;
  }
}

function reused(key: string): StripeRefusal {
  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeRefusal(400, { type: "idempotency_error", message });
}
