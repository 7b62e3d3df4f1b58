import { expect, it } from "vitest";

import { widestRow } from "./widest-row.ts";

const text = { type: "string" };
const row = (source: string, destination: string) => ({ source, destination, conversion: "string" as const });

it("the widest row fills every field that is sent, and none that the policy drops", () => {
  const schema = {
    type: "object",
    properties: {
      _id: text,
      data: {
        type: "object",
        properties: {
          name: { type: "string", maxLength: 7 },
          email: text,
          lines: { type: "array", items: { type: "object", properties: { id: { type: "integer" } } } },
        },
      },
    },
  };
  const rows = [
    row("$row_id", "_id"),
    row("name", "data.name"),
    row("email", "data.email"),
    row("lines.id", "data.lines[*].id"),
  ];
  const widest = (fields: Readonly<Record<string, "drop">>): number =>
    widestRow(schema, { rows, policy: { preset: "full", fields }, resource: "charges" });
  // {"_id":102 bytes,"data":{"name":9 bytes,"email":102 bytes,"lines":[ten of {"id":16 digits}]}}
  const lines = 2 + 10 * (1 + 2 + 4 + 2 + 16);
  const all = 2 + (4 + 3 + 102) + (4 + 4) + 2 + (4 + 4 + 9) + (4 + 5 + 102) + (4 + 5 + lines);
  expect(widest({})).toBe(all);
  expect(widest({ email: "drop" })).toBe(all - (4 + 5 + 102));
});
