import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ServerUnderTest, until } from "./running-server.ts";
import { type Call, Transcript } from "./transcript.ts";

let server: ServerUnderTest;

let transcript: Transcript;
/** Of a question that is asked until it has its answer, only the last one is on record. */
let waiting: Call | undefined;

const head = `<!-- Written by apps/server/test/tutorial.test.ts (\`vitest run -u\`), which compares; do not edit. -->

# Adobe's Stripe tutorial against this server

Every request of the tutorial with its answer, as they went over the wire between a test and a server on a simulated account and
platform. Each carries \`Authorization\`, \`x-api-key\`, \`x-gw-ims-org-id\` and \`x-sandbox-name\`. Ids are numbered in the order of
their appearance, times and sizes are named, long bodies are cut.`;

beforeAll(async () => {
  server = await ServerUnderTest.start();
  transcript = new Transcript([server.running.reach.stripeKey ?? "", server.running.reach.token]);
  server.onCall = (call) => {
    if (call.path.includes("preview=true")) return;
    if (waiting !== undefined && (waiting.path !== call.path || waiting.method !== call.method))
      transcript.add(waiting);
    waiting = call;
  };
});
beforeEach(({ task }) => transcript.chapter(task.name));
afterEach(() => {
  if (waiting !== undefined) transcript.add(waiting);
  waiting = undefined;
});
afterAll(() => server.stop());

const tutorialRows = (
  JSON.parse(
    readFileSync(new URL("../../../packages/core/test/flow-service/tutorial-mapping.json", import.meta.url), "utf8"),
  ) as { rows: Record<string, string> }
).rows;

interface SimpleSchema {
  type: string;
  properties?: Record<string, SimpleSchema>;
  [member: string]: unknown;
}

/** The schema that a reader of the tutorial makes: a field for each row of its mapping, typed as explore types it. */
function handMadeFields(explored: SimpleSchema): SimpleSchema {
  const fields: SimpleSchema = { type: "object", properties: {} };
  const leaves = Object.keys(tutorialRows).filter(
    (path) => !["data.outcome", "data.payment_method_details"].includes(path),
  );
  for (const path of [...leaves, "data.outcome.risk_level", "data.payment_method_details.type"]) {
    const steps = path.split(".").slice(1);
    let source: SimpleSchema | undefined = explored;
    let target = fields;
    for (const [index, step] of steps.entries()) {
      source = source?.properties?.[step];
      const isLeaf = index === steps.length - 1;
      target.properties ??= {};
      target.properties[step] ??= isLeaf
        ? {
            title: step,
            type: source?.type === "object" ? "string" : (source?.type ?? "string"),
            ...(source?.type === "integer" ? { minimum: source.minimum, maximum: source.maximum } : {}),
          }
        : { title: step, type: "object", properties: {} };
      target = target.properties[step];
    }
  }
  return fields;
}

/** Request by request, as Adobe's Stripe API tutorial has them. */
describe("Adobe's Stripe tutorial runs against this server, and data arrives", () => {
  const made: Record<string, string> = {};
  let explored: SimpleSchema;

  it("1. creates a base connection", async () => {
    const answer = await server.flowService("POST", "/connections", {
      name: "Stripe base connection",
      description: "Authenticated base connection for Stripe",
      connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" },
      auth: { specName: "OAuth2 Refresh Code", params: { accessToken: server.running.reach.stripeKey } },
    });
    expect(answer.status, answer.text).toBe(201);
    expect(Object.keys(answer.body)).toEqual(["id", "etag"]);
    made.connection = answer.body.id;
  });

  it("2. explores charges", async () => {
    const query =
      "objectType=rest&object=json&fileType=json&preview=false&sourceParams=eyJyZXNvdXJjZVBhdGgiOiJjaGFyZ2VzIn0%3D";
    const answer = await server.flowService("GET", `/connections/${made.connection}/explore?${query}`);
    expect(answer.body).toMatchObject({ format: "hierarchical" });
    explored = answer.body.schema.properties.data;
    const preview = await server.flowService(
      "GET",
      `/connections/${made.connection}/explore?${query.replace("preview=false", "preview=true")}`,
    );
    expect(preview.body.data[0].data.id).toMatch(/^(?:ch|py)_/);
  });

  it("3. creates a source connection", async () => {
    const answer = await server.flowService("POST", "/sourceConnections", {
      name: "Stripe Source Connection For Charges Data",
      description: "Stripe source connection for charges data",
      baseConnectionId: made.connection,
      connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" },
      data: { format: "json" },
      params: { resourcePath: "charges" },
    });
    expect(answer.status, answer.text).toBe(201);
    made.source = answer.body.id;
  });

  it("4. creates a target schema and a target dataset", async () => {
    const registry = "/data/foundation/schemaregistry/tenant";
    const json = { "content-type": "application/json" };
    const group = await server.call(
      "POST",
      `${registry}/fieldgroups`,
      {
        title: "Stripe charges by hand",
        description: "The fields of the tutorial.",
        type: "object",
        "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
        definitions: {
          charges: {
            properties: { _acme: { type: "object", properties: { charges_data: handMadeFields(explored) } } },
          },
        },
        allOf: [{ $ref: "#/definitions/charges" }],
      },
      json,
    );
    expect(group.status, group.text).toBe(201);
    const schema = await server.call(
      "POST",
      `${registry}/schemas`,
      {
        title: "Stripe charges, made by hand",
        description: "As the tutorial has it.",
        type: "object",
        allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }, { $ref: group.body.$id }],
      },
      json,
    );
    expect(schema.status, schema.text).toBe(201);
    made.schema = schema.body.$id;
    const dataset = await server.call("POST", "/data/foundation/catalog/dataSets", {
      name: "Stripe charges",
      schemaRef: { id: made.schema, contentType: "application/vnd.adobe.xed-full+json;version=1" },
    });
    expect(dataset.status, dataset.text).toBe(201);
    made.dataset = dataset.body[0].split("/").at(-1);
  });

  it("5. creates a target connection", async () => {
    const answer = await server.flowService("POST", "/targetConnections", {
      name: "Stripe Target Connection For Charges Data",
      description: "Stripe target connection for charges data",
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: {
        format: "parquet_xdm",
        schema: { id: made.schema, version: "application/vnd.adobe.xed-full+json;version=1.3" },
      },
      params: { dataSetId: made.dataset },
    });
    expect(answer.status, answer.text).toBe(201);
    made.target = answer.body.id;
  });

  it("6. creates a mapping set", async () => {
    const answer = await server.call("POST", "/data/foundation/conversion/mappingSets", {
      version: 0,
      xdmSchema: made.schema,
      xdmVersion: "1.0",
      mappings: Object.entries(tutorialRows).map(([sourceAttribute, path]) => ({
        destinationXdmPath: path.replace("{TENANT}", "acme"),
        sourceAttribute,
        identity: false,
        version: 0,
      })),
    });
    expect([200, 201], answer.text).toContain(answer.status);
    expect(answer.body).toMatchObject({ version: 0 });
    made.mapping = answer.body.id;
  });

  const flowBody = (startTime: string) => ({
    name: "Stripe Connector Flow Generic Rest",
    description: "Stripe Connector Description Flow Generic Rest",
    flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" },
    sourceConnectionIds: [made.source],
    targetConnectionIds: [made.target],
    transformations: [{ name: "Mapping", params: { mappingId: made.mapping, mappingVersion: 0 } }],
    scheduleParams: { startTime, frequency: "minute", interval: 15 },
  });

  it("7. refuses the literal start time, which is past, and creates the flow that starts now", async () => {
    const past = await server.flowService("POST", "/flows", flowBody("1710267858"));
    expect([past.status, past.body.errorCode]).toEqual([400, "1360-400"]);
    const answer = await server.flowService("POST", "/flows", flowBody(String(Math.floor(Date.now() / 1000))));
    expect(answer.status, answer.text).toBe(201);
    made.flow = answer.body.id;
  });

  it("8a. monitors: the run succeeds, with its metrics, activities and window", async () => {
    const { body } = await until(
      () => server.flowService("GET", `/runs?property=flowId==${made.flow}`),
      (answer) => ["success", "failed"].includes(answer.body.items[0]?.metrics.statusSummary.status),
    );
    const [run] = body.items;
    expect(run.metrics.statusSummary, JSON.stringify(run)).toMatchObject({ status: "success" });
    const truth = server.running.sandbox?.stripeUrl ?? "";
    const charges = await countAtStripe(truth, server.running.reach.stripeKey ?? "");
    expect(run.metrics.recordSummary).toMatchObject({
      inputRecordCount: charges,
      outputRecordCount: charges,
      failedRecordCount: 0,
    });
    expect(run.activities.map(({ name }: { name: string }) => name)).toEqual(["Copy Activity", "Promotion Activity"]);
    expect(run.activities[0].durationSummary.extensions).toHaveProperty("windowEnd");
    made.batch = run.activities[1].targetInfo[0].reference.ids[0];
    const flow = await until(
      () => server.flowService("GET", `/flows/${made.flow}`),
      (answer) => answer.body.items[0].lastRunDetails !== undefined,
    );
    expect(flow.body.items[0].lastRunDetails).toMatchObject({ id: run.id, state: "success" });
  });

  it("8b. the rows are in the dataset, as the mapping says", async () => {
    const files = await server.call("GET", `/data/foundation/export/batches/${made.batch}/files`);
    const file = await fetch(files.body.data[0]._links.self.href.replace(/^https?:\/\/[^/]+/, server.url), {
      headers: server.headers(),
    });
    const listed = (await file.json()) as { data: { _links: { self: { href: string } } }[] };
    const href = listed.data[0]!._links.self.href.replace(/^https?:\/\/[^/]+/, server.url);
    const rows = (await (await fetch(href, { headers: server.headers() })).text()).trim().split("\n");
    const row = JSON.parse(rows[0]!)._acme.charges_data;
    transcript.note(`${rows.length} rows are in the dataset, one for each charge of the account.`);
    expect(row.id).toMatch(/^(?:ch|py)_/);
    expect(Number.isInteger(row.amount)).toBe(true);
    expect(row.created).toBeGreaterThan(1_000_000_000);
  });

  it("8c. updates the flow and the account, with If-Match", async () => {
    const { body } = await server.flowService("GET", `/flows/${made.flow}`);
    const patch = [{ op: "replace", path: "/scheduleParams/frequency", value: "day" }];
    const updated = await server.flowService("PATCH", `/flows/${made.flow}`, patch, { "if-match": body.items[0].etag });
    expect(updated.status, updated.text).toBe(200);
    const stale = await server.flowService("PATCH", `/flows/${made.flow}`, patch, { "if-match": body.items[0].etag });
    expect(stale.status).toBe(412);
    const account = await server.flowService("GET", `/connections/${made.connection}`);
    expect(JSON.stringify(account.body)).not.toContain(server.running.reach.stripeKey);
    const rename = [{ op: "replace", path: "/name", value: "Stripe EU" }];
    const renamed = await server.flowService("PATCH", `/connections/${made.connection}`, rename, {
      "if-match": account.body.items[0].etag,
    });
    expect(renamed.status).toBe(200);
  });

  it("8d. deletes the flow, then the account", async () => {
    expect((await server.flowService("DELETE", `/connections/${made.connection}`)).body.errorCode).toBe("1418-400");
    expect((await server.flowService("DELETE", `/flows/${made.flow}`)).status).toBe(204);
    expect((await server.flowService("GET", `/flows/${made.flow}`)).status).toBe(404);
    for (const path of [
      `/sourceConnections/${made.source}`,
      `/targetConnections/${made.target}`,
      `/connections/${made.connection}`,
    ]) {
      expect((await server.flowService("DELETE", path)).status).toBe(204);
    }
  });
});

it("What has been shown", async () => {
  transcript.note("The flow moved every charge of the account, and nothing of it is left at Flow Service.");
  await expect(transcript.text(head)).toMatchFileSnapshot("../../../docs/tutorial-transcript.md");
});

async function countAtStripe(url: string, key: string): Promise<number> {
  let count = 0;
  for (let after = ""; ;) {
    const response = await fetch(`${url}/v1/charges?limit=100${after}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const page = (await response.json()) as { data: { id: string }[]; has_more: boolean };
    count += page.data.length;
    if (!page.has_more) return count;
    after = `&starting_after=${page.data.at(-1)!.id}`;
  }
}
