import type { JsonObject } from "../json.ts";
import type { ReadRow } from "./json-rows.ts";

export interface CsvFormat {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
}

/** The header of a CSV file has no names. */
export class EmptyCsvHeader extends Error {}

/** Rows of a CSV file: the first line names the columns (dots make objects), an empty cell is an absent value. */
export async function* readCsv(pieces: AsyncIterable<Uint8Array>, format: CsvFormat): AsyncGenerator<ReadRow[]> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of pieces) text += decoder.decode(piece, { stream: true });
  const [header, ...records] = splitCsv(text, format);
  if (header === undefined) return;
  if (header.every((name) => name.trim() === "")) throw new EmptyCsvHeader();
  yield records
    .filter((cells) => cells.some((cell) => cell !== ""))
    .map((cells) =>
      cells.length > header.length ? { corrupt: cells.join(format.delimiter) } : { row: toRow(header, cells) },
    );
}

function toRow(header: readonly string[], cells: readonly string[]): JsonObject {
  const row: JsonObject = {};
  for (const [index, cell] of cells.entries()) {
    const steps = (header[index] ?? "").trim().split(".");
    const last = steps.pop() ?? "";
    if (cell === "") continue;
    let holder = row;
    for (const step of steps) holder = (holder[step] ??= {}) as JsonObject;
    holder[last] = cell;
  }
  return row;
}

/** Cells by line; a quoted cell may hold delimiters and line ends. */
export function splitCsv(text: string, { delimiter, quote, escape }: CsvFormat): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = (): void => {
    rows.push([...cells, cell]);
    cells = [];
    cell = "";
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (quoted && character === escape && next === quote) {
      cell += quote;
      index += 1;
    } else if (character === quote) quoted = !quoted;
    else if (!quoted && character === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (!quoted && character === "\n") endRow();
    else if (quoted || character !== "\r") cell += character;
  }
  if (cell !== "" || cells.length > 0) endRow();
  return rows;
}
