import { widthOf, type Style } from "./style.ts";

export interface Column {
  readonly title: string;
  /** Numbers stand right, words left. */
  readonly align?: "left" | "right";
}

/** Aligned columns with a quiet heading; no lines, so that a table can be read aloud and pasted. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const widths = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => pad(cells[index] ?? "", widths[index] ?? 0, column.align ?? "left"))
      .join("  ")
      .trimEnd();
  const heading = line(columns.map((column) => column.title));
  return `${[style.quiet(heading), ...rows.map(line)].join("\n")}\n`;
}

export function pad(text: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? blanks + text : text + blanks;
}
