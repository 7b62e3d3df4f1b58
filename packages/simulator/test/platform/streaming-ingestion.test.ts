import { describe, expect, test } from "vitest";
import {
  CATALOG,
  chargeRow,
  createChargeSchema,
  createDataset,
  EXPORT,
  testPlatform,
  type Answer,
  type TestPlatform,
} from "./platform-client.ts";

const FLOW = "/data/foundation/flowservice";
const SPEC = { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" };
const LAKE = { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" };
const BARE = {
  authorization: undefined,
  "x-api-key": undefined,
  "x-gw-ims-org-id": undefined,
  "x-sandbox-name": undefined,
};

interface Stream {
  readonly here: TestPlatform;
  readonly schema: string;
  readonly dataset: string;
  readonly connection: string;
  readonly flow: string;
  readonly inlet: string;
  send(message: unknown, query?: string): Promise<Answer>;
  message(entity: unknown, header?: object): object;
}

async function post(here: TestPlatform, path: string, body: object): Promise<string> {
  const answer = await here.call("POST", `${FLOW}/${path}`, { body });
  if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`);
  return answer.body.id;
}

async function stream(
  options: Parameters<typeof testPlatform>[0] = {},
  auth: object = {},
  mapping?: object[],
): Promise<Stream> {
  const here = testPlatform(options);
  const schema = await createChargeSchema(here);
  const dataset = await createDataset(here, schema);
  const params = { dataType: mapping === undefined ? "xdm" : "raw", authenticationRequired: false, ...auth };
  const connection = await post(here, "connections", {
    name: "Inlet",
    connectionSpec: SPEC,
    auth: { specName: "Streaming Connection", params },
  });
  const source = await post(here, "sourceConnections", {
    name: "Source",
    baseConnectionId: connection,
    connectionSpec: SPEC,
  });
  const target = await post(here, "targetConnections", {
    name: "Target",
    connectionSpec: LAKE,
    data: { schema: { id: schema, version: "1.0" } },
    params: { dataSetId: dataset },
  });
  const flowSpec = {
    id: mapping === undefined ? "d8a6f005-7eaf-4153-983e-e8574508b877" : "c1a19761-d2c7-4702-b9fa-fe91f0613e81",
    version: "1.0",
  };
  let transformations: object[] = [];
  if (mapping !== undefined) {
    const set = await here.call("POST", "/data/foundation/conversion/mappingSets", {
      body: { outputSchema: { schemaRef: { id: schema, contentType: "x" } }, mappings: mapping },
    });
    transformations = [{ name: "Mapping", params: { mappingId: set.body.id, mappingVersion: 0 } }];
  }
  const flow = await post(here, "flows", {
    name: "Flow",
    flowSpec,
    sourceConnectionIds: [source],
    targetConnectionIds: [target],
    transformations,
  });
  const { body } = await here.call("GET", `${FLOW}/connections/${connection}`);
  const inlet: string = body.items[0].auth.params.inletId;
  const schemaRef = { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  return {
    here,
    schema,
    dataset,
    connection,
    flow,
    inlet,
    send: (message, query = "") => here.call("POST", `/collection/${inlet}${query}`, { body: message, headers: BARE }),
    message: (xdmEntity, header = {}) => ({
      header: {
        schemaRef,
        imsOrgId: here.platform.imsOrg,
        datasetId: dataset,
        flowId: flow,
        source: { name: "test" },
        ...header,
      },
      body: { xdmMeta: { schemaRef }, xdmEntity },
    }),
  };
}

const rowsIn = ({ here, dataset }: Stream): Promise<unknown[]> =>
  Array.fromAsync(here.platform.control.dumpDataset(dataset));

describe("one message", () => {
  test("is acknowledged and lies in the lake some time later", async () => {
    const one = await stream({ delays: { streaming: 60_000 } });
    const answer = await one.send(one.message(chargeRow("ch_1")));
    expect(answer).toMatchObject({
      status: 200,
      body: {
        inletId: one.inlet,
        xactionId: expect.stringMatching(/^1768478400000:\d+:\d+$/),
        receivedTimeMs: 1_768_478_400_000,
        syncValidation: { skipped: true },
      },
    });
    expect(one.inlet).toMatch(/^[0-9a-f]{64}$/);
    expect(await rowsIn(one)).toEqual([]);
    await one.here.clock.advance(60_000);
    expect(await rowsIn(one)).toEqual([chargeRow("ch_1")]);
  });

  test("messages of a quarter of an hour share a batch", async () => {
    const one = await stream();
    await one.send(one.message(chargeRow("ch_1")));
    await one.send(one.message(chargeRow("ch_2")));
    await one.here.clock.advance(15 * 60_000);
    await one.send(one.message(chargeRow("ch_3")));
    const batches = await one.here.call("GET", `${CATALOG}/batches?dataSet=${one.dataset}`);
    expect(
      Object.values(batches.body as Record<string, { recordCount: number }>).map(({ recordCount }) => recordCount),
    ).toEqual([1, 2]);
    expect(await rowsIn(one)).toHaveLength(3);
  });

  test("one that does not fit is acknowledged and becomes a failed batch", async () => {
    const one = await stream();
    expect((await one.send(one.message({ ...chargeRow("ch_1"), loose: 1 }))).status).toBe(200);
    expect(await rowsIn(one)).toEqual([]);
    const batches = await one.here.call("GET", `${CATALOG}/batches?status=failed`);
    const [id] = Object.keys(batches.body);
    expect(batches.body[id!].errors).toEqual([expect.objectContaining({ code: "DCVS-1104-400", recordCount: 1 })]);
    expect((await one.here.call("GET", `${EXPORT}/batches/${id!}/failed?path=streaming_errors`)).text).toContain(
      "extraneous key [loose] is not permitted",
    );
  });

  test.each([
    ["no JSON", () => "nonsense", "unknown xdm format"],
    ["no body", () => ({ header: {} }), "unknown xdm format"],
    ["another organization", (one: Stream) => one.message({}, { imsOrgId: "X@AdobeOrg" }), "absent or wrong ims org"],
    ["another dataset", (one: Stream) => one.message({}, { datasetId: "0" }), "absent or wrong dataset"],
    ["another flow", (one: Stream) => one.message({}, { flowId: "0" }), "No flow is defined"],
  ])("%s is refused", async (_name, make, reason) => {
    const one = await stream();
    const answer = await one.send(make(one));
    expect(answer).toMatchObject({ status: 400, body: { report: { message: expect.stringContaining(reason) } } });
    expect(answer.body.report.message).toContain(`inletId: [${one.inlet}] imsOrgId: [${one.here.platform.imsOrg}]`);
  });

  test("syncValidation tells every violation, in the words of the validator", async () => {
    const one = await stream();
    const bad = { _id: "a", _acme: { charges_data: { amount: "much", kind: "refund", x: 1 } } };
    const answer = await one.send(one.message(bad), "?syncValidation=true");
    expect(answer).toMatchObject({
      status: 400,
      body: {
        title: "Invalid XDM Message Format",
        type: "http://ns.adobe.com/adobecloud/problem/data-collection-service/inlet",
      },
    });
    const [root] = answer.body.report.cause._streamingValidation;
    expect(root.message).toBe("4 schema violations found");
    expect(root.causingExceptions).toEqual([
      expect.objectContaining({
        keyword: "required",
        pointerToViolation: "#/_acme/charges_data",
        message: "required key [id] not found",
      }),
      expect.objectContaining({
        keyword: "type",
        pointerToViolation: "#/_acme/charges_data/amount",
        message: "expected type: Integer, found: String",
      }),
      expect.objectContaining({ keyword: "enum", message: "refund is not a valid enum value" }),
      expect.objectContaining({ keyword: "additionalProperties", message: "extraneous key [x] is not permitted" }),
    ]);
    expect((await one.send(one.message(chargeRow("ch_1")), "?syncValidation=true")).body.syncValidation).toEqual({
      status: "pass",
    });
  });
});

test("a batch of messages is 207, each with its own answer in the order of the input", async () => {
  const one = await stream();
  const messages = [
    one.message(chargeRow("ch_1")),
    { header: {} },
    one.message({}, { imsOrgId: "X" }),
    one.message(chargeRow("ch_2")),
  ];
  const answer = await one.here.call("POST", `/collection/batch/${one.inlet}`, { body: { messages }, headers: BARE });
  expect(answer.status).toBe(207);
  expect(answer.body.responses).toEqual([
    { xactionId: expect.any(String) },
    { statusCode: 400, message: expect.stringContaining("Message has unknown xdm format") },
    { statusCode: 400, message: expect.stringContaining("Message has an absent or wrong ims org in the header") },
    { xactionId: expect.any(String) },
  ]);
  expect(await rowsIn(one)).toHaveLength(2);
  expect((await one.here.call("POST", `/collection/batch/${one.inlet}`, { body: {}, headers: BARE })).status).toBe(400);
});

test.each([
  ["no content type of the schema", { schemaRef: { id: "{schema}" } }, "Message has unknown xdm format"],
  [
    "Catalog's content type",
    { schemaRef: { id: "{schema}", contentType: "application/vnd.adobe.xed+json;version=1" } },
    "Message has unknown xdm format",
  ],
  ["no flow", { flowId: undefined }, "Message has an absent flow id in the header"],
  ["another flow", { flowId: "0" }, "No flow is defined for the inlet and dataset"],
  ["no dataset", { datasetId: undefined }, "Message has an absent or wrong dataset in the header"],
])("an envelope with %s is refused", async (_, header, message) => {
  const one = await stream();
  const filled = JSON.parse(JSON.stringify(header).replace("{schema}", one.schema)) as object;
  const sent = { ...(one.message(chargeRow("ch_1")) as { header: object; body: object }) };
  sent.header = {
    ...sent.header,
    ...Object.fromEntries(Object.keys(header).map((name) => [name, undefined])),
    ...filled,
  };
  const answer = await one.send(sent);
  expect([answer.status, answer.body.report.message]).toEqual([400, expect.stringContaining(message)]);
  expect(
    (await one.here.call("POST", `/collection/${one.inlet}`, { body: "{}", headers: { "content-type": "text/plain" } }))
      .status,
  ).toBe(415);
  expect(await rowsIn(one)).toEqual([]);
});

test("a raw inlet maps any object", async () => {
  const one = await stream({}, {}, [
    { sourceType: "ATTRIBUTE", source: "id", destination: "_acme.charges_data.id" },
    { sourceType: "EXPRESSION", source: "upper(status)", destination: "_acme.charges_data.status" },
  ]);
  expect((await one.send({ id: "ch_1", status: "paid", other: 1 })).status).toBe(200);
  expect(await rowsIn(one)).toEqual([{ _acme: { charges_data: { id: "ch_1", status: "PAID" } } }]);
});

describe("access and limits", () => {
  test("an authenticated inlet wants a token: 401 with a status in text, 403 if it has ended", async () => {
    const one = await stream({}, { authenticationRequired: true });
    const missing = await one.send(one.message(chargeRow("ch_1")));
    expect(missing).toMatchObject({
      status: 401,
      body: { status: "401", title: "Authorization", report: { message: `[${one.inlet}] Ims service token is empty` } },
    });
    const headers = { ...BARE, authorization: `Bearer ${one.here.platform.token}` };
    const body = one.message(chargeRow("ch_1"));
    expect((await one.here.call("POST", `/collection/${one.inlet}`, { body, headers })).status).toBe(200);
    one.here.platform.control.expireToken();
    const ended = await one.here.call("POST", `/collection/${one.inlet}`, { body, headers });
    expect(ended).toMatchObject({ status: 403, body: { status: "403", title: "Authorization" } });
  });

  test("413 over the size, 429 over the rate, 404 for an unknown inlet, 405 for a GET", async () => {
    const one = await stream({
      limits: { streamingRequestBytes: 2000, streamingRequestsPerSecond: 2, syncValidationsPerMinute: 1 },
    });
    expect((await one.send(one.message(chargeRow("x".repeat(2000))))).status).toBe(413);
    const message = one.message(chargeRow("ch_1"));
    expect((await one.send(message, "?syncValidation=true")).status).toBe(200);
    expect((await one.send(message, "?syncValidation=true")).status).toBe(429);
    expect((await one.send(message)).status).toBe(429);
    await one.here.clock.advance(1000);
    expect((await one.send(message)).status).toBe(200);
    expect((await one.here.call("POST", `/collection/${"0".repeat(64)}`, { body: message })).status).toBe(404);
    expect((await one.here.call("GET", `/collection/${one.inlet}`)).status).toBe(405);
  });
});

describe("Flow Service", () => {
  test("entities are listed, filtered, renamed with If-Match, and deleted from the flow up", async () => {
    const { here, connection, flow, inlet } = await stream();
    const { body } = await here.call("GET", `${FLOW}/connections?property=connectionSpec.id==${SPEC.id}`);
    expect(body).toMatchObject({
      items: [
        {
          id: connection,
          state: "enabled",
          auth: { params: { inletUrl: `https://dcs.adobedc.net/collection/${inlet}` } },
        },
      ],
      _links: {},
    });
    const local = await here.call("GET", `${FLOW}/connections/${connection}`, { headers: { host: "127.0.0.1:4000" } });
    expect(local.body.items[0].auth.params.inletUrl).toBe(`http://127.0.0.1:4000/collection/${inlet}`);

    const path = `${FLOW}/connections/${connection}`;
    const patch = [{ op: "replace", path: "/name", value: "Renamed" }];
    expect((await here.call("PATCH", path, { body: patch })).body.errorCode).toBe("1403-400");
    expect((await here.call("PATCH", path, { body: patch, headers: { "if-match": '"old"' } })).status).toBe(412);
    const renamed = await here.call("PATCH", path, { body: patch, headers: { "if-match": body.items[0].etag } });
    expect(renamed.body).toEqual({
      id: connection,
      etag: expect.stringMatching(/^"[0-9a-f]{8}-0000-0200-0000-[0-9a-f]{12}"$/),
    });
    expect((await here.call("DELETE", path)).body.errorCode).toBe("1418-400");
    expect((await here.call("DELETE", `${FLOW}/flows/${flow}`)).status).toBe(204);
    expect(await here.call("GET", `${FLOW}/flows/${flow}`)).toMatchObject({
      status: 404,
      body: { errorMessage: `flows not found with id = [${flow}]` },
    });
    for (const collection of ["sourceConnections", "targetConnections"]) {
      const { items } = (await here.call("GET", `${FLOW}/${collection}`)).body;
      expect((await here.call("DELETE", `${FLOW}/${collection}/${items[0].id}`)).status).toBe(204);
    }
    expect((await here.call("DELETE", path)).status).toBe(204);
  });

  test.each([
    ["connections", { name: "x", connectionSpec: { id: "0", version: "1.0" } }, 400],
    ["connections", { name: "x", connectionSpec: { id: SPEC.id } }, 422],
    ["connections", { name: "x", connectionSpec: SPEC }, 400],
    ["sourceConnections", { name: "x", connectionSpec: SPEC, baseConnectionId: "0" }, 404],
    ["targetConnections", { name: "x", connectionSpec: LAKE, params: {} }, 400],
    ["targetConnections", { name: "x", connectionSpec: LAKE, params: { dataSetId: "0" } }, 400],
    ["flows", { name: "x", flowSpec: { id: "0" } }, 400],
    [
      "flows",
      { name: "x", flowSpec: { id: "d8a6f005-7eaf-4153-983e-e8574508b877" }, sourceConnectionIds: ["a", "b"] },
      400,
    ],
    ["flows", {}, 400],
  ])("%s %j is refused", async (collection, body, status) => {
    const { call } = testPlatform();
    expect((await call("POST", `${FLOW}/${collection}`, { body })).status).toBe(status);
  });
});
