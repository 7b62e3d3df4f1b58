import { describe, expect, it } from "vitest";
import type { Mapping, MappingRow } from "../../api/types.ts";
import { describeRows, matchingRows, startingRows, withSource } from "./mapping-rows.ts";

const row = (source: string, dataPrep: MappingRow["dataPrep"]): MappingRow => ({
  source,
  destination: `_{TENANT}.charges_data.${source}`,
  conversion: "long",
  policy: dataPrep === null ? "drop" : "keep",
  type: "long",
  documentation: "",
  labels: ["C2"],
  rule: "",
  dataPrep,
});
const amount = { sourceType: "ATTRIBUTE", source: "amount", destination: "_acme.charges_data.amount" } as const;
const version = { sourceType: "STATIC", source: "v1", destination: "_acme.stripe_record.api_version" } as const;
const mapping: Mapping = {
  resource: "charges",
  dataset: "object",
  rows: [row("amount", amount), row("receipt_email", null), row("$api_version", version)],
};

describe("a mapping of one's own", () => {
  it("begins as the generated one, without what the policy leaves out", () => {
    expect(startingRows(mapping)).toEqual([amount, version]);
  });

  it("knows a path from an expression, and keeps a fixed value fixed", () => {
    expect(withSource(amount, "amount * 2").sourceType).toBe("EXPRESSION");
    expect(withSource(amount, "items.data[*].id").sourceType).toBe("ATTRIBUTE");
    expect(withSource(version, "2026 (own)").sourceType).toBe("STATIC");
  });

  it("shows the worst problem of a row, the value, and what is known of its destination", () => {
    const problem = { row: 0, proposal: null };
    const judgement = {
      problems: [
        { ...problem, severity: "warning", message: "odd" },
        { ...problem, severity: "error", message: "wrong" },
      ],
      result: null,
      values: [1099],
    } as const;
    const [first, second] = describeRows([amount, version], judgement, mapping);
    expect(first).toMatchObject({ value: 1099, problem: { message: "wrong" }, generated: { labels: ["C2"] } });
    expect(second?.problem).toBeUndefined();
  });

  it("finds rows by words of both sides", () => {
    const rows = describeRows([amount, version], undefined, mapping);
    expect(matchingRows(rows, "acme amount", false).map(({ place }) => place)).toEqual([0]);
    expect(matchingRows(rows, "", true)).toEqual([]);
  });
});
