import type { FieldRow } from "../../api/fields.ts";

/** Rows that hold every word of `text` somewhere: in the Stripe path, the XDM path, the title, the conversion or a label. */
export function searchFields(rows: readonly FieldRow[], text: string): readonly FieldRow[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return rows;
  return rows.filter(({ source, destination, title = "", conversion, labels }) => {
    const all = [source, destination, title, conversion, ...labels].join("\n").toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
