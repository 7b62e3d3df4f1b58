import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import {
  batchOf,
  CATALOG,
  chargeRow,
  createChargeSchema,
  createDataset,
  EXPORT,
  IMPORT,
  REGISTRY,
  sendRows,
  testPlatform,
  type Answer,
  type TestPlatform,
} from "./platform-client.ts";

async function dataset(
  options: Parameters<typeof testPlatform>[0] = {},
  more: object = {},
): Promise<{ here: TestPlatform; id: string; schema: string }> {
  const here = testPlatform(options);
  const schema = await createChargeSchema(here);
  return { here, schema, id: await createDataset(here, schema, more) };
}

const rowsIn = (here: TestPlatform, id: string): Promise<Answer["body"][]> =>
  Array.fromAsync(here.platform.control.dumpDataset(id));
const charge = (row: object): Answer["body"] => (row as Answer["body"])._acme.charges_data;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function open(here: TestPlatform, datasetId: string, more: object = {}): Promise<string> {
  const answer = await here.call("POST", `${IMPORT}/batches`, {
    body: { datasetId, inputFormat: { format: "json" }, ...more },
  });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body.id;
}

const file = (batch: string, datasetId: string, name = "a.json"): string =>
  `${IMPORT}/batches/${batch}/datasets/${datasetId}/files/${name}`;

describe("the life of a batch", () => {
  test("loading, then by the clock success; COMPLETE may be repeated", async () => {
    const { here, id } = await dataset({ delays: { ingestion: 60_000 } });
    const created = await here.call("POST", `${IMPORT}/batches`, {
      body: { datasetId: id, inputFormat: { format: "JSON" } },
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        status: "loading",
        version: "1.0.0",
        relatedObjects: [{ type: "dataSet", id }],
      },
    });
    const batch: string = created.body.id;
    expect(await here.call("PUT", file(batch, id), { body: bytes(JSON.stringify(chargeRow("ch_1"))) })).toMatchObject({
      status: 201,
      text: "",
    });
    expect((await here.call("PUT", file(batch, id), { body: bytes(JSON.stringify(chargeRow("ch_2"))) })).status).toBe(
      200,
    );
    expect((await here.call("POST", `${IMPORT}/batches/${batch}?action=COMPLETE`)).status).toBe(200);
    expect((await batchOf(here, batch)).status).toBe("loaded");
    expect((await here.call("POST", `${IMPORT}/batches/${batch}?action=COMPLETE`)).status).toBe(200);
    await here.clock.advance(60_000);
    expect(await batchOf(here, batch)).toMatchObject({
      status: "success",
      recordCount: 1,
      metrics: { inputFileCount: 1, outputRecordCount: 1, failedRecordCount: 0 },
    });
    expect((await rowsIn(here, id)).map((row) => charge(row).id)).toEqual(["ch_2"]);
    expect((await here.call("PUT", file(batch, id), { body: bytes("{}") })).status).toBe(400);
    expect((await here.call("POST", `${IMPORT}/batches/${batch}?action=COMPLETE`)).status).toBe(200);
    expect(await rowsIn(here, id)).toHaveLength(1);
  });

  test("ABORT, FAIL, and an upload that nobody completes", async () => {
    const { here, id } = await dataset({ delays: { abandonment: 1000 } });
    const [aborted, failed, left] = [await open(here, id), await open(here, id), await open(here, id)];
    await here.call("POST", `${IMPORT}/batches/${aborted}?action=ABORT`);
    await here.call("POST", `${IMPORT}/batches/${failed}?action=FAIL`);
    await here.clock.advance(1000);
    const status = async (batch: string): Promise<string> => (await batchOf(here, batch)).status;
    expect([await status(aborted), await status(failed), await status(left)]).toEqual([
      "aborted",
      "failed",
      "abandoned",
    ]);
    expect((await here.call("POST", `${IMPORT}/batches/${aborted}?action=COMPLETE`)).status).toBe(400);
    expect((await here.call("POST", `${IMPORT}/batches/${left}?action=NONSENSE`)).status).toBe(400);
  });

  test("REVERT takes the rows away: inactive, later deleted", async () => {
    const { here, id } = await dataset({ delays: { deletion: 5000 } });
    const batch = await sendRows(here, id, [chargeRow("ch_1")]);
    await here.call("POST", `${IMPORT}/batches/${batch}?action=REVERT`);
    expect((await batchOf(here, batch)).status).toBe("inactive");
    expect(await rowsIn(here, id)).toEqual([]);
    await here.clock.advance(5000);
    expect((await batchOf(here, batch)).status).toBe("deleted");
  });

  test("a replay replaces its predecessors, by id or by externalId", async () => {
    const { here, id } = await dataset();
    const first = await sendRows(here, id, [chargeRow("ch_1")], { externalId: "first" });
    const second = await sendRows(here, id, [chargeRow("ch_2")]);
    await sendRows(here, id, [chargeRow("ch_3")], {
      replay: { predecessors: [`\${${second}}`], predecessorsByExternalId: ["first"], reason: "replace" },
    });
    expect((await rowsIn(here, id)).map((row) => charge(row).id)).toEqual(["ch_3"]);
    expect([(await batchOf(here, first)).status, (await batchOf(here, second)).status]).toEqual([
      "inactive",
      "inactive",
    ]);
    const other = await createDataset(here, await createChargeSchema(here, "Other"));
    await expect(open(here, other, { replay: { predecessors: [`$${first}`], reason: "replace" } })).rejects.toThrow(
      "another dataset",
    );
  });

  test("externalId is unique and finds the batch again", async () => {
    const { here, id } = await dataset();
    const batch = await sendRows(here, id, [chargeRow("ch_1")], { externalId: "run-1" });
    await expect(open(here, id, { externalId: "run-1" })).rejects.toThrow("already exists");
    const found = await here.call("GET", `${CATALOG}/batches?externalId=run-1`);
    expect(Object.keys(found.body)).toEqual([batch]);
    expect(found.body[batch].externalId).toBe("run-1");
  });

  test("unknown batches, datasets and formats", async () => {
    const { here, id } = await dataset();
    const batch = await open(here, id);
    const other = await createDataset(here, await createChargeSchema(here, "Other"));
    expect((await here.call("POST", `${IMPORT}/batches/NONE?action=COMPLETE`)).status).toBe(404);
    expect((await here.call("PUT", file(batch, other), { body: bytes("{}") })).status).toBe(404);
    expect(
      (await here.call("PUT", file(batch, id), { body: bytes("{}"), headers: { "content-type": "application/json" } }))
        .status,
    ).toBe(415);
    expect((await here.call("PUT", file(batch, id, "x".repeat(2000)), { body: bytes("{}") })).status).toBe(414);
    for (const body of [
      {},
      { datasetId: "0".repeat(24), inputFormat: { format: "json" } },
      { datasetId: id, inputFormat: { format: "avro" } },
      { datasetId: id, inputFormat: { format: "json" }, partialIngestionPercentage: 101 },
    ]) {
      expect([400, 404]).toContain((await here.call("POST", `${IMPORT}/batches`, { body })).status);
    }
  });
});

describe("large files", () => {
  const rows = `${JSON.stringify(chargeRow("ch_1"))}\n${JSON.stringify(chargeRow("ch_2"))}\n`;
  const part = (
    here: TestPlatform,
    path: string,
    from: number,
    to: number,
    total: number | string = rows.length,
  ): Promise<Answer> =>
    here.call("PATCH", path, {
      body: bytes(rows.slice(from, to)),
      headers: { "content-range": `bytes ${from}-${to - 1}/${total}` },
    });

  async function begun(): Promise<{ here: TestPlatform; id: string; batch: string; path: string }> {
    const { here, id } = await dataset();
    const batch = await open(here, id);
    const path = file(batch, id, "large.json");
    expect((await here.call("POST", `${path}?action=INITIALIZE`)).status).toBe(201);
    return { here, id, batch, path };
  }

  test("parts in any order, one of them twice, make the file", async () => {
    const { here, id, batch, path } = await begun();
    await part(here, path, 40, rows.length);
    expect(await part(here, path, 0, 40)).toMatchObject({
      status: 200,
      body: { name: "large.json", sizeInBytes: rows.length },
      headers: { range: `bytes=0-${rows.length - 1}` },
    });
    await part(here, path, 0, 40);
    expect((await here.call("HEAD", path)).headers.range).toBe(`bytes=0-${rows.length - 1}`);
    expect((await here.call("POST", `${path}?action=COMPLETE`)).status).toBe(201);
    await here.call("POST", `${IMPORT}/batches/${batch}?action=COMPLETE`);
    expect(await rowsIn(here, id)).toHaveLength(2);
  });

  test("a gap, an overlap, a missing end and a wrong range are refused", async () => {
    const gap = await begun();
    await part(gap.here, gap.path, 40, rows.length);
    expect(await gap.here.call("POST", `${gap.path}?action=COMPLETE`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("Bytes 0-39") },
    });
    const overlap = await begun();
    await part(overlap.here, overlap.path, 0, 50);
    await part(overlap.here, overlap.path, 40, rows.length);
    expect(await overlap.here.call("POST", `${overlap.path}?action=COMPLETE`)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("overlap") },
    });
    const short = await begun();
    await part(short.here, short.path, 0, 50);
    expect((await short.here.call("POST", `${short.path}?action=COMPLETE`)).status).toBe(400);
    expect((await short.here.call("POST", `${IMPORT}/batches/${short.batch}?action=COMPLETE`)).status).toBe(400);
    expect(
      (await short.here.call("PATCH", short.path, { body: bytes("abc"), headers: { "content-range": "bytes 0-9/10" } }))
        .status,
    ).toBe(400);
    expect(
      (
        await short.here.call("PATCH", file(short.batch, short.id, "other"), {
          body: bytes("abc"),
          headers: { "content-range": "bytes 0-2/3" },
        })
      ).status,
    ).toBe(404);
  });
});

describe("rows", () => {
  const valid = { id: "ch_1" };
  async function send(fields: object, more: object = {}): Promise<{ row: Answer["body"]; errors: Answer["body"][] }> {
    const { here, id } = await dataset();
    const batch = await sendRows(here, id, [{ _id: "a", _acme: { charges_data: { ...valid, ...fields } } }], {
      enableErrorDiagnostics: true,
      ...more,
    });
    const [row] = await rowsIn(here, id);
    const errors = await here.call("GET", `${EXPORT}/batches/${batch}/meta?path=row_errors%2Fconversion_errors_0.json`);
    return {
      row: row === undefined ? undefined : charge(row),
      errors: errors.status === 200 ? JSON.parse(errors.text)._errors : [],
    };
  }

  test.each([
    ["text as long", { amount: "12" }, { amount: 12 }],
    ["double as long", { amount: 12.9 }, { amount: 12 }],
    ["number as string", { status: 7 }, { status: "7" }],
    ["milliseconds as date-time", { created: 1_767_225_600_000 }, { created: "2026-01-01T00:00:00.000Z" }],
    ["text of milliseconds as date-time", { created: "1767225600000" }, { created: "2026-01-01T00:00:00.000Z" }],
    ["seconds are read as milliseconds", { created: 1_767_225_600 }, { created: "1970-01-21T10:53:45.600Z" }],
    ["inside an array nothing is looked at", { refund_ids: [1, null, { a: 1 }] }, { refund_ids: [1, null, { a: 1 }] }],
    ["a column that the schema does not have has no place", { unknown: 1 }, {}],
    ["numbers in a map of strings", { metadata: { n: 5 } }, { metadata: { n: "5" } }],
  ])("%s", async (_name, fields, expected) => {
    expect((await send(fields)).row).toEqual({ ...valid, ...expected });
  });

  test.each([
    [
      "a text that is no number",
      { amount: "much" },
      { column: "_acme.charges_data.amount", code: "100", message: "Cannot convert string to long" },
    ],
    ["beyond a long", { amount: 1e17 }, { code: "100" }],
    [
      "a boolean in text",
      { paid: "true" },
      { column: "_acme.charges_data.paid", code: "100", message: "Cannot convert string to boolean" },
    ],
    ["a time without an offset", { created: "2026-01-01T00:00:00" }, { code: "1105" }],
    ["a day that does not exist", { created: "2026-02-30T00:00:00Z" }, { code: "1105" }],
    ["outside an enum", { kind: "refund" }, { code: "1106", message: "refund is not a valid enum value" }],
    ["null", { status: null }, { column: "_acme.charges_data.status", code: "100" }],
    ["an empty text", { status: "" }, { code: "100" }],
    ["an empty list", { refund_ids: [] }, { code: "100" }],
    ["an array for an object", { metadata: [1] }, { code: "123", message: "Cannot convert array to map" }],
    ["an object for an array", { refund_ids: { a: 1 } }, { code: "100", message: "Cannot convert object to array" }],
    [
      "a required field that is missing",
      { id: undefined, amount: 1 },
      { column: "_acme.charges_data.id", code: "1555" },
    ],
    ["a required field that is null", { id: null }, { column: "_acme.charges_data.id", code: "1555" }],
  ])("%s is refused", async (_name, fields, expected) => {
    const { row, errors } = await send(fields);
    expect(row).toBeUndefined();
    expect(errors).toEqual([expect.objectContaining(expected)]);
  });

  test("an event without _id or with a time that is not ISO has codes of its own", async () => {
    const here = testPlatform();
    const schema = await here.create("schemas", {
      type: "object",
      title: "Events",
      description: "d",
      allOf: [{ $ref: "https://ns.adobe.com/xdm/context/experienceevent" }],
    });
    const id = await createDataset(here, schema);
    const batch = await sendRows(
      here,
      id,
      [
        { timestamp: "2026-01-01T00:00:00Z" },
        { _id: "a", timestamp: "yesterday" },
        { _id: "b", timestamp: "2026-01-01T00:00:00Z", eventType: "stripe.charge.succeeded" },
      ],
      { enableErrorDiagnostics: true, partialIngestionPercentage: 70 },
    );
    const { errors, status } = await batchOf(here, batch);
    expect(status).toBe("success");
    expect(errors.map(({ code }: { code: string }) => code)).toEqual(["INGEST-1212-400", "INGEST-1207-400", "124"]);
  });
});

describe("partial ingestion and diagnostics", () => {
  const good = Array.from({ length: 18 }, (_none, index) => chargeRow(`ch_${index}`));
  const bad = [chargeRow("ch_x", 1, { amount: "much" }), "{not json"];

  test("one bad row fails the batch unless a threshold is set", async () => {
    const { here, id } = await dataset();
    const batch = await sendRows(here, id, [...good, ...bad]);
    expect(await batchOf(here, batch)).toMatchObject({
      status: "failed",
      errors: [{ code: "INGEST-1211-400" }],
      failedRecordCount: 2,
    });
    expect(await rowsIn(here, id)).toEqual([]);
  });

  test.each([
    [10, "success", 18],
    [9, "failed", 0],
  ])("2 of 20 rows with a threshold of %i %%: %s", async (partialIngestionPercentage, status, rows) => {
    const { here, id } = await dataset();
    const batch = await sendRows(here, id, [...good, ...bad], {
      enableErrorDiagnostics: true,
      partialIngestionPercentage,
    });
    const shown = await batchOf(here, batch);
    expect(shown).toMatchObject({
      status,
      recordCount: 20,
      failedRecordCount: 2,
      tags: { acp_enableErrorDiagnostics: ["true"], acp_partialIngestionPercent: [String(partialIngestionPercentage)] },
    });
    expect(shown.errors).toEqual([
      {
        code: "INGEST-1212-400",
        description: expect.stringContaining(`Encountered 2 errors in the data. Successfully ingested ${rows} rows.`),
      },
      expect.objectContaining({ code: "100", recordCount: 1 }),
      expect.objectContaining({ code: "INGEST-1401-400", recordCount: 1 }),
    ]);
    expect(await rowsIn(here, id)).toHaveLength(rows);
  });

  test("the diagnostics tell each row with what is wrong", async () => {
    const { here, id } = await dataset();
    const batch = await sendRows(here, id, [...good, ...bad], { enableErrorDiagnostics: true });
    const listed = await here.call("GET", `${EXPORT}/batches/${batch}/meta?path=row_errors`);
    expect(listed.body.data.map(({ name }: { name: string }) => name)).toEqual([
      "parsing_errors_0.json",
      "conversion_errors_0.json",
    ]);
    const read = (index: number): Promise<Answer> =>
      here.call("GET", String(listed.body.data[index]._links.self.href).replace("https://platform.adobe.io", ""));
    expect(JSON.parse((await read(0)).text)).toEqual({
      _corrupt_record: "{not json",
      _errors: [{ code: "1401", message: "Row is corrupted and cannot be read, please fix and resend." }],
      _filename: "rows.json",
    });
    expect(JSON.parse((await read(1)).text)).toMatchObject({
      _acme: { charges_data: { id: "ch_x", amount: "much" } },
      _errors: [{ column: "_acme.charges_data.amount" }],
    });
    expect((await here.call("GET", `${EXPORT}/batches/${batch}/meta?path=input_files`)).body.data[0].name).toBe(
      "rows.json",
    );
    expect((await here.call("GET", `${EXPORT}/batches/${batch}/failed?path=conversion_errors`)).text).toContain("ch_x");
    expect((await here.call("GET", `${EXPORT}/batches/${batch}/failed?path=rows.json`)).text).toContain("{not json");
  });

  test("what was uploaded is listed after the batch is in the lake, and no longer kept", async () => {
    const { here, id } = await dataset();
    const batch = await sendRows(here, id, [chargeRow("ch_1")]);
    expect((await here.call("GET", `${EXPORT}/batches/${batch}/meta?path=input_files`)).body.data).toHaveLength(1);
    expect((await here.call("GET", `${EXPORT}/batches/${batch}/meta?path=input_files%2Frows.json`)).status).toBe(404);
  });

  test("empty files", async () => {
    const { here, id } = await dataset();
    expect((await batchOf(here, await sendRows(here, id, []))).errors[0].code).toBe("106");
  });
});

describe("formats", () => {
  test("one JSON array, or pretty-printed objects", async () => {
    for (const text of [
      JSON.stringify([chargeRow("ch_1"), chargeRow("ch_2")]),
      `${JSON.stringify(chargeRow("ch_1"), null, 2)}\n${JSON.stringify(chargeRow("ch_2"), null, 2)}`,
    ]) {
      const { here, id } = await dataset();
      await sendRows(here, id, [text], { inputFormat: { format: "json", isMultiLineJson: true } });
      expect((await rowsIn(here, id)).map((row) => charge(row).id)).toEqual(["ch_1", "ch_2"]);
    }
  });

  test("an array sent as lines is corrupt", async () => {
    const { here, id } = await dataset();
    expect((await batchOf(here, await sendRows(here, id, [JSON.stringify([chargeRow("ch_1")])]))).status).toBe(
      "failed",
    );
  });

  test("CSV converts text; its header must have names", async () => {
    const { here, id } = await dataset();
    const csv =
      '_id,_acme.charges_data.id,_acme.charges_data.amount,_acme.charges_data.paid,_acme.charges_data.status\na,ch_1,12,true,"a, ""b"""\n';
    await sendRows(here, id, [csv], { inputFormat: { format: "csv" } });
    expect(charge((await rowsIn(here, id))[0])).toEqual({ id: "ch_1", amount: 12, paid: true, status: 'a, "b"' });
    expect(
      (await batchOf(here, await sendRows(here, id, [",,\n1,2,3\n"], { inputFormat: { format: "csv" } }))).errors[0]
        .code,
    ).toBe("118");
  });

  test("Parquet", async () => {
    const { here, id } = await dataset();
    const buffer = parquetWriteBuffer({
      columnData: [
        { name: "_id", data: ["a", "b"], type: "STRING" },
        {
          name: "_acme",
          data: [{ charges_data: { id: "ch_1", amount: 5 } }, { charges_data: { id: "ch_2" } }],
          type: "JSON",
        },
      ],
    });
    const batch = await open(here, id, { inputFormat: { format: "parquet" } });
    await here.call("PUT", file(batch, id, "a.parquet"), { body: new Uint8Array(buffer) });
    await here.call("POST", `${IMPORT}/batches/${batch}?action=COMPLETE`);
    expect((await batchOf(here, batch)).status).toBe("success");
    expect((await rowsIn(here, id)).map(charge)).toEqual([{ id: "ch_1", amount: 5 }, { id: "ch_2" }]);
    const broken = await sendRows(here, id, ["not parquet"], { inputFormat: { format: "parquet" } });
    expect((await batchOf(here, broken)).status).toBe("failed");
  });

  test("a preview of what has been uploaded", async () => {
    const { here, id } = await dataset();
    const batch = await open(here, id);
    await here.call("PUT", file(batch, id), { body: bytes('{"a":1,"b":"x"}\n{"a":2}\n') });
    const preview = await here.call("GET", `${IMPORT}/batches/${batch}/datasets/${id}/preview?format=json`);
    expect(preview.body).toEqual({
      formatParams: { format: "json" },
      preview: {
        columns: [
          { cid: "0", name: "a" },
          { cid: "1", name: "b" },
        ],
        rows: [
          { "0": "1", "1": "x" },
          { "0": "2", "1": "null" },
        ],
      },
    });
  });

  test("a dataset whose files are not Parquet fails its batches with ERR-BI-106", async () => {
    const { here, id } = await dataset(
      {},
      { fileDescription: { persisted: true, containerFormat: "json", format: "json" } },
    );
    expect((await batchOf(here, await sendRows(here, id, [chargeRow("ch_1")]))).errors[0].code).toBe("ERR-BI-106");
  });
});

test("a batch may name a mapping set for its rows", async () => {
  const { here, id, schema } = await dataset();
  const mappings = [
    { sourceType: "ATTRIBUTE", source: "id", destination: "_acme.charges_data.id" },
    { sourceType: "EXPRESSION", source: "upper(status)", destination: "_acme.charges_data.status" },
  ];
  const outputSchema = { schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" } };
  const set = await here.call("POST", "/data/foundation/conversion/mappingSets", { body: { outputSchema, mappings } });
  const tags = { aep_sip_mapper: [`mapping-set-id:${set.body.id as string}`, "mapping-set-version:0"] };
  await sendRows(here, id, [{ id: "ch_1", status: "paid" }], { tags });
  expect(charge((await rowsIn(here, id))[0])).toEqual({ id: "ch_1", status: "PAID" });
});

test("guardrails: batches in a minute, files and bytes of a batch, bytes of a file, fields of a row", async () => {
  const minute = await dataset({ limits: { batchesPerMinute: 1 } });
  await open(minute.here, minute.id);
  await expect(open(minute.here, minute.id)).rejects.toThrow("Too many batches");
  await minute.here.clock.advance(60_000);
  await open(minute.here, minute.id);

  const size = await dataset({ limits: { bytesPerBatch: 10, filesPerBatch: 0 } });
  const batch = await sendRows(size.here, size.id, [chargeRow("ch_1")]);
  expect((await batchOf(size.here, batch)).errors[0].description).toMatch(
    /^Batch ingestion guardrails hit: 1 files \(over the 0 threshold\); \d+ bytes \(over the 10 threshold\)$/,
  );

  const small = await dataset({ limits: { smallFileBytes: 3, fieldsPerRow: 2 } });
  const opened = await open(small.here, small.id);
  expect((await small.here.call("PUT", file(opened, small.id), { body: bytes("1234") })).status).toBe(413);

  const fields = await dataset({ limits: { fieldsPerRow: 2 } });
  expect((await batchOf(fields.here, await sendRows(fields.here, fields.id, [chargeRow("ch_1")]))).status).toBe(
    "failed",
  );
});

test("Data Access: ranges, heads and pages", async () => {
  const { here, id } = await dataset();
  const batch = await sendRows(here, id, [chargeRow("ch_1"), chargeRow("ch_2")]);
  const [entry] = (await here.call("GET", `${EXPORT}/batches/${batch}/files`)).body.data;
  expect(entry).toMatchObject({ dataSetFileId: expect.any(String), records: "2", isValid: true });
  const path = `${EXPORT}/files/${entry.dataSetFileId}?path=part-00000.ndjson`;
  const whole = await here.call("GET", path);
  const part = await here.call("GET", path, { headers: { range: "bytes=5-14" } });
  expect(part).toMatchObject({
    status: 206,
    text: whole.text.slice(5, 15),
    headers: { "content-range": `bytes 5-14/${whole.text.length}` },
  });
  expect((await here.call("GET", path, { headers: { range: "bytes=-4" } })).text).toBe(whole.text.slice(-4));
  expect((await here.call("GET", path, { headers: { range: `bytes=${whole.text.length}-` } })).status).toBe(416);
  expect((await here.call("HEAD", path)).headers["content-length"]).toBe(String(whole.text.length));
  expect((await here.call("GET", `${EXPORT}/files/none-1`)).status).toBe(404);
  expect((await here.call("GET", `${EXPORT}/datasets/${id}/preview`)).body.data).toHaveLength(2);
});

describe("relational datasets", () => {
  const LONG = { type: "integer", title: "L", minimum: -9007199254740991, maximum: 9007199254740991 };

  async function relational(): Promise<{ here: TestPlatform; id: string }> {
    const here = testPlatform();
    const schema = await here.create("schemas", {
      title: "stripe.charges",
      type: "object",
      description: "d",
      definitions: {
        customFields: {
          type: "object",
          properties: { id: { title: "Id", type: "string", minLength: 1 }, version: LONG, amount: LONG },
          required: ["id", "version", "amount"],
        },
      },
      allOf: [{ $ref: "#/definitions/customFields", "meta:xdmType": "object" }],
      "meta:extends": ["https://ns.adobe.com/xdm/data/adhoc-v2"],
      "meta:behaviorType": "record",
    });
    for (const [type, property] of [
      ["PrimaryKey", "/id"],
      ["Version", "/version"],
    ]) {
      const answer = await here.call("POST", `${REGISTRY}/tenant/descriptors`, {
        body: { "@type": `xdm:descriptor${type!}`, "xdm:sourceSchema": schema, "xdm:sourceProperty": property },
      });
      if (answer.status !== 201) throw new Error(answer.text);
    }
    return { here, id: await createDataset(here, schema) };
  }

  test("the highest version of each key wins, whenever it arrives; a deletion is a version too", async () => {
    const { here, id } = await relational();
    await sendRows(here, id, [
      { id: "a", version: 2, amount: 20 },
      { id: "a", version: 1, amount: 10 },
      { id: "b", version: 1, amount: 5 },
    ]);
    expect(await rowsIn(here, id)).toEqual([
      { id: "a", version: 2, amount: 20 },
      { id: "b", version: 1, amount: 5 },
    ]);
    await sendRows(here, id, [
      { id: "a", version: 3, _change_request_type: "d" },
      { id: "b", version: 2, amount: 6, _change_request_type: "u" },
    ]);
    await sendRows(here, id, [{ id: "a", version: 2, amount: 99 }]);
    expect(await rowsIn(here, id)).toEqual([{ id: "b", version: 2, amount: 6 }]);
    await sendRows(here, id, [{ id: "a", version: 4, amount: 40 }]);
    expect((await rowsIn(here, id)).map((row) => row.id)).toEqual(["b", "a"]);
    expect((await here.platform.control.datasets())[0]).toMatchObject({ rows: 2 });
  });

  test("a row that the platform loses takes only itself away", async () => {
    const { here, id } = await relational();
    await sendRows(
      here,
      id,
      ["a", "b", "c"].map((key) => ({ id: key, version: 1, amount: 1 })),
    );
    expect(await here.platform.control.loseRow({ datasetId: id, objectId: "a" })).toMatchObject({ objectId: "a" });
    expect((await rowsIn(here, id)).map((row) => row.id)).toEqual(["b", "c"]);
  });

  test("upper case letters, a missing version and a missing column are refused", async () => {
    const { here, id } = await relational();
    for (const row of [
      { id: "a", version: 1, _change_request_type: "D" },
      { id: "a", amount: 1 },
      { id: "a", version: 1 },
      { version: 1, _change_request_type: "d" },
    ]) {
      expect((await batchOf(here, await sendRows(here, id, [row]))).status).toBe("failed");
    }
  });

  test("a reverted batch gives way to what was there before", async () => {
    const { here, id } = await relational();
    await sendRows(here, id, [{ id: "a", version: 1, amount: 1 }]);
    const second = await sendRows(here, id, [{ id: "a", version: 2, amount: 2 }]);
    await here.call("POST", `${IMPORT}/batches/${second}?action=REVERT`);
    expect(await rowsIn(here, id)).toEqual([{ id: "a", version: 1, amount: 1 }]);
  });
});
