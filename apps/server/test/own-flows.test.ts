import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, ServerUnderTest, until } from "./running-server.ts";

let server: ServerUnderTest;
let connection = "";
let schema = "";

beforeAll(async () => {
  server = await ServerUnderTest.start();
  connection = (
    await server.v1("POST", "/connections", { name: "Stripe", accessToken: server.running.reach.stripeKey })
  ).body.id;
  const fields = {
    id: { title: "id", type: "string" },
    note: { title: "note", type: "string" },
    made: { title: "made", type: "string", format: "date-time" },
  };
  const group = await server.call("POST", "/data/foundation/schemaregistry/tenant/fieldgroups", {
    title: "Own fields",
    description: "Three fields.",
    type: "object",
    "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
    definitions: {
      own: { properties: { _acme: { type: "object", properties: { own: { type: "object", properties: fields } } } } },
    },
    allOf: [{ $ref: "#/definitions/own" }],
  });
  const made = await server.call("POST", "/data/foundation/schemaregistry/tenant/schemas", {
    title: "Own schema",
    description: "Three fields.",
    type: "object",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }, { $ref: group.body.$id }],
  });
  expect(made.status, made.text).toBe(201);
  schema = made.body.$id;
});
afterAll(() => server.stop());

interface OwnSchema {
  readonly id: string;
  /** Below the tenant's field. */
  readonly field: string;
}

/** A schema whose `note` must have a value. */
async function makeStrictSchema(): Promise<OwnSchema> {
  const text = (name: string) => ({ title: name, type: "string" });
  const strict = { type: "object", properties: { id: text("id"), note: text("note") }, required: ["note"] };
  const acme = { type: "object", properties: { strict }, required: ["strict"] };
  const group = await server.call("POST", "/data/foundation/schemaregistry/tenant/fieldgroups", {
    title: "Strict fields",
    description: "One of them is required.",
    type: "object",
    "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
    definitions: { strict: { properties: { _acme: acme }, required: ["_acme"] } },
    allOf: [{ $ref: "#/definitions/strict" }],
  });
  const made = await server.call("POST", "/data/foundation/schemaregistry/tenant/schemas", {
    title: "Strict schema",
    description: "One required field.",
    type: "object",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }, { $ref: group.body.$id }],
  });
  expect(made.status, made.text).toBe(201);
  return { id: made.body.$id, field: "strict" };
}

async function makeMapping(
  rows: Readonly<Record<string, string>>,
  into: OwnSchema = { id: schema, field: "own" },
): Promise<string> {
  const mappings = Object.entries(rows).map(([field, source]) => ({
    sourceType: /[(]/.test(source) ? "EXPRESSION" : "ATTRIBUTE",
    source,
    destination: `_acme.${into.field}.${field}`,
  }));
  const outputSchema = { schemaRef: { id: into.id, contentType: "application/vnd.adobe.xed-full+json;version=1" } };
  const answer = await server.call("POST", "/data/foundation/conversion/mappingSets", {
    name: "own",
    outputSchema,
    mappings,
  });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body.id;
}

async function makeDataSet(name: string, id = schema): Promise<string> {
  const schemaRef = { id, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const answer = await server.call("POST", "/data/foundation/catalog/dataSets", { name, schemaRef });
  return answer.body[0].split("/").at(-1);
}

async function makeFlow(mappingId: string, more: object = {}, into?: OwnSchema): Promise<Loose> {
  const dataSetId = await makeDataSet(`Own ${Math.random()}`, into?.id);
  const answer = await server.v1("POST", "/flows", {
    name: "Own",
    connectionId: connection,
    resource: "charges",
    schedule: { frequency: "once", startsAt: Date.now(), backfill: true },
    own: { dataSetId, mappingId, mappingVersion: 0 },
    ...more,
  });
  return { ...answer, dataSetId };
}

const ended = async (flowId: string): Promise<Loose> => {
  const { body } = await until(
    () => server.v1("GET", `/runs?flowId=${flowId}`),
    (answer) => ["succeeded", "failed"].includes(answer.body.items[0]?.status),
  );
  return body.items[0];
};

async function rowsOf(dataSetId: string): Promise<Loose[]> {
  const text = await (await fetch(`${server.running.sandbox!.controlUrl}/platform/datasets/${dataSetId}`)).text();
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe("flows with the operator's own mapping", () => {
  it("run attributes and expressions, and count columns that stayed empty", async () => {
    const mapping = await makeMapping({
      id: "data.id",
      note: 'concat(upper(data.currency), " ", data.status)',
      made: `dformat(data.created * 1000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`,
    });
    const flow = await makeFlow(mapping);
    expect(flow.status, flow.text).toBe(201);
    const run = await ended(flow.body.id);
    expect(run).toMatchObject({ status: "succeeded", balanced: true, engine: "own" });
    const rows = await rowsOf(flow.dataSetId);
    expect(rows).toHaveLength(run.figures.accepted);
    expect(rows[0]._acme.own.note).toMatch(/^[A-Z]{3} \w+$/);
    expect(Date.parse(rows[0]._acme.own.made)).toBeGreaterThan(Date.UTC(2010, 0, 1));
  });

  it("warn of epoch seconds mapped to a date-time where a run is looked at", async () => {
    const judged = await server.v1("POST", "/mappings/validation", {
      resource: "charges",
      schemaId: schema,
      rows: [{ source: "data.created", destination: "_acme.own.made" }],
    });
    expect(judged.body.problems[0].message).toContain("are read as milliseconds");
    expect(judged.body.problems[0].proposal).toContain("dformat(data.created * 1000");
  });

  it("are refused, with nothing half made, when the mapping cannot run", async () => {
    const before = (await server.flowService("GET", "/sourceConnections?count=true")).body.count;
    const mappings = [{ sourceType: "EXPRESSION", source: "fpid_to_ecid(data.id)", destination: "_acme.own.id" }];
    const outputSchema = { schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" } };
    const set = await server.call("POST", "/data/foundation/conversion/mappingSets", {
      name: "odd",
      outputSchema,
      mappings,
    });
    const flow = await makeFlow(set.body.id ?? "none");
    expect(flow.status).toBe(400);
    expect((await server.flowService("GET", "/sourceConnections?count=true")).body.count).toBe(before);
  });

  it("fail with Adobe's code when Stripe refuses, and a retry reads the same window once", async () => {
    const { controlUrl, stripeKey } = server.running.sandbox!;
    const mapping = await makeMapping({ id: "data.id" });
    const control = (path: string) =>
      fetch(`${controlUrl}${path}`, { method: "POST", body: JSON.stringify({ key: stripeKey }) });
    await control("/keys/revoke");
    const flow = await makeFlow(mapping);
    const failed = await ended(flow.body.id);
    expect(failed).toMatchObject({ status: "failed", firstError: { code: "CONNECTOR-1001-500" } });
    expect(await rowsOf(flow.dataSetId)).toEqual([]);
    await control("/keys/restore");
    const again = await server.flowService("POST", `/runs/${failed.id}/action?op=re-trigger`);
    expect(again.status, again.text).toBe(200);
    const retried = await until(
      () => server.v1("GET", `/runs/${again.body.id}`),
      ({ body }) => body.status === "succeeded",
    );
    expect(retried.body.window).toEqual(failed.window);
    const ids = (await rowsOf(flow.dataSetId)).map((row) => row._acme.own.id);
    expect(ids).toHaveLength(retried.body.figures.accepted);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await server.flowService("POST", `/runs/${again.body.id}/action?op=re-trigger`)).body.errorCode).toBe(
      "1387-400",
    );
  });

  it("run on demand over a window of their own", async () => {
    const mapping = await makeMapping({ id: "data.id" });
    const flow = await makeFlow(mapping);
    await ended(flow.body.id);
    const all = (await rowsOf(flow.dataSetId)).length;
    const params = { windowStartTime: "0", windowEndTime: "1" };
    const run = await server.flowService("POST", "/runs", { flowId: flow.body.id, params });
    expect(run.status, run.text).toBe(201);
    await until(
      () => server.v1("GET", `/runs/${run.body.items[0].id as string}`),
      ({ body }) => body.status === "succeeded",
    );
    expect(await rowsOf(flow.dataSetId)).toHaveLength(all);
  });

  it("map real objects as the platform's own interpreter does, for every generated mapping set", async () => {
    const set = await server.v1("POST", "/set-up", { connectionId: connection });
    await until(
      () => server.v1("GET", `/operations/${set.body.id as string}`),
      ({ body }) => body.state === "succeeded",
    );
    const flows = (await server.v1("GET", "/flows")).body.items.filter(({ engine }: Loose) => engine === "generated");
    expect(flows).toHaveLength(6);
    const workshop = server.running.service.workshop(server.running.service.platform);
    let compared = 0;
    for (const flow of flows) {
      const mappingSet = (await server.call("GET", `/data/foundation/conversion/mappingSets/${flow.mappingId}`)).body;
      const map = await workshop.compile(mappingSet, flow.dataSets[0].id);
      const sample = await server.v1("GET", `/connections/${connection}/resources/${flow.resource}/preview`);
      for (const record of sample.body.records) {
        const theirs = await server.call("POST", "/data/foundation/conversion/mappingSets/preview", {
          data: record,
          mappingSet,
        });
        expect(theirs.status, theirs.text).toBe(200);
        const ours = map(record, { now: 0, seed: "x" }).row;
        expect(comparable(ours), `${flow.resource} ${record.id}`).toEqual(comparable(theirs.body.data));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(30);
  });

  it("begin from the generated mapping, one row changed, into a new dataset with the generated schema", async () => {
    const { body: generated } = await server.v1("GET", `/mappings/customers/object?connectionId=${connection}`);
    const rows = generated.rows.flatMap(({ dataPrep }: Loose) => (dataPrep === null ? [] : [dataPrep]));
    expect(rows.length).toBeGreaterThan(20);
    expect(JSON.stringify(rows)).not.toMatch(/[{](TENANT|ACCOUNT|LIVEMODE)[}]/);
    const changed = rows.map((row: Loose) =>
      row.destination === "_acme.customers_data.id" ? { ...row, sourceType: "EXPRESSION", source: "upper(id)" } : row,
    );
    const { status, text, body } = await server.v1("POST", "/flows", {
      name: "Customers, my way",
      connectionId: connection,
      resource: "customers",
      schedule: { frequency: "once", startsAt: Date.now(), backfill: true },
      own: { newDataSet: { name: "Customers, my way" }, rows: changed },
    });
    expect(status, text).toBe(201);
    const run = await ended(body.id);
    expect(run, JSON.stringify(run)).toMatchObject({ status: "succeeded", engine: "own" });
    const arrived = await rowsOf(body.dataSets[0].id);
    expect(arrived.length).toBe(run.figures.accepted);
    expect(arrived.length).toBeGreaterThan(0);
    for (const { _acme: row } of arrived) expect(row.customers_data.id).toMatch(/^CUS_/);
  });

  it("let only people into Profile, and say so before anything is made", async () => {
    const answer = await server.v1("POST", "/flows", {
      name: "Prices in Profile",
      connectionId: connection,
      resource: "prices",
      schedule: { frequency: "once", startsAt: Date.now(), backfill: true },
      profile: true,
      own: { newDataSet: { name: "Prices in Profile" }, rows: [] },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.detail).toMatch(/not made for Profile/);
    const { body: datasets } = await server.v1("GET", "/datasets?search=Prices%20in%20Profile");
    expect(datasets.items).toEqual([]);
  });

  it("read a window once for all flows that want it", async () => {
    const flows = [
      await makeFlow(await makeMapping({ id: "data.id" })),
      await makeFlow(await makeMapping({ note: "data.id" })),
    ];
    for (const flow of flows) await ended(flow.body.id);
    const reads = async (): Promise<number> => {
      const { requests } = (await (await fetch(`${server.running.sandbox!.controlUrl}/requests`)).json()) as Loose;
      return Object.entries(requests as Record<string, number>).reduce(
        (sum, [endpoint, count]) => (endpoint.endsWith("/v1/charges") ? sum + count : sum),
        0,
      );
    };
    const windowOf = { windowStartTime: "0", windowEndTime: String(Math.floor(Date.now() / 1000)) };
    const order = async (ids: readonly string[]): Promise<number> => {
      const before = await reads();
      // All are due at the same time, and not before: whoever looks then finds them together.
      const params = { ...windowOf, startTime: String(Math.floor(Date.now() / 1000) + 2) };
      const runs = [];
      for (const flowId of ids)
        runs.push((await server.flowService("POST", "/runs", { flowId, params })).body.items[0].id);
      for (const id of runs) {
        const { body } = await until(
          () => server.v1("GET", `/runs/${id as string}`),
          (answer) => ["succeeded", "failed"].includes(answer.body.status),
        );
        expect(body, JSON.stringify(body.errors)).toMatchObject({ status: "succeeded" });
      }
      return (await reads()) - before;
    };
    const ids = flows.map(({ body }) => body.id as string);
    const alone = await order(ids.slice(0, 1));
    expect(alone).toBeGreaterThan(0);
    expect(await order(ids)).toBe(alone);
  });

  it("put what they cannot map into quarantine with path and rule, and send it once the mapping is mended", async () => {
    const strict = await makeStrictSchema();
    const partial = { partialIngestionPercent: 100 };
    const mapping = await makeMapping({ id: "data.id", note: "data.failure_code" }, strict);
    const flow = await makeFlow(mapping, partial, strict);
    expect(flow.status, flow.text).toBe(201);
    const run = await ended(flow.body.id);
    expect(run, JSON.stringify(run)).toMatchObject({ status: "succeeded", balanced: true });
    expect(run.figures.quarantined).toBeGreaterThan(0);
    const { body: listed } = await server.v1("GET", "/quarantine?code=SAEP-1816&limit=500");
    expect(listed.total).toBe(run.figures.quarantined);
    expect(listed.items[0]).toMatchObject({
      flowId: flow.body.id,
      dataset: "own",
      path: "_acme.strict.note",
      runId: run.id,
    });
    const one = (await server.v1("GET", `/quarantine/${listed.items[0].id as string}`)).body;
    expect(one.record).toMatchObject({ object: "charge", id: one.objectId });

    const replay = async (): Promise<Loose> => {
      const { body } = await server.v1("POST", "/quarantine/replay", { code: "SAEP-1816" });
      const answer = await until(
        () => server.v1("GET", `/operations/${body.id as string}`),
        (operation) => operation.body.state !== "running",
      );
      expect(answer.body, JSON.stringify(answer.body.problem)).toMatchObject({ state: "succeeded" });
      return answer.body.result;
    };
    expect(await replay()).toEqual({ replayed: listed.total, stillRefused: listed.total });
    const mended = await makeMapping({ id: "data.id", note: 'coalesce(data.failure_code, "none")' }, strict);
    const shown = (await server.flowService("GET", `/flows/${flow.body.id as string}`)).body.items[0];
    const value = { name: "Mapping", params: { mappingId: mended, mappingVersion: 0 } };
    const patched = await server.flowService(
      "PATCH",
      `/flows/${flow.body.id as string}`,
      [{ op: "replace", path: "/transformations/0", value }],
      { "if-match": shown.etag },
    );
    expect(patched.status, patched.text).toBe(200);
    expect(await replay()).toEqual({ replayed: listed.total, stillRefused: 0 });
    expect((await server.v1("GET", "/quarantine?code=SAEP-1816")).body.total).toBe(0);
    const ids = (await rowsOf(flow.dataSetId)).map((row) => row._acme.strict.id);
    expect(ids).toHaveLength(run.figures.read);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("leave nothing behind when a run is cancelled before it began", async () => {
    const flow = await makeFlow(await makeMapping({ id: "data.id" }));
    await ended(flow.body.id);
    const later = String(Math.floor(Date.now() / 1000) + 3600);
    const params = { startTime: later, windowStartTime: "0", windowEndTime: "10" };
    const run = (await server.flowService("POST", "/runs", { flowId: flow.body.id, params })).body.items[0];
    const cancelled = await server.v1("POST", `/runs/${run.id as string}/cancel`);
    expect(cancelled.body).toMatchObject({ status: "failed", firstError: { code: "CONNECTOR-1001-500" } });
    expect((await server.v1("POST", `/runs/${run.id as string}/cancel`)).status).toBe(409);
  });

  it("take back what was on its way when a run is cancelled, and a retry sends it once", async () => {
    const { controlUrl } = server.running.sandbox!;
    const control = (path: string, body: object) =>
      fetch(`${controlUrl}${path}`, { method: "POST", body: JSON.stringify(body) });
    // The platform takes its time over the batch, until its clock is put forward.
    await control("/faults", { rules: [{ name: "aep-slow-finalisation", rate: 1, limit: 1 }] });
    const flow = await makeFlow(await makeMapping({ id: "data.id" }));
    await until(
      () => server.call("GET", `/data/foundation/catalog/batches?dataSet=${flow.dataSetId as string}`),
      ({ body }) => Object.keys(body).length > 0,
    );
    const [run] = (await server.v1("GET", `/runs?flowId=${flow.body.id as string}`)).body.items;
    expect((await server.v1("POST", `/runs/${run.id as string}/cancel`)).status).toBe(200);
    await control("/faults", { rules: [] });
    await control("/clock", { advanceMilliseconds: 900_000 });
    const failed = await ended(flow.body.id);
    expect(failed).toMatchObject({ id: run.id, status: "failed", firstError: { code: "CONNECTOR-1001-500" } });
    expect(await rowsOf(flow.dataSetId)).toEqual([]);
    const retried = await server.v1("POST", `/runs/${run.id as string}/retry`);
    expect(retried.status, retried.text).toBe(202);
    const { body: again } = await until(
      () => server.v1("GET", `/runs/${retried.body.id as string}`),
      ({ body }) => ["succeeded", "failed"].includes(body.status),
    );
    expect(again, JSON.stringify(again.errors)).toMatchObject({ status: "succeeded" });
    const ids = (await rowsOf(flow.dataSetId)).map((row) => row._acme.own.id);
    expect(ids).toHaveLength(again.figures.accepted);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Without what the clock decides. */
function comparable(row: Loose): Loose {
  const { _id: _, ...rest } = structuredClone(row);
  delete rest._acme?.stripe_record?.version;
  return rest;
}
