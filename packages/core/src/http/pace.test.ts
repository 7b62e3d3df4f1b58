import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pace } from "./pace.ts";

/** Sends as early as the pace allows, each request so many milliseconds late, and gives the times of departure. */
function send(pace: Pace, lateness: readonly number[], from = 0): readonly number[] {
  let now = from;
  return lateness.map((late) => {
    now = Math.max(now, pace.readyAt()) + late;
    pace.leave(now);
    pace.arrive();
    pace.succeeded();
    return now;
  });
}

function perSecond(times: readonly number[]): number {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  return ((times.length - 1) * 1000) / (last - first);
}

describe("Pace", () => {
  it("never lets more than the limit go within any second, however late requests come", () => {
    const lateness = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), lateness, (limit, late) => {
        const times = send(new Pace({ limit, concurrency: 1 }), late);
        for (const [index, time] of times.entries()) {
          expect(times.filter((other, at) => at <= index && other > time - 1000).length).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it("lets late requests catch up: a busy moment now and then costs next to nothing", () => {
    const late = Array.from({ length: 500 }, (_, index) => (index % 60 === 59 ? 120 : 0));
    expect(perSecond(send(new Pace({ limit: 25, concurrency: 1 }), late))).toBeGreaterThan(25 * 0.97);
  });

  it("takes a lone refusal for jitter, and several for a lower limit", () => {
    const after = (refusedAt: readonly number[]): number => {
      const pace = new Pace({ limit: 100, concurrency: 1 });
      for (const at of refusedAt) pace.refusedForRate(at);
      return perSecond(send(pace, Array<number>(100).fill(0), refusedAt.at(-1)));
    };
    expect(after([60_000])).toBeGreaterThan(100 * 0.95);
    expect(after([60_000, 62_000, 64_000])).toBeLessThan(100 * 0.7);
    expect(after([60_000, 60_100, 60_200])).toBeGreaterThan(100 * 0.95);
  });
});
