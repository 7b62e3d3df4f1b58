import { isObject, type JsonObject } from "../json.ts";

/** A row that could be read; `line` is its text, if it came as one line of JSON. */
export interface WholeRow {
  readonly row: JsonObject;
  readonly line?: string;
}

/** A row as it was read: the object, or the text that could not be understood. */
export type ReadRow = WholeRow | { readonly corrupt: string };

/** One JSON object on each line. Rows come in blocks, as the file's pieces hold them. */
export async function* readJsonLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRow[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield lines.filter((line) => line.trim() !== "").map(readLine);
  }
  if (rest.trim() !== "") yield [readLine(rest)];
}

function readLine(line: string): ReadRow {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? { row: value, line } : { corrupt: line };
  } catch {
    return { corrupt: line };
  }
}

/** The whole file is one JSON array, or objects written over several lines one after the other. */
export async function* readMultiLineJson(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ReadRow[]> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of pieces) text += decoder.decode(piece, { stream: true });
  if (text.trim() === "") return;
  try {
    const value: unknown = JSON.parse(text);
    const values: unknown[] = Array.isArray(value) ? value : [value];
    yield values.map((one) => (isObject(one) ? { row: one } : { corrupt: JSON.stringify(one) }));
  } catch {
    yield splitObjects(text).map((object) => readLine(object.replaceAll(/\r?\n/g, " ")));
  }
}

/** Cuts `{…} {…}` between its outermost braces. */
function splitObjects(text: string): string[] {
  const objects: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === "\\") index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{") {
      if (depth === 0) start = index;
      depth += 1;
    } else if (character === "}") {
      depth -= 1;
      if (depth === 0) objects.push(text.slice(start, index + 1));
    }
  }
  return objects.length > 0 && depth === 0 ? objects : [text];
}
