import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Compressors, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { catalog } from "./catalog.ts";
import type { PlatformClient } from "./client.ts";
import { dataAccess } from "./data-access.ts";
import { splitLines } from "./split-lines.ts";

export type DatasetRow = Readonly<Record<string, unknown>>;

/**
 * Every row of a dataset as the platform holds it: all files of all ingested batches, whether it keeps them as NDJSON or as
 * Parquet. Rows come batch by batch, oldest batch first; all versions of an object are among them.
 */
export async function* datasetRows(
  client: PlatformClient,
  datasetId: string,
  signal?: AbortSignal,
): AsyncGenerator<DatasetRow> {
  const batches = await catalog(client).batches({ dataSet: datasetId, status: "success" });
  for (const batch of [...batches].reverse()) {
    for await (const file of dataAccess(client).files(batch.id, signal)) {
      yield* fileRows(file.bytes);
    }
  }
}

/** The rows of one file, whichever of its two formats the platform keeps it in. */
export async function* fileRows(bytes: Uint8Array): AsyncGenerator<DatasetRow> {
  if (isParquet(bytes)) yield* parquetRows(bytes);
  else yield* jsonRows(bytes);
}

const parquetMagic = Buffer.from("PAR1");

function isParquet(bytes: Uint8Array): boolean {
  return parquetMagic.equals(bytes.subarray(0, parquetMagic.length));
}

function* jsonRows(bytes: Uint8Array): Generator<DatasetRow> {
  for (const line of splitLines(bytes)) {
    yield JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString()) as DatasetRow;
  }
}

const rowsAtOnce = 5_000;

/** Beside Snappy, which hyparquet has: how the platform compresses what it keeps is nowhere said. */
const compressors: Compressors = {
  GZIP: (page) => gunzipSync(page),
  ZSTD: (page) => zstdDecompressSync(page),
  BROTLI: (page) => brotliDecompressSync(page),
};

/** A part of the rows at a time, so that a large file does not become as large a heap. */
async function* parquetRows(bytes: Uint8Array): AsyncGenerator<DatasetRow> {
  const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const file = { byteLength: whole.byteLength, slice: (start: number, end?: number) => whole.slice(start, end) };
  const metadata = await parquetMetadataAsync(file);
  const total = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < total; rowStart += rowsAtOnce) {
    const rowEnd = Math.min(rowStart + rowsAtOnce, total);
    for (const row of await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors }))
      yield plainJson(row) as DatasetRow;
  }
}

/** Parquet's own values as JSON has them; a column without a value is an absent member. */
function plainJson(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([name, member]) => [name, plainJson(member)]),
  );
}
