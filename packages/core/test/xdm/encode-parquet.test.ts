import { createHash } from "node:crypto";
import { parquetMetadata } from "hyparquet";
import { describe, expect, it } from "vitest";
import { fileRows } from "../../src/platform/dataset-rows.ts";
import { resourceNames } from "../../src/resources.ts";
import { createPageMapper } from "../../src/xdm/create-page-mapper.ts";
import { encodeParquet } from "../../src/xdm/encode-parquet.ts";
import type { DatasetKind } from "../../src/xdm/page-mapper.ts";
import { drawObject, type StripeSchema } from "./generated-objects.ts";
import { acmeSchemas, pageContext, pageOf, publishedSample } from "./schemas.ts";

const schemas = await acmeSchemas();

async function rowsOf(resource: string, dataset: DatasetKind): Promise<readonly Uint8Array[]> {
  const { object, stripeSchema } = schemas.manifest.resources[resource]!;
  const schema = (await schemas.body(stripeSchema)) as StripeSchema;
  const drawn = Array.from({ length: 40 }, (_, seed) => ({
    ...drawObject(schema, seed),
    object,
    id: `id_${seed}`,
    livemode: false,
  }));
  const mapper = createPageMapper({
    mapping: await schemas.mapping(resource),
    datasets: [dataset],
    policy: { preset: "full" },
    rowSchemas: await schemas.rowSchemas(resource, [dataset]),
  });
  const { records } = mapper.mapPage(pageOf([await publishedSample(resource), ...drawn]), pageContext);
  return records.flatMap((record) => (record.fate === "mapped" ? record.rows.map(({ bytes }) => bytes) : []));
}

const cases = resourceNames.flatMap((resource) =>
  (["object", "event", "relational"] as const).map((dataset) => ({ resource, dataset })),
);

describe("encodeParquet", () => {
  it.each(cases)("$resource, $dataset: read back, the file says what the rows said", async ({ resource, dataset }) => {
    if (schemas.manifest.resources[resource]!.datasets[dataset] === undefined) return;
    const rows = await rowsOf(resource, dataset);
    const bytes = encodeParquet(rows, await schemas.rowSchema(resource, dataset));
    const read = await Array.fromAsync(fileRows(bytes));
    expect(read).toEqual(rows.map((row) => JSON.parse(Buffer.from(row).toString())));
    expect(rows.length).toBeGreaterThan(0);
  });

  it("stores what the platform stores: longs in 64 bits, times in milliseconds, maps and lists as such", async () => {
    const rows = await rowsOf("charges", "object");
    const bytes = encodeParquet(rows, await schemas.rowSchema("charges", "object"));
    const file = arrayBuffer(bytes);
    const elements = new Map(parquetMetadata(file).schema.map((element) => [element.name, element]));
    expect(elements.get("amount")).toMatchObject({ type: "INT64" });
    expect(elements.get("created")).toMatchObject({ type: "INT64", converted_type: "TIMESTAMP_MILLIS" });
    expect(elements.get("metadata")).toMatchObject({ converted_type: "MAP" });
    expect(elements.get("captured")).toMatchObject({ type: "BOOLEAN" });
  });

  it("has no column for what no row has", async () => {
    const bytes = encodeParquet(rowsOfText([{ _id: "a" }, {}]), await schemas.rowSchema("charges", "object"));
    expect(parquetMetadata(arrayBuffer(bytes)).schema.map(({ name }) => name)).toEqual(["row", "_id"]);
    const nothing = encodeParquet([], await schemas.rowSchema("charges", "object"));
    expect(await Array.fromAsync(fileRows(nothing))).toEqual([]);
  });

  it("writes what repeats once, what neighbours share once, and reads every way back", async () => {
    const schema = {
      type: "object",
      properties: {
        id: { type: "string" },
        digest: { type: "string" },
        name: { type: "string" },
        currency: { type: "string" },
        amount: { type: "integer" },
        far: { type: "integer" },
        created: { type: "string", format: "date-time" },
        rate: { type: "number" },
        live: { type: "boolean" },
        tags: {
          type: "array",
          items: { type: "object", properties: { at: { type: "array", items: { type: "integer" } } } },
        },
        notes: { type: "object", additionalProperties: { type: "string" } },
      },
    };
    const rows = Array.from({ length: 900 }, (_, index) => ({
      id: `ch_${index * 7919}`,
      digest: createHash("sha256").update(String(index)).digest("hex"),
      name: `\u{1f600}${index}é`,
      currency: ["usd", "eur"][index % 2],
      amount: (index * 104_729) % 100_003,
      far: index % 2 === 0 ? Number.MAX_SAFE_INTEGER - index : -Number.MAX_SAFE_INTEGER + index,
      created: new Date(1_700_000_000_000 + index * 61_000).toISOString(),
      rate: index / 7,
      ...(index % 3 === 0 ? { live: index % 2 === 0 } : {}),
      ...(index % 5 === 0
        ? { tags: [{ at: [index, -1 - index] }, {}, { at: [index] }].slice(0, (index % 4) + 1) }
        : {}),
      ...(index % 7 === 0 ? { notes: { a: "1", [`b${index}`]: "2" } } : {}),
    }));
    const bytes = encodeParquet(rowsOfText(rows), schema);
    expect(await Array.fromAsync(fileRows(bytes))).toEqual(rows);
    const columns = parquetMetadata(arrayBuffer(bytes)).row_groups[0]?.columns ?? [];
    const encodings = Object.fromEntries(
      columns.map(({ meta_data: data }) => [data?.path_in_schema.join("."), data?.encodings[0]]),
    );
    expect(encodings).toMatchObject({
      id: "DELTA_BYTE_ARRAY",
      digest: "DELTA_LENGTH_BYTE_ARRAY",
      name: "PLAIN",
      amount: "DELTA_BINARY_PACKED",
      far: "DELTA_BINARY_PACKED",
      created: "DELTA_BINARY_PACKED",
    });
    // Of digests half the bits of each character are always the same, which only Huffman's code finds.
    const digest = columns.find(({ meta_data: data }) => data?.path_in_schema[0] === "digest")?.meta_data;
    expect(digest?.codec).toBe("GZIP");
    expect(Number(digest?.total_compressed_size)).toBeLessThan(0.55 * Number(digest?.total_uncompressed_size));
    const repeated = columns.find(({ meta_data: data }) => data?.path_in_schema[0] === "currency")?.meta_data;
    expect(repeated?.encodings).toContain("RLE_DICTIONARY");
  });
});

function rowsOfText(rows: readonly object[]): readonly Uint8Array[] {
  return rows.map((row) => Buffer.from(JSON.stringify(row)));
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
