import { describe, expect, it } from "vitest";
import { layOutSlices } from "./lay-out-slices.ts";

describe("the windows of a listing on one line of time", () => {
  it("is nothing without a listing", () => {
    expect(layOutSlices([])).toBeUndefined();
  });

  it("is filled from the newest down, and whole where a window is read to its end", () => {
    const line = layOutSlices([
      { from: 500, to: 1000, provenTo: 750, done: false },
      { from: 0, to: 500, provenTo: 10, done: true },
    ]);
    expect(line).toEqual({
      oldest: 0,
      newest: 1000,
      pieces: [
        { start: 0, end: 0.5, proven: 0, done: true },
        { start: 0.5, end: 1, proven: 0.75, done: false },
      ],
      provenShare: 0.75,
    });
  });

  it("leaves room for a window that goes down to nobody knows where", () => {
    const line = layOutSlices([{ from: null, to: 1000, provenTo: 200, done: false }]);
    expect(line?.oldest).toBe(0);
    expect(line?.pieces).toEqual([{ start: 0, end: 1, proven: 0.2, done: false }]);
  });

  it("is whole when everything is read", () => {
    expect(layOutSlices([{ from: null, to: 1000, provenTo: 200, done: true }])?.provenShare).toBe(1);
  });
});
