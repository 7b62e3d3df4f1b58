import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatCountShort, formatShare, plural } from "./number.ts";

describe("numbers", () => {
  it("are grouped, and rounded only where said", () => {
    expect(formatCount(1_234_567, "en-US")).toBe("1,234,567");
    expect(formatCountShort(1_234_567, "en-US")).toBe("1.2M");
  });

  it.each([
    [0, "0%"],
    [0.0001, "< 0.1%"],
    [0.5, "50%"],
    [0.99999, "> 99.9%"],
    [1, "100%"],
  ])("a share of %d is %s", (share, expected) => {
    expect(formatShare(share, "en-US")).toBe(expected);
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [24_012, "24 kB"],
    [1_200_000_000, "1.2 GB"],
  ])("%d bytes are %s", (bytes, expected) => {
    expect(formatBytes(bytes, "en-US")).toBe(expected);
  });

  it("agree with their noun", () => {
    expect([plural(1, "record"), plural(2, "record"), plural(0, "entry", "entries")]).toEqual([
      "1 record",
      "2 records",
      "0 entries",
    ]);
  });
});
