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

  it("takes a lone refusal for jitter, and three of few requests for a lower limit", () => {
    /** The rate that is left after so many refusals, with so many requests sent before each. */
    const after = (refusals: number, requestsBetween: number): number => {
      const pace = new Pace({ limit: 100, concurrency: 1 });
      let now = 0;
      for (let refusal = 0; refusal < refusals; refusal += 1) {
        now = send(pace, Array<number>(requestsBetween).fill(0), now).at(-1) ?? now;
        pace.refusedForRate(now);
      }
      return perSecond(send(pace, Array<number>(100).fill(0), now));
    };
    expect(after(1, 500)).toBeGreaterThan(100 * 0.95);
    expect(after(2, 150)).toBeGreaterThan(100 * 0.92);
    expect(after(4, 150)).toBeLessThan(100 * 0.7);
    // Three in six seconds of a hundred requests each are still as rare as the noise of a busy machine.
    expect(after(4, 300)).toBeGreaterThan(100 * 0.92);
    // Those of one burst have one cause.
    expect(after(5, 10)).toBeGreaterThan(100 * 0.95);
  });
});
