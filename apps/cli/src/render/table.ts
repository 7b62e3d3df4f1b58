import { widthOf, type Style } from "./style.ts";

export interface Column {
  readonly title: string;
  /** Numbers stand right, words left. */
  readonly align?: "left" | "right";
}

const GAP = 2;

/** Narrower than this a column of words is no longer read but deciphered. */
const NARROWEST = 12;

/**
 * Aligned columns with a quiet heading; no lines, so that a table can be read aloud and pasted. Where a person looks, words that
 * do not fit beside each other go on below; elsewhere every row is one line, however long.
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const wanted = columns.map((column, index) =>
    Math.max(widthOf(column.title), ...rows.map((row) => widthOf(row[index] ?? ""))),
  );
  const widths = style.width === undefined ? wanted : fitted(columns, wanted, style.width);
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => pad(cells[index] ?? "", widths[index] ?? 0, column.align ?? "left"))
      .join(" ".repeat(GAP))
      .trimEnd();
  const heading = line(columns.map((column) => column.title));
  const lines = rows.flatMap((row) => inLines(row, widths).map(line));
  return `${[style.quiet(heading), ...lines].join("\n")}\n`;
}

/** Takes what is too much from the columns of words, always from the widest. */
function fitted(columns: readonly Column[], wanted: readonly number[], most: number): readonly number[] {
  const widths = [...wanted];
  const total = (): number => widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
  while (total() > most) {
    const words = widths.map((width, index) => (columns[index]?.align === "right" ? 0 : width));
    const widest = Math.max(...words);
    if (widest <= NARROWEST) return widths;
    widths[words.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** A row as so many lines as its longest cell needs. */
function inLines(row: readonly string[], widths: readonly number[]): readonly (readonly string[])[] {
  const cells = widths.map((width, index) => wrapped(row[index] ?? "", width));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => cells.map((lines) => lines[index] ?? ""));
}

// eslint-disable-next-line no-control-regex -- the escape character is what is looked for
const coloured = /^(\u001b\[[0-9;]*m)([^\u001b]*)(\u001b\[[0-9;]*m)$/;

/** Breaks at blanks, else after a dot or an underscore, else inside a word; each line keeps the colour of the whole. */
function wrapped(text: string, width: number): readonly string[] {
  if (widthOf(text) <= width) return [text];
  const [, on = "", inner = text, off = ""] = coloured.exec(text) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const piece of inner.split(/(?<= )/).flatMap((word) => piecesOf(word, width))) {
    if (widthOf((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece;
    } else line += piece;
  }
  return [...lines, line.trimEnd()].map((content) => `${on}${content}${off}`);
}

function piecesOf(word: string, width: number): readonly string[] {
  if (widthOf(word.trimEnd()) <= width) return [word];
  return word.split(/(?<=[._])/).flatMap((part) => {
    const letters = Array.from(part);
    return Array.from({ length: Math.ceil(letters.length / width) }, (_, index) =>
      letters.slice(index * width, (index + 1) * width).join(""),
    );
  });
}

export function pad(text: string, width: number, align: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? blanks + text : text + blanks;
}
