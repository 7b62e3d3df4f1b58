import { getEventListeners } from "node:events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ManualClock } from "./clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

const START = Date.UTC(2026, 0, 1);

test.each([
  ["jumps from sleeper to sleeper", () => new VirtualClock(START)],
  ["is moved by hand", () => new ManualClock(START)],
])(
  "a clock that %s wakes in the order of time, and equal times in the order in which they fell asleep",
  (_, createClock) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: -2, max: 9 }), { maxLength: 20 }), async (durations) => {
        const clock = createClock();
        const woken: { readonly index: number; readonly after: number }[] = [];
        for (const [index, duration] of durations.entries()) {
          void clock.sleep(duration).then(() => woken.push({ index, after: clock.now() - START }));
        }
        await clock.advance(10);
        const due = durations.map((duration, index) => ({ index, after: Math.max(0, duration) }));
        expect(woken).toEqual(due.sort((one, other) => one.after - other.after || one.index - other.index));
        expect(clock.now()).toBe(START + 10);
      }),
    ),
);

test("time stands still while anybody computes, and passes until the work has ended and no longer", async () => {
  const clock = new VirtualClock(START);
  void clock.sleep(5000);
  const work = async (): Promise<number> => {
    await clock.sleep(1000);
    for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    const before = clock.now();
    await clock.sleep(1000);
    return before;
  };
  expect(await clock.run(work())).toBe(START + 1000);
  expect(clock.now()).toBe(START + 2000);
});

test("a sleeper whose signal aborts rejects with its reason at once and moves no time; the others go on", async () => {
  const clock = new VirtualClock(START);
  const given = new AbortController();
  const reason = new Error("the caller gave up");
  const long = clock.sleep(3_600_000, given.signal).catch((error: unknown) => ({ error, at: clock.now() }));
  const short = clock.sleep(1000).then(() => given.abort(reason));
  const other = clock.sleep(2000).then(() => clock.now());
  const [gaveUp, , at] = await clock.run(Promise.all([long, short, other]));
  expect(gaveUp).toEqual({ error: reason, at: START + 1000 });
  expect(at).toBe(START + 2000);
  await expect(clock.sleep(1000, given.signal)).rejects.toBe(reason);
  expect(clock.now()).toBe(START + 2000);
});

test("a sleeper who wakes leaves nothing behind on a signal that lives on", async () => {
  const clock = new VirtualClock(START);
  const { signal } = new AbortController();
  await clock.run(Promise.all([clock.sleep(1000, signal), clock.sleep(2000, signal)]));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("work that waits while nobody sleeps is a deadlock", async () => {
  const clock = new VirtualClock(START);
  const forever = new Promise(() => undefined);
  await expect(clock.run(clock.sleep(1000).then(() => forever))).rejects.toThrow("everybody waits and nobody sleeps");
});

test("what the work throws comes out", async () => {
  const clock = new VirtualClock(START);
  const failed = clock.sleep(1000).then(() => Promise.reject(new Error("broken")));
  await expect(clock.run(failed)).rejects.toThrow("broken");
});
