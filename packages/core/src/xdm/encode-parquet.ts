import { constants, gzipSync } from "node:zlib";
import type { ColumnChunk, RowGroup } from "hyparquet";
import { ByteWriter } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { writeMetadata } from "hyparquet-writer/src/metadata.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import type { RowSchema } from "./mapping.ts";
import type { ParquetColumn } from "./parquet-column.ts";
import { rowFields } from "./parquet-fields.ts";
import { type EncodedValues, encodeValues, physicalType } from "./parquet-values.ts";

const magic = 0x31524150;

/**
 * Rows of one dataset (each compact JSON, as the mapper gives them) as one Parquet file, compressed column by column: a column for each
 * field of the row schema that any row has, in the types that Experience Platform stores (long as INT64, date-time as
 * TIMESTAMP_MILLIS, maps and lists as MAP and LIST, objects as groups). A file may hold a subset of the dataset's schema (Adobe,
 * "Batch ingestion API overview"). Holds all rows in memory, in one row group.
 */
export function encodeParquet(rows: readonly Uint8Array[], schema: RowSchema): Uint8Array {
  const root = rowFields(schema);
  for (const row of rows) {
    root.present(JSON.parse(Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString()), 0);
  }
  root.finish();
  const writer = new ByteWriter();
  writer.appendUint32(magic);
  const columns = root.columns().map((column) => writeColumn(writer, column));
  const group: RowGroup = { columns, num_rows: BigInt(rows.length), total_byte_size: uncompressedSize(columns) };
  const metadata = {
    version: 2,
    created_by: "stripe-aep",
    schema: [...root.elements()],
    num_rows: BigInt(rows.length),
    row_groups: [group],
    metadata_length: 0,
  };
  writeMetadata(writer, metadata);
  writer.appendUint32(magic);
  return writer.getBytes();
}

function uncompressedSize(columns: readonly ColumnChunk[]): bigint {
  return columns.reduce((sum, { meta_data: data }) => sum + (data?.total_uncompressed_size ?? 0n), 0n);
}

/** A dictionary page where values repeat, and one data page. */
function writeColumn(writer: ByteWriter, column: ParquetColumn): ColumnChunk {
  const start = writer.offset;
  const values = encodeValues(column.kind, column.values);
  const compressed = compress(values);
  let uncompressed = 0;
  if (values.dictionary !== undefined) uncompressed += writeDictionary(writer, values.dictionary);
  const dataStart = writer.offset;
  uncompressed += writeData(writer, column, values, compressed.bytes);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: physicalType(column.kind),
      encodings: [...(values.dictionary === undefined ? [] : (["PLAIN"] as const)), values.encoding, "RLE"],
      path_in_schema: [...column.path],
      codec: compressed.codec,
      num_values: BigInt(column.levels.total),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - start),
      data_page_offset: BigInt(dataStart),
      ...(values.dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
    },
  };
}

/**
 * Ids and digests have few distinct characters and nothing that repeats: Snappy finds nothing in them, Huffman's code leaves
 * half of a hexadecimal digit and three quarters of an id's. Every other column stays Snappy's.
 */
function compress({ encoding, bytes }: EncodedValues): {
  readonly codec: "SNAPPY" | "GZIP";
  readonly bytes: Uint8Array;
} {
  const snappy = { codec: "SNAPPY", bytes: snappyCompress(bytes) } as const;
  if (encoding !== "DELTA_LENGTH_BYTE_ARRAY" && encoding !== "DELTA_BYTE_ARRAY") return snappy;
  const coded = gzipSync(bytes, { level: 1, strategy: constants.Z_HUFFMAN_ONLY });
  return coded.length < snappy.bytes.length ? { codec: "GZIP", bytes: coded } : snappy;
}

function writeDictionary(writer: ByteWriter, { bytes, size }: NonNullable<EncodedValues["dictionary"]>): number {
  const start = writer.offset;
  const compressed = snappyCompress(bytes);
  writePageHeader(writer, {
    type: "DICTIONARY_PAGE",
    uncompressed_page_size: bytes.length,
    compressed_page_size: compressed.length,
    dictionary_page_header: { num_values: size, encoding: "PLAIN" },
  });
  const header = writer.offset - start;
  writer.appendBytes(compressed);
  return header + bytes.length;
}

function writeData(writer: ByteWriter, column: ParquetColumn, values: EncodedValues, compressed: Uint8Array): number {
  const start = writer.offset;
  const levels = new ByteWriter();
  const repetitions = column.levels.repetitions();
  const repetitionBytes = writeLevels(levels, repetitions, column.repetition);
  const definitionBytes = writeLevels(levels, column.levels.definitions(), column.definition);
  const isCompressed = compressed.length < values.bytes.length;
  const bytes = isCompressed ? compressed : values.bytes;
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: levels.offset + values.bytes.length,
    compressed_page_size: levels.offset + bytes.length,
    data_page_header_v2: {
      num_values: repetitions.length,
      num_nulls: repetitions.length - column.values.length,
      num_rows: repetitions.reduce((rows, level) => rows + (level === 0 ? 1 : 0), 0),
      encoding: values.encoding,
      definition_levels_byte_length: definitionBytes,
      repetition_levels_byte_length: repetitionBytes,
      is_compressed: isCompressed,
    },
  });
  const header = writer.offset - start;
  writer.appendBytes(levels.getBytes());
  writer.appendBytes(bytes);
  return header + levels.offset + values.bytes.length;
}

/** Nothing is written where only one level is possible. */
function writeLevels(writer: ByteWriter, levels: Uint8Array, most: number): number {
  return most === 0 ? 0 : writeRleBitPackedHybrid(writer, levels, 32 - Math.clz32(most));
}
