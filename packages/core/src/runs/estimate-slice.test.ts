import { describe, expect, it } from "vitest";
import { estimateSlice, RecentStretch, type Stretch } from "./estimate-slice.ts";

const page = (seconds: number): Stretch => ({ objects: 100, seconds });

function recentOf(...pages: readonly Stretch[]): Stretch {
  const recent = new RecentStretch();
  for (const one of pages) recent.note(one);
  return recent.current ?? page(1);
}

describe("estimateSlice", () => {
  it("halves an even slice in the middle", () => {
    const even = recentOf(page(1000), page(1000));
    expect(estimateSlice(50_000, even, { objects: 2_000, seconds: 20_000 })).toEqual({
      remaining: 5_000,
      half: 25_000,
    });
  });

  it("expects a burst to go on for a while, however sparse the slice was before", () => {
    const sparse = page(100_000);
    const burst = recentOf(sparse, sparse, page(10), page(10), page(10));
    const { remaining, half } = estimateSlice(3_600, burst, { objects: 500, seconds: 200_030 });
    expect(remaining).toBeCloseTo(600 + (3_540 * 500) / 200_030);
    expect(half).toBeLessThan(60);
  });

  it("takes a burst that has ended for ended", () => {
    const over = recentOf(page(10), page(10), page(50_000));
    const { remaining } = estimateSlice(1_000_000, over, { objects: 300, seconds: 50_020 });
    expect(remaining).toBeLessThan(10_000);
  });

  it("cuts behind a burst when more lies there than in it", () => {
    const burst = recentOf(page(10));
    const { half } = estimateSlice(1_000_000, burst, { objects: 10_000, seconds: 1_000_000 });
    expect(half).toBeGreaterThan(400_000);
  });

  it("lets the older part of a cut burst go on where the newer one stands", () => {
    const older = new RecentStretch({ objects: 1_000, seconds: 100 });
    older.note(page(10));
    expect(older.current).toEqual({ objects: 1_100, seconds: 110 });
    older.note(page(10_000));
    expect(older.current).toEqual(page(10_000));
  });

  it("never takes two objects of one second for endlessly dense", () => {
    const crowd = { objects: 100, seconds: 0 };
    expect(estimateSlice(10, crowd, crowd).remaining).toBe(1_000);
  });
});
