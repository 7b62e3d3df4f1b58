import { parquetWriteBuffer, type SchemaElement } from "hyparquet-writer";
import { ConfigError } from "../errors.ts";
import type { RowSchema } from "./mapping.ts";

/**
 * Rows of one dataset (each compact JSON, as the mapper gives them) as one Parquet file, Snappy-compressed: a column for each
 * field of the row schema, in the types that Experience Platform stores (long as INT64, date-time as TIMESTAMP_MILLIS, maps
 * and lists as MAP and LIST, objects as groups). Fields that no row has are columns without values. Holds all rows in memory.
 */
export function encodeParquet(rows: readonly Uint8Array[], schema: RowSchema): Uint8Array {
  const parsed = rows.map(
    (row) => JSON.parse(Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString()) as Row,
  );
  const columns = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const convert = valueConverter(field);
    return {
      name,
      data: parsed.map((row) => (row[name] === undefined ? undefined : convert(row[name]))),
      elements: fieldElements(name, field),
    };
  });
  const root: SchemaElement = { name: "row", num_children: columns.length };
  const file = parquetWriteBuffer({
    columnData: columns.map(({ name, data }) => ({ name, data })),
    schema: [root, ...columns.flatMap(({ elements }) => elements)],
    createdBy: "stripe-aep",
  });
  return new Uint8Array(file);
}

type Row = Readonly<Record<string, unknown>>;

/** The Parquet schema is a list: a group is followed by its children. */
function fieldElements(name: string, schema: RowSchema): SchemaElement[] {
  const repetition = { name, repetition_type: "OPTIONAL" } as const;
  switch (kindOf(name, schema)) {
    case "text":
      return [{ ...repetition, type: "BYTE_ARRAY", converted_type: "UTF8" }];
    case "time":
      return [{ ...repetition, type: "INT64", converted_type: "TIMESTAMP_MILLIS" }];
    case "long":
      return [{ ...repetition, type: "INT64" }];
    case "double":
      return [{ ...repetition, type: "DOUBLE" }];
    case "boolean":
      return [{ ...repetition, type: "BOOLEAN" }];
    case "list":
      return [
        { ...repetition, num_children: 1, converted_type: "LIST" },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        ...fieldElements("element", schema.items ?? {}),
      ];
    case "map":
      return [
        { ...repetition, num_children: 1, converted_type: "MAP" },
        { name: "key_value", repetition_type: "REPEATED", num_children: 2 },
        { name: "key", repetition_type: "REQUIRED", type: "BYTE_ARRAY", converted_type: "UTF8" },
        ...fieldElements("value", mapValues(schema)),
      ];
    case "object": {
      const fields = Object.entries(schema.properties ?? {});
      return [
        { ...repetition, num_children: fields.length },
        ...fields.flatMap(([field, child]) => fieldElements(field, child)),
      ];
    }
  }
}

type Converter = (value: unknown) => unknown;

/** JSON's values as the writer takes them; made once for each field, because it runs once for each row. */
function valueConverter(schema: RowSchema): Converter {
  switch (kindOf("", schema)) {
    case "text":
    case "double":
    case "boolean":
      return (value) => value;
    case "time":
      return (value) => new Date(value as string);
    case "long":
      return (value) => BigInt(value as number);
    case "list": {
      const convert = valueConverter(schema.items ?? {});
      return (value) => (value as readonly unknown[]).map(convert);
    }
    case "map": {
      const convert = valueConverter(mapValues(schema));
      return (value) => Object.entries(value as Row).map(([key, item]) => ({ key, value: convert(item) }));
    }
    case "object": {
      const converters = new Map(
        Object.entries(schema.properties ?? {}).map(([name, child]) => [name, valueConverter(child)] as const),
      );
      return (value) =>
        Object.fromEntries(Object.entries(value as Row).map(([name, item]) => [name, converters.get(name)?.(item)]));
    }
  }
}

type Kind = "text" | "time" | "long" | "double" | "boolean" | "list" | "map" | "object";

function kindOf(name: string, schema: RowSchema): Kind {
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? "time" : "text";
    case "integer":
      return "long";
    case "number":
      return "double";
    case "boolean":
      return "boolean";
    case "array":
      return "list";
    case "object":
      return schema.properties === undefined ? "map" : "object";
    default:
      throw new ConfigError({
        code: "SAEP-1303",
        message: `The field ${name} of the row schema has no type that Parquet can hold: ${String(schema.type)}`,
        where: name,
        next: "Generate the schemas again with this release: `pnpm codegen`.",
      });
  }
}

function mapValues(schema: RowSchema): RowSchema {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : { type: "string" };
}
