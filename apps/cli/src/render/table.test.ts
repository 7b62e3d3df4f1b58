import { describe, expect, it } from "vitest";

import { styleFor } from "./style.ts";
import { renderTable } from "./table.ts";

const plain = styleFor({ environment: {} }, { write: () => undefined, live: false, columns: 40 });
const narrow = styleFor({ environment: { NO_COLOR: "1" } }, { write: () => undefined, live: true, columns: 40 });
const columns = [{ title: "name" }, { title: "rows", align: "right" as const }, { title: "note" }];
const rows = [
  ["charges", "1,200", "a note that is much too long for what is left of a narrow terminal"],
  ["refunds", "7", "short"],
];

describe("a table", () => {
  it("has one line for each row where programs may read it", () => {
    expect(renderTable(columns, rows, plain).trimEnd().split("\n")).toHaveLength(3);
  });

  it("goes on below where a person looks, and stays within the terminal", () => {
    const lines = renderTable(columns, rows, narrow).trimEnd().split("\n");
    expect(lines).toEqual([
      "name      rows  note",
      "charges  1,200  a note that is much too",
      "                long for what is left of",
      "                a narrow terminal",
      "refunds      7  short",
    ]);
  });

  it("breaks a path after a dot or an underscore", () => {
    const path = "_acme.charges_data.payment_method_details.card.country";
    const lines = renderTable([{ title: "path" }], [[path]], narrow)
      .trimEnd()
      .split("\n");
    expect(lines).toEqual(["path", "_acme.charges_data.payment_method_", "details.card.country"]);
  });

  it("breaks a word that is wider than its column, and keeps the colour of each line", () => {
    const text = renderTable([{ title: "id" }], [[`\u001b[2m${"x".repeat(50)}\u001b[22m`]], narrow);
    expect(text).toBe(`id\n\u001b[2m${"x".repeat(40)}\u001b[22m\n\u001b[2m${"x".repeat(10)}\u001b[22m\n`);
  });
});
