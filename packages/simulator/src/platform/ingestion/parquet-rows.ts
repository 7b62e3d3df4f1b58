import { gunzipSync } from "node:zlib";
import { parquetReadObjects, parquetMetadataAsync } from "hyparquet";
import { isObject, type JsonObject } from "../json.ts";
import type { ReadRow } from "./json-rows.ts";

const ROWS_AT_ONCE = 5000;

/** The rows of a Parquet file as the JSON that batch ingestion would have met. */
export async function* readParquet(file: ArrayBuffer): AsyncGenerator<ReadRow[]> {
  const source = {
    byteLength: file.byteLength,
    slice: (start: number, end?: number) => Promise.resolve(file.slice(start, end)),
  };
  const metadata = await parquetMetadataAsync(source);
  const total = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < total; rowStart += ROWS_AT_ONCE) {
    const rows = await parquetReadObjects({
      file: source,
      metadata,
      rowStart,
      rowEnd: Math.min(rowStart + ROWS_AT_ONCE, total),
      // Snappy is hyparquet's own; any other codec is refused, since nobody says that the platform takes it.
      compressors: { GZIP: (page) => gunzipSync(page) },
    });
    yield rows.map((row) => ({ row: plainJson(row) as JsonObject }));
  }
}

/** Parquet's own values as JSON; a column without a value is an absent member. */
function plainJson(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, plainJson(member)]),
  );
}
