import { describe, expect, it } from "vitest";
import type { FieldRow } from "../../api/fields.ts";
import { searchFields } from "./search-fields.ts";

const row = (source: string, labels: readonly string[] = []): FieldRow => ({
  resource: "charges",
  dataset: "object",
  source,
  destination: `_tenant.charges_data.${source}`,
  conversion: "string",
  treatment: "keep",
  labels,
});
const rows = [row("billing_details.email", ["I1"]), row("amount"), row("payment_method_details.card.last4")];

describe("searching fields", () => {
  it.each([
    ["", 3],
    ["EMAIL", 1],
    ["card last", 1],
    ["i1", 1],
    ["charges_data", 3],
    ["nothing like it", 0],
  ])("%j finds %d", (text, count) => {
    expect(searchFields(rows, text)).toHaveLength(count);
  });
});
