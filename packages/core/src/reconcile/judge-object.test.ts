import { describe, expect, it } from "vitest";
import { isDrift, judgeObject, type Knowledge, type PlatformSide, type StripeSide } from "./judge-object.ts";

const stripe: StripeSide = { content: "aa", refusal: undefined, digest: "d1", created: 1_000 };
const same: PlatformSide = { content: "aa", deleted: false };
const other: PlatformSide = { content: "bb", deleted: false };
const tombstone: PlatformSide = { content: "aa", deleted: true };

const table: readonly (readonly [
  string,
  StripeSide | undefined,
  PlatformSide | undefined,
  Knowledge,
  string | undefined,
])[] = [
  ["both have it, alike", stripe, same, {}, undefined],
  ["neither has it", undefined, undefined, {}, undefined],
  ["deleted on both sides", undefined, tombstone, {}, undefined],
  ["only Stripe has it", stripe, undefined, {}, "missing"],
  ["only the platform has it", undefined, same, {}, "extra"],
  ["the platform has another version", stripe, other, {}, "stale"],
  ["what was sent is what Stripe has", stripe, other, { sentDigest: "d1" }, "altered"],
  ["what was sent is older than what Stripe has", stripe, other, { sentDigest: "d0" }, "stale"],
  ["the platform takes it for deleted", stripe, tombstone, {}, "stale"],
  ["missing, and in quarantine", stripe, undefined, { quarantined: "a card number" }, "quarantined"],
  ["missing, and would be refused", { ...stripe, refusal: "amount: …" }, undefined, {}, "quarantined"],
  [
    "changed, and the change is refused",
    { ...stripe, content: undefined, refusal: "amount: …" },
    other,
    {},
    "quarantined",
  ],
  ["missing, and left out by settings", stripe, undefined, { filtered: true }, "filtered"],
  ["missing, and under way", stripe, undefined, { inFlight: true }, "in-flight"],
  ["changed, and under way", stripe, other, { inFlight: true, sentDigest: "d1" }, "in-flight"],
  ["missing, and newer than the last sync", stripe, undefined, { completeUpTo: 999_999 }, "in-flight"],
  ["missing, and older than the last sync", stripe, undefined, { completeUpTo: 1_000_001 }, "missing"],
];

describe("judgeObject", () => {
  it.each(table)("%s", (_, left, right, knowledge, reason) => {
    expect(judgeObject(left, right, knowledge)?.reason).toBe(reason);
  });

  it("fails a day for four reasons only", () => {
    const reasons = new Set(table.flatMap(([, , , , reason]) => reason ?? []));
    expect([...reasons].filter((reason) => isDrift(reason as "missing")).sort()).toEqual([
      "altered",
      "extra",
      "missing",
      "stale",
    ]);
  });
});
