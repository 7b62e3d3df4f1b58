import { describe, expect, it } from "vitest";
import type { Decisions } from "./decisions.ts";
import { stopAt } from "./stop-at.ts";

const decisions = {
  drop: { refunds: "A resource of its own." },
  depth: { source: 1, "a.b": 2 },
} as unknown as Decisions;

describe("where the reader of declarations stops", () => {
  it.each([
    ["refunds", true],
    ["refunds.data[*]", true],
    ["refunds_of_others", false],
    ["source", false],
    ["source.owner", true],
    ["source.external_accounts.data[*]", true],
    ["a.b.c", false],
    ["a.b.c.d", true],
    ["items.data[*].price", false],
    [Array.from({ length: 13 }, () => "x").join("."), true],
  ])("%s: %s", (path, want) => {
    expect(stopAt(path, decisions)).toBe(want);
  });
});
