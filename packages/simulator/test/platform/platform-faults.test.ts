import { expect, test } from "vitest";
import { createFaults, type FaultRule } from "../../src/faults.ts";
import { platformFaultKinds } from "../../src/platform/index.ts";
import {
  batchOf,
  CATALOG,
  chargeRow,
  createChargeSchema,
  createDataset,
  IMPORT,
  sendRows,
  testPlatform,
  type TestPlatform,
} from "./platform-client.ts";

/** A platform whose faults are switched on once its dataset stands. */
async function faulty(rule: Partial<FaultRule> & { name: string }): Promise<{ here: TestPlatform; id: string }> {
  const faults = createFaults({ seed: 1, kinds: platformFaultKinds });
  const here = testPlatform({ faults });
  const id = await createDataset(here, await createChargeSchema(here));
  faults.set([{ rate: 1, ...rule }]);
  return { here, id };
}

const rows = [chargeRow("ch_1"), chargeRow("ch_2"), chargeRow("ch_3")];
const stored = ({ here, id }: { here: TestPlatform; id: string }): Promise<unknown[]> =>
  Array.fromAsync(here.platform.control.dumpDataset(id));

test.each([
  ["aep-token-expired", 401, undefined],
  ["aep-forbidden", 403, undefined],
  ["aep-rate-limited", 429, "3"],
  ["aep-unavailable", 503, "3"],
  ["aep-server-error", 500, undefined],
])("%s answers %i", async (name, status, retryAfter) => {
  const { here } = await faulty({ name, milliseconds: 3000 });
  const answer = await here.call("GET", `${CATALOG}/dataSets`);
  expect([answer.status, answer.headers["retry-after"]]).toEqual([status, retryAfter]);
});

test("an expired token stays expired once the fault is gone", async () => {
  const { here } = await faulty({ name: "aep-token-expired", limit: 1 });
  await here.call("GET", `${CATALOG}/dataSets`);
  expect((await here.call("GET", `${CATALOG}/dataSets`)).status).toBe(401);
});

test("error after accepting: the batch exists although the answer was 503", async () => {
  const { here, id } = await faulty({ name: "aep-error-after-accepting", place: `${IMPORT}/batches` });
  const body = { datasetId: id, inputFormat: { format: "json" }, externalId: "one" };
  expect((await here.call("POST", `${IMPORT}/batches`, { body })).status).toBe(503);
  expect(Object.keys((await here.call("GET", `${CATALOG}/batches?externalId=one`)).body)).toHaveLength(1);
});

test.each([
  ["aep-dataset-not-found", 404],
  ["aep-already-ingested", 409],
])("%s: a new batch is answered %i", async (name, status) => {
  const { here, id } = await faulty({ name });
  const body = { datasetId: id, inputFormat: { format: "json" }, externalId: "one" };
  expect((await here.call("POST", `${IMPORT}/batches`, { body })).status).toBe(status);
});

test("an upload that is too large", async () => {
  const one = await faulty({ name: "aep-payload-too-large" });
  const { body } = await one.here.call("POST", `${IMPORT}/batches`, {
    body: { datasetId: one.id, inputFormat: { format: "json" } },
  });
  expect(
    (await one.here.call("PUT", `${IMPORT}/batches/${body.id}/datasets/${one.id}/files/a`, { body: new Uint8Array(1) }))
      .status,
  ).toBe(413);
});

test("accepted, then failed as a whole", async () => {
  const one = await faulty({ name: "aep-accept-then-fail" });
  expect(await batchOf(one.here, await sendRows(one.here, one.id, rows))).toMatchObject({
    status: "failed",
    errors: [{ code: "INGEST-1002-400" }],
  });
  expect(await stored(one)).toEqual([]);
});

test("a good row is refused", async () => {
  const one = await faulty({ name: "aep-record-refused", limit: 1 });
  const batch = await batchOf(one.here, await sendRows(one.here, one.id, rows, { partialIngestionPercentage: 50 }));
  expect(batch).toMatchObject({ status: "success", failedRecordCount: 1 });
  expect(await stored(one)).toHaveLength(2);
});

test.each([
  ["aep-row-lost", 2],
  ["aep-row-doubled", 4],
])("%s: the counts say 3 and the lake holds %i", async (name, count) => {
  const one = await faulty({ name, limit: 1 });
  const batch = await batchOf(one.here, await sendRows(one.here, one.id, rows));
  expect(batch).toMatchObject({ status: "success", metrics: { outputRecordCount: 3 } });
  expect(await stored(one)).toHaveLength(count);
});

test("only large rows are lost", async () => {
  const one = await faulty({ name: "aep-large-row-lost" });
  await sendRows(one.here, one.id, [...rows, chargeRow("ch_4", 1, { status: "x".repeat(11_000) })]);
  expect(await stored(one)).toHaveLength(3);
});

test("somebody adds a required field: the rows of the next batch miss it", async () => {
  const one = await faulty({ name: "aep-schema-changed", limit: 1 });
  const batch = await batchOf(one.here, await sendRows(one.here, one.id, rows, { enableErrorDiagnostics: true }));
  expect(batch).toMatchObject({
    status: "failed",
    errors: [{ code: "INGEST-1212-400" }, { code: "INGEST-1555-400", recordCount: 3 }],
  });
  expect((await batchOf(one.here, await sendRows(one.here, one.id, rows))).status).toBe("failed");
});

test("slow finalisation: stalled until its time", async () => {
  const one = await faulty({ name: "aep-slow-finalisation", milliseconds: 5000 });
  const batch = await sendRows(one.here, one.id, rows);
  expect((await batchOf(one.here, batch)).status).toBe("stalled");
  await one.here.clock.advance(5000);
  expect((await batchOf(one.here, batch)).status).toBe("success");
});

test("every kind has a sentence and a name of its own", () => {
  expect(new Set(platformFaultKinds.map(({ name }) => name)).size).toBe(platformFaultKinds.length);
  for (const { name, sentence } of platformFaultKinds)
    expect([name.startsWith("aep-"), sentence.endsWith(".")]).toEqual([true, true]);
});

test("streamed messages: one is refused in its place of a 207, others are lost, come without an answer, or fail later", async () => {
  const faults = createFaults({ seed: 1, kinds: platformFaultKinds });
  const here = testPlatform({ faults });
  const schema = await createChargeSchema(here);
  const dataset = await createDataset(here, schema);
  const create = async (path: string, body: object): Promise<string> =>
    (await here.call("POST", `/data/foundation/flowservice/${path}`, { body: { name: "x", ...body } })).body.id;
  const spec = { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" };
  const connection = await create("connections", { connectionSpec: spec, auth: { params: { dataType: "xdm" } } });
  const source = await create("sourceConnections", { connectionSpec: spec, baseConnectionId: connection });
  const lake = { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" };
  const target = await create("targetConnections", { connectionSpec: lake, params: { dataSetId: dataset } });
  const flowSpec = { id: "d8a6f005-7eaf-4153-983e-e8574508b877", version: "1.0" };
  const flowId = await create("flows", { flowSpec, sourceConnectionIds: [source], targetConnectionIds: [target] });
  const { body } = await here.call("GET", `/data/foundation/flowservice/connections/${connection}`);
  const inlet: string = body.items[0].auth.params.inletId;
  const schemaRef = { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const messages = ["ch_1", "ch_2"].map((id) => ({
    header: { schemaRef, imsOrgId: here.platform.imsOrg, datasetId: dataset, flowId },
    body: { xdmMeta: { schemaRef }, xdmEntity: chargeRow(id) },
  }));
  faults.set([{ name: "aep-message-refused", rate: 1, limit: 1 }]);
  const answer = await here.call("POST", `/collection/batch/${inlet}`, { body: { messages } });
  expect(answer.body.responses).toEqual([
    expect.objectContaining({ statusCode: 400 }),
    { xactionId: expect.any(String) },
  ]);
  expect(await stored({ here, id: dataset })).toEqual([chargeRow("ch_2")]);
  faults.set([{ name: "aep-message-lost", rate: 1 }]);
  const send = async (message: unknown) => (await here.call("POST", `/collection/${inlet}`, { body: message })).status;
  expect(await send(messages[0])).toBe(200);
  expect(await stored({ here, id: dataset })).toEqual([chargeRow("ch_2")]);
  faults.set([{ name: "aep-error-after-accepting", rate: 1, place: "/collection" }]);
  expect(await send(messages[0])).toBe(503);
  expect(await stored({ here, id: dataset })).toEqual([chargeRow("ch_2"), chargeRow("ch_1")]);
  faults.set([{ name: "aep-record-refused", rate: 1 }]);
  expect(await send(messages[1])).toBe(200);
  const failed = await here.call("GET", `${CATALOG}/batches?dataSet=${dataset}&status=failed`);
  expect(Object.values(failed.body)).toMatchObject([{ failedRecordCount: 1, errors: [{ code: "DCVS-1104-400" }] }]);
});
