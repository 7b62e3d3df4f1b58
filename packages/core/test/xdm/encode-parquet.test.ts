import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { plainJson } from "../../src/platform/dataset-rows.ts";
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
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const read = await parquetReadObjects({ file });
    expect(read.map(plainJson)).toEqual(rows.map((row) => JSON.parse(Buffer.from(row).toString())));
    expect(rows.length).toBeGreaterThan(0);
  });

  it("stores what the platform stores: longs in 64 bits, times in milliseconds, maps and lists as such", async () => {
    const rows = await rowsOf("charges", "object");
    const bytes = encodeParquet(rows, await schemas.rowSchema("charges", "object"));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const elements = new Map(parquetMetadata(file).schema.map((element) => [element.name, element]));
    expect(elements.get("amount")).toMatchObject({ type: "INT64" });
    expect(elements.get("created")).toMatchObject({ type: "INT64", converted_type: "TIMESTAMP_MILLIS" });
    expect(elements.get("metadata")).toMatchObject({ converted_type: "MAP" });
    expect(elements.get("captured")).toMatchObject({ type: "BOOLEAN" });
  });
});
