import { ByteWriter } from "hyparquet-writer";
import { deltaBinaryPack } from "hyparquet-writer/src/delta.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { writePlain } from "hyparquet-writer/src/plain.js";
import type { ColumnKind } from "./parquet-column.ts";

/** The values of a column chunk as bytes, not yet compressed. */
export interface EncodedValues {
  readonly encoding:
    "PLAIN" | "RLE_DICTIONARY" | "DELTA_BINARY_PACKED" | "DELTA_LENGTH_BYTE_ARRAY" | "DELTA_BYTE_ARRAY";
  readonly bytes: Uint8Array;
  /** The distinct values, plain, when `bytes` are places in them. */
  readonly dictionary?: { readonly bytes: Uint8Array; readonly size: number };
}

const physicalTypes = {
  text: "BYTE_ARRAY",
  time: "INT64",
  long: "INT64",
  double: "DOUBLE",
  boolean: "BOOLEAN",
} as const;

export function physicalType(kind: ColumnKind) {
  return physicalTypes[kind];
}

/** In the encoding that makes the fewest bytes: a dictionary where values repeat, else what neighbours have in common. */
export function encodeValues(kind: ColumnKind, values: readonly unknown[]): EncodedValues {
  switch (kind) {
    case "text":
      return encodeTexts(values as readonly string[]);
    case "time":
      return encodeLongs((values as readonly string[]).map((time) => Date.parse(time)));
    case "long":
      return encodeLongs(values as readonly number[]);
    case "double":
      return withDictionary("double", values, values.length >> 3) ?? plain("double", values);
    case "boolean":
      return plain("boolean", values);
  }
}

function encodeLongs(values: readonly number[]): EncodedValues {
  const dictionary = withDictionary("long", values, values.length >> 3);
  if (dictionary !== undefined) return dictionary;
  const isSmall = values.every((value) => value === (value | 0));
  const writer = new ByteWriter();
  deltaBinaryPack(writer, isSmall ? Int32Array.from(values) : values.map(BigInt), "INT64");
  return { encoding: "DELTA_BINARY_PACKED", bytes: writer.getBytes() };
}

function encodeTexts(values: readonly string[]): EncodedValues {
  const joined = values.join("");
  // A distinct value costs its bytes and their length; worth it as long as that is less than all values cost.
  const dictionary = withDictionary("text", values, joined.length / (joined.length / values.length + 4));
  if (dictionary !== undefined) return dictionary;
  // Lengths and prefixes are counted in bytes, which are characters only here.
  if (Buffer.byteLength(joined) !== joined.length) return plain("text", values);
  const prefixes = Int32Array.from(values, (value, index) => commonPrefix(values[index - 1] ?? "", value));
  const writer = new ByteWriter();
  const shared = prefixes.reduce((sum, length) => sum + length, 0);
  // Below a character for each value, saying how many are shared costs more than they do.
  if (shared <= values.length) {
    deltaBinaryPack(
      writer,
      Int32Array.from(values, ({ length }) => length),
      "INT32",
    );
    writer.appendBytes(Buffer.from(joined, "latin1"));
    return { encoding: "DELTA_LENGTH_BYTE_ARRAY", bytes: writer.getBytes() };
  }
  const suffixes = values.map((value, index) => value.slice(prefixes[index]));
  deltaBinaryPack(writer, prefixes, "INT32");
  deltaBinaryPack(
    writer,
    Int32Array.from(suffixes, ({ length }) => length),
    "INT32",
  );
  writer.appendBytes(Buffer.from(suffixes.join(""), "latin1"));
  return { encoding: "DELTA_BYTE_ARRAY", bytes: writer.getBytes() };
}

function commonPrefix(before: string, value: string): number {
  const most = Math.min(before.length, value.length);
  let length = 0;
  while (length < most && before.charCodeAt(length) === value.charCodeAt(length)) length += 1;
  return length;
}

/** Undefined when there are more than so many distinct values. */
function withDictionary(kind: ColumnKind, values: readonly unknown[], most: number): EncodedValues | undefined {
  const places = new Map<unknown, number>();
  const indexes = new Uint32Array(values.length);
  for (const [index, value] of values.entries()) {
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      if (place >= most) return undefined;
      places.set(value, place);
    }
    indexes[index] = place;
  }
  const distinct = [...places.keys()];
  const bitWidth = 32 - Math.clz32(distinct.length - 1);
  const writer = new ByteWriter();
  writer.appendUint8(bitWidth);
  writeRleBitPackedHybrid(writer, indexes, bitWidth);
  const dictionary = { bytes: plain(kind, distinct).bytes, size: distinct.length };
  return { encoding: "RLE_DICTIONARY", bytes: writer.getBytes(), dictionary };
}

function plain(kind: ColumnKind, values: readonly unknown[]): EncodedValues {
  const writer = new ByteWriter();
  const physical = physicalType(kind);
  writePlain(writer, physical === "INT64" ? (values as number[]).map(BigInt) : [...values], physical, undefined);
  return { encoding: "PLAIN", bytes: writer.getBytes() };
}
