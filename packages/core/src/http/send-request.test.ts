import { describe, expect, it } from "vitest";
import { TransportError, type TransportResponse } from "../ports/ports.ts";
import { readRetryAfter, retryDelay } from "./retry-policy.ts";
import { type Outcome, type RequestRules, sendRequest } from "./send-request.ts";

const policy = { attempts: 4, firstDelay: 100, longestDelay: 1_000, longestRetryAfter: 5_000 };

/** A transport that answers from a list, and a clock that only notes how long it was asked to sleep. */
function scripted(outcomes: readonly (number | TransportError)[]) {
  const left = [...outcomes];
  const slept: number[] = [];
  const ports = {
    clock: {
      now: () => 0,
      sleep: (milliseconds: number) => {
        slept.push(milliseconds);
        return Promise.resolve();
      },
    },
    random: { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) },
    transport: {
      send: (): Promise<TransportResponse> => {
        const outcome = left.shift();
        if (outcome === undefined) throw new Error("one request too many");
        if (outcome instanceof TransportError) return Promise.reject(outcome);
        return Promise.resolve({ status: outcome, headers: {}, body: new Uint8Array() });
      },
    },
  };
  return { ports, slept, left };
}

function rules(more: Partial<RequestRules> = {}): RequestRules {
  return {
    build: () => ({ method: "GET", url: "http://far/", headers: {}, timeoutMilliseconds: 1 }),
    judge: (outcome: Outcome) =>
      !(outcome instanceof TransportError) && outcome.status === 200 ? { kind: "accept" } : { kind: "retry" },
    exhausted: (_, attempts) => new Error(`gave up after ${attempts}`),
    policy,
    ...more,
  };
}

describe("sendRequest", () => {
  it("repeats while the judge says so, with growing pauses", async () => {
    const { ports, slept } = scripted([500, new TransportError("reset", "broken"), 429, 200]);
    expect((await sendRequest(ports, rules())).status).toBe(200);
    expect(slept).toEqual([75, 150, 300]);
  });

  it("gives up after the last attempt, without a pause behind it", async () => {
    const { ports, slept } = scripted([500, 500, 500, 500]);
    await expect(sendRequest(ports, rules())).rejects.toThrow("gave up after 4");
    expect(slept).toHaveLength(3);
  });

  it("does not wait for a far side that asks for more patience than allowed", async () => {
    const { ports, slept } = scripted([429]);
    const judge = () => ({ kind: "retry", retryAfterMilliseconds: 6_000 }) as const;
    await expect(sendRequest(ports, rules({ judge }))).rejects.toThrow("gave up after 1");
    expect(slept).toEqual([]);
  });

  it("pairs every leave to send with one report, also when the attempt is aborted", async () => {
    const controller = new AbortController();
    const { ports } = scripted([500, 500]);
    const reports: (Outcome | undefined)[] = [];
    let leaves = 0;
    const sending = sendRequest(
      ports,
      rules({
        signal: controller.signal,
        beforeAttempt: () => {
          leaves += 1;
          if (leaves === 2) controller.abort(new Error("enough"));
          return Promise.resolve();
        },
        afterAttempt: (outcome) => reports.push(outcome),
      }),
    );
    await expect(sending).rejects.toThrow("enough");
    expect(reports).toHaveLength(leaves);
  });
});

describe("retry policy", () => {
  it("never comes back before the time that was asked for", () => {
    const random = { next: () => 0, bytes: () => new Uint8Array() };
    expect(retryDelay(policy, 1, random, 3_000)).toBeGreaterThanOrEqual(3_000);
    expect(retryDelay(policy, 9, random)).toBe(500);
  });

  it("reads Retry-After as seconds and as a date", () => {
    expect(readRetryAfter("2", 0)).toBe(2_000);
    expect(readRetryAfter("Thu, 01 Jan 1970 00:00:05 GMT", 1_000)).toBe(4_000);
    expect(readRetryAfter("soon", 0)).toBeUndefined();
    expect(readRetryAfter(undefined, 0)).toBeUndefined();
    expect(readRetryAfter("", 0)).toBeUndefined();
  });
});
