import type { Batch } from "../catalog/catalog.ts";
import { problem } from "../exchange.ts";
import type { JsonObject } from "../json.ts";
import type { Call } from "../router.ts";
import type { Services } from "../services.ts";
import { splitCsv } from "./csv-rows.ts";
import { readUpload, sortedUploads, uploadPlace } from "./read-batch.ts";
import { readWhole } from "../storage/file-store.ts";

const DEFAULT_ROWS = 5;

/** The first rows of what has been uploaded, as columns and cells of text, before the batch is complete. */
export async function previewUpload(batch: Batch, call: Call, services: Services): Promise<JsonObject> {
  const { query } = call.request;
  const format = query.get("format")?.toLowerCase() ?? batch.format;
  const [first] = sortedUploads(batch);
  if (first === undefined) throw problem(404, "NotFoundError", `The batch ${batch.id} has no files yet.`);
  const place = uploadPlace(call.sandbox.name, batch.id, first.name);
  const wanted = Number(query.get("nrow") ?? DEFAULT_ROWS);
  const formatParams: JsonObject = { format };
  for (const name of ["isMultiLineJson", "delimiter", "quote", "escape", "charset", "header"]) {
    if (query.has(name)) formatParams[name] = query.get(name);
  }
  const table =
    format === "csv" ? await csvTable(place, query, services) : await objectTable(batch, place, wanted, services);
  return {
    formatParams,
    preview: {
      columns: table.names.map((name, index) => ({ cid: String(index), name })),
      rows: table.rows
        .slice(0, wanted)
        .map((cells) => Object.fromEntries(cells.map((cell, index) => [String(index), cell]))),
    },
  };
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

async function csvTable(place: string, query: URLSearchParams, services: Services): Promise<Table> {
  const text = new TextDecoder().decode(await readWhole(services.files, place));
  const quote = query.get("quote") ?? '"';
  const cells = splitCsv(text, {
    delimiter: query.get("delimiter") ?? ",",
    quote,
    escape: query.get("escape") ?? quote,
  });
  if (query.get("header") === "false")
    return { names: (cells[0] ?? []).map((_cell, index) => `_c${index}`), rows: cells };
  return { names: cells[0] ?? [], rows: cells.slice(1) };
}

async function objectTable(batch: Batch, place: string, wanted: number, services: Services): Promise<Table> {
  const rows: JsonObject[] = [];
  for await (const block of readUpload(services.files, place, batch)) {
    for (const read of block) if ("row" in read) rows.push(read.row);
    if (rows.length >= wanted) break;
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value ?? null));
  return { names, rows: rows.map((row) => names.map((name) => cell(row[name]))) };
}
