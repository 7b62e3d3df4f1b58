import { Ajv2019 } from "ajv/dist/2019.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaFor, schemas } from "../src/v1/openapi.ts";
import type { RouteRow } from "../src/v1/route-row.ts";
import { routeTable } from "../src/v1/route-table.ts";
import { type Answer, type Loose, ServerUnderTest, until } from "./running-server.ts";

let server: ServerUnderTest;
const made: Record<string, string> = {};

beforeAll(async () => {
  server = await ServerUnderTest.start();
});
afterAll(() => server.stop());

const ajv = new Ajv2019({ strict: false, allErrors: true });
ajv.addSchema({ $id: "v1", components: { schemas } });

/** Calls an operation of the table and holds its answer against the published schema. */
async function call(
  operationId: keyof typeof routeTable,
  parameters: Readonly<Record<string, string>> = {},
  body?: unknown,
  more: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const row: RouteRow = routeTable[operationId];
  const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ""));
  const answer = await server.v1(row.method, `${path}${more.query ?? ""}`, body, more.headers);
  if (answer.status >= 400) {
    expect(
      ajv.validate({ $ref: "v1#/components/schemas/Problem" }, answer.body),
      `${operationId}: ${answer.text}`,
    ).toBe(true);
    return answer;
  }
  expect(answer.status, answer.text).toBe(row.status ?? 200);
  if (row.answer !== undefined && row.mediaType === undefined) {
    const schema = JSON.parse(
      JSON.stringify(schemaFor(row.answer)).replaceAll("#/components", "v1#/components"),
    ) as object;
    const validate = ajv.compile(schema);
    expect(
      validate(answer.body),
      `${operationId}: ${JSON.stringify(validate.errors)} ${answer.text.slice(0, 500)}`,
    ).toBe(true);
  }
  return answer;
}

async function finished(operation: Answer): Promise<Loose> {
  const { body } = await until(
    () => call("getOperation", { id: operation.body.id }),
    (answer) => answer.body.state !== "running",
  );
  expect(body.state, JSON.stringify(body)).toBe("succeeded");
  return body.result;
}

describe("an operator's way through /v1", () => {
  it("sees who he is and what can be connected", async () => {
    expect((await call("getSession")).body).toMatchObject({ simulated: true, store: "sqlite", tenantId: "acme" });
    expect((await call("getCatalog")).body[0]).toMatchObject({ name: "Stripe", accounts: 0 });
  });

  it("checks a key, connects it, and is told what a bad one lacks", async () => {
    const key = server.running.reach.stripeKey;
    const check = await call("checkKey", {}, { accessToken: key });
    expect(check.body).toMatchObject({ valid: true, livemode: false });
    expect(check.body.permissions).toHaveLength(6);
    expect((await call("checkKey", {}, { accessToken: "sk_test_fakeWrong" })).body).toMatchObject({ valid: false });
    const connection = await call("createConnection", {}, { name: "Stripe", accessToken: key });
    made.connection = connection.body.id;
    expect(connection.text).not.toContain(key);
    expect((await call("createConnection", {}, { name: "x", accessToken: "sk_test_fakeWrong" })).status).toBe(400);
    expect((await call("listConnections")).body.total).toBe(1);
    expect((await call("checkConnection", { id: made.connection! })).body.valid).toBe(true);
    const renamed = await call("renameConnection", { id: made.connection! }, { name: "Stripe EU" });
    expect(renamed.body.name).toBe("Stripe EU");
  });

  it("previews real records with every declared field", async () => {
    const { body } = await call("previewResource", { id: made.connection!, resource: "charges" });
    expect(body.records.length).toBeGreaterThan(0);
    expect(body.fields.find(({ path }: { path: string }) => path === "amount")).toMatchObject({ type: "number" });
  });

  it("estimates, plans, and reads the field table and the mapping", async () => {
    const schedule = { frequency: "minute", interval: 15, startsAt: Date.now(), backfill: true };
    const estimate = await call(
      "estimate",
      {},
      { connectionId: made.connection, resources: ["charges", "customers"], schedule },
    );
    expect(estimate.body.objects.charges).toBeGreaterThan(10);
    expect(estimate.body.batchesPerDay).toBe(192);
    expect(estimate.body.warnings).toHaveLength(1);
    const plan = await call("createPlan", {}, { connectionId: made.connection });
    expect(plan.body.counts.create).toBeGreaterThan(10);
    expect((await call("listPlans")).body.total).toBe(1);
    expect((await call("getPlan", { id: plan.body.id })).body.steps.length).toBeGreaterThan(10);
    const fields = await call("listFields", {}, undefined, {
      query: "?resource=charges&search=payment_method_details%20last4",
    });
    expect(fields.body.items[0].xdmPath).toContain("charges_data.payment_method_details");
    expect((await call("getMapping", { resource: "charges", dataset: "object" })).body.rows.length).toBeGreaterThan(50);
    expect((await call("getMapping", { resource: "charges", dataset: "none" })).status).toBe(404);
  });

  it("judges a mapping as it is typed", async () => {
    const rows = [
      { source: "data.id", destination: "_acme.x.id" },
      { source: "upper(data.currency)", destination: "_acme.x.currency", sourceType: "EXPRESSION" },
      { source: "nvl(data.id)", destination: "_acme.x.y", sourceType: "EXPRESSION" },
    ];
    const { body } = await call("judgeMapping", {}, { resource: "charges", rows });
    expect(body.problems).toMatchObject([{ row: 2, severity: "error" }]);
    expect(body.values.slice(0, 2)).toEqual([expect.stringMatching(/^ch_/), "USD"]);
    expect(body.result).toBeNull();
    const good = await call("judgeMapping", {}, { resource: "charges", rows: rows.slice(0, 2) });
    expect(good.body.result._acme.x.currency).toBe("USD");
  });

  it("sets up all six resources with one call, and repeating it changes nothing", async () => {
    const body = { connectionId: made.connection };
    const headers = { "idempotency-key": "set-up-1" };
    const operation = await call("setUp", {}, body, { headers });
    const { flowIds } = await finished(operation);
    expect(flowIds).toHaveLength(6);
    const again = await call("setUp", {}, body, { headers });
    expect(again.body.id).toBe(operation.body.id);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const other = await call("setUp", {}, { connectionId: made.connection, resources: ["charges"] }, { headers });
    expect([other.status, other.body.code]).toEqual([422, "SAEP-1812"]);
    expect((await finished(await call("setUp", {}, body))).flowIds.toSorted()).toEqual(flowIds.toSorted());
  });

  it("is told that a resource has its dataflow already, instead of losing what he chose for another", async () => {
    const schedule = { frequency: "week", interval: 1, startsAt: Date.now() + 60_000, backfill: true };
    const input = { name: "Charges weekly", connectionId: made.connection, resource: "charges", schedule };
    const second = await call("createFlow", {}, input);
    expect([second.status, second.body.code]).toEqual([409, "SAEP-1808"]);
    const { items } = (await call("listFlows", {}, undefined, { query: "?resource=charges" })).body;
    expect(items.map(({ id }: Loose) => id)).toEqual([second.body.where]);
    expect(second.body.next).toContain("delete it first");
  });

  it("sees every run succeed, balanced, with Adobe's view of the same runs", async () => {
    const { body } = await until(
      () => call("listFlows"),
      (answer) => answer.body.items.every((flow: Loose) => ["succeeded", "failed"].includes(flow.lastRun?.status)),
    );
    for (const flow of body.items) {
      expect(flow.lastRun, JSON.stringify(flow)).toMatchObject({
        status: "succeeded",
        balanced: true,
        engine: "generated",
      });
      expect(flow.lastRun.figures.read).toBeGreaterThan(0);
    }
    made.flow = body.items.find(({ resource }: { resource: string }) => resource === "charges").id;
    const runs = await call("listRuns", {}, undefined, { query: `?flowId=${made.flow}` });
    const run = await call("getRun", { id: runs.body.items[0].id });
    expect(run.body.datasets.map(({ kind }: { kind: string }) => kind)).toEqual(["event", "object"]);
    const adobe = await server.flowService("GET", `/runs/${run.body.id}`);
    expect(adobe.body.items[0].metrics.recordSummary.inputRecordCount).toBe(run.body.figures.read);
    expect((await call("getFlow", { id: made.flow! })).body.dataSets).toHaveLength(2);
    const overview = (await call("getOverview")).body;
    expect(overview.resources).toHaveLength(6);
    expect(overview.runs).toMatchObject({ running: 0, failed: 0, succeeded: expect.any(Number) });
    expect(overview.totals.map(({ resource }: Loose) => resource)).toHaveLength(6);
    const charges = overview.totals.find(({ resource }: Loose) => resource === "charges");
    const ofCharges = (await call("listRuns", {}, undefined, { query: `?flowId=${made.flow}` })).body;
    // Every run of the account's feed counts, also those that a webhook or another client asked for.
    expect(charges.figures.accepted).toBeGreaterThanOrEqual(ofCharges.items.at(-1).figures.accepted);
    expect(Object.keys(charges.datasets).toSorted()).toEqual(["event", "object"]);
    expect(charges.runs.succeeded).toBe(ofCharges.total);
    expect(overview.budget.batchesToday).toBeGreaterThanOrEqual(9);
    expect((await call("listDataSets", {}, undefined, { query: "?search=charges" })).body.items.length).toBeGreaterThan(
      0,
    );
    expect((await call("listRuns", {}, undefined, { query: "?limit=2&status=succeeded" })).body.next).not.toBeNull();
    expect((await call("listRuns", {}, undefined, { query: "?status=failed" })).body).toMatchObject({ total: 0 });
  });

  it("proves both sides equal, day by day", async () => {
    const { reconciliationId, verdict } = await finished(await call("startReconciliation", {}, {}));
    expect(verdict).not.toBe("differs");
    const shown = await call("getReconciliation", { id: reconciliationId });
    expect(shown.body.days.length).toBeGreaterThan(10);
    const days = await call("getCalendar", {}, undefined, { query: "?resource=charges" });
    expect(days.body.every((day: Loose) => day.verdict === "agrees")).toBe(true);
    expect((await call("listReconciliations")).body.total).toBe(1);
    await finished(await call("repairReconciliation", { id: reconciliationId }));
  });

  it("answers who pays later from the platform's rows", async () => {
    const { body } = await call("getBuyNowPayLater");
    expect(body.buyNowPayLaterPayments).toBeGreaterThan(0);
    const sum = body.providers.reduce((total: number, { payments }: { payments: number }) => total + payments, 0);
    expect(sum).toBe(body.buyNowPayLaterPayments);
    expect(body.audience.expression).toContain("bnpl");
  });

  it("runs now, retries, disables and enables", async () => {
    const run = await call("runFlow", { id: made.flow! });
    await until(
      () => call("getRun", { id: run.body.id }),
      (answer) => answer.body.status === "succeeded",
    );
    expect((await call("retryRun", { id: run.body.id })).status).toBeLessThan(500);
    expect((await call("cancelRun", { id: run.body.id })).status).toBe(409);
    expect((await call("disableFlow", { id: made.flow! })).body.state).toBe("disabled");
    expect((await call("disableFlow", { id: made.flow! })).status).toBe(400);
    expect((await call("enableFlow", { id: made.flow! })).body.state).toBe("enabled");
  });

  it("may delete a dataflow and set it up anew: its datasets stay, and nothing is sent twice", async () => {
    const before = await call("getFlow", { id: made.flow! });
    expect((await call("deleteFlow", { id: made.flow! })).status).toBe(204);
    const schedule = { frequency: "week", interval: 1, startsAt: Date.now() + 60_000, backfill: true };
    const input = { name: "Charges weekly", connectionId: made.connection, resource: "charges", schedule };
    const flow = await call("createFlow", {}, input);
    expect(flow.body.dataSets).toEqual(before.body.dataSets);
    const ordered = await call("runFlow", { id: flow.body.id });
    const run = await until(
      () => call("getRun", { id: ordered.body.id }),
      (answer) => ["succeeded", "failed"].includes(answer.body.status),
    );
    expect(run.body).toMatchObject({ status: "succeeded", figures: { sent: 0 } });
    made.flow = flow.body.id;
  });

  it("has an empty quarantine, and says so", async () => {
    expect((await call("listQuarantine")).body).toEqual({ items: [], next: null, total: 0 });
    expect((await call("groupQuarantine")).body).toEqual([]);
    expect((await call("getQuarantined", { id: "none" })).status).toBe(404);
    expect((await call("dropQuarantine", {}, { ids: ["none"] })).body).toEqual({ dropped: 0 });
  });

  it("deletes flows before their account", async () => {
    expect((await call("deleteConnection", { id: made.connection! })).status).toBe(400);
    for (const { id } of (await call("listFlows")).body.items)
      expect((await call("deleteFlow", { id })).status).toBe(204);
    expect((await call("deleteConnection", { id: made.connection! })).status).toBe(204);
    expect((await call("getConnection", { id: made.connection! })).status).toBe(404);
  });
});

describe("access", () => {
  it("makes tokens that can do only what they may, and revokes them", async () => {
    const viewer = await call("createToken", {}, { name: "viewer", scopes: ["sources.view"] });
    const headers = { authorization: `Bearer ${viewer.body.token}` };
    expect((await call("getOverview", {}, undefined, { headers })).status).toBe(200);
    expect((await call("listAudit", {}, undefined, { headers })).status).toBe(403);
    expect((await call("createToken", {}, { name: "x", scopes: ["admin"] }, { headers })).status).toBe(403);
    const denied = await server.flowService("POST", "/connections", {}, headers);
    expect([denied.status, denied.body.errorCode]).toEqual([403, "2121-403"]);
    expect((await call("listTokens")).text).not.toContain(viewer.body.token);
    expect((await call("revokeToken", { id: viewer.body.id })).status).toBe(204);
    expect((await call("getOverview", {}, undefined, { headers })).status).toBe(401);
  });

  it("another sandbox's token sees nothing of this one, and another organisation's opens nothing", async () => {
    const { tokens } = server.running.service;
    const tokenOf = async (imsOrganization: string, sandbox: string): Promise<Record<string, string>> => {
      const scopes = ["admin"];
      const made = await tokens.create({
        name: "other",
        imsOrganization,
        sandbox,
        scopes,
        expiresAt: null,
        now: Date.now(),
      });
      return { authorization: `Bearer ${made.token}` };
    };
    const input = { name: "Of this sandbox", accessToken: server.running.reach.stripeKey };
    const { id } = (await call("createConnection", {}, input)).body as { id: string };
    expect((await call("getConnection", { id })).status).toBe(200);
    const sandbox = await tokenOf(server.running.reach.imsOrg, "dev");
    expect((await call("listConnections", {}, undefined, { headers: sandbox })).body.total).toBe(0);
    expect((await call("getConnection", { id }, undefined, { headers: sandbox })).status).toBe(404);
    const organisation = await tokenOf("OTHER@AdobeOrg", "prod");
    const refused = await call("listConnections", {}, undefined, { headers: organisation });
    expect([refused.status, refused.body.code]).toEqual([403, "SAEP-1806"]);
    const foreign = await server.flowService("GET", "/flows", undefined, organisation);
    expect(foreign.body).toEqual({ error_code: "403025", message: "Profile is not valid" });
  });

  it("writes down what was done, and finds a changed entry", async () => {
    const { body } = await call("listAudit");
    expect(body.items.map(({ action }: { action: string }) => action)).toContain("connection.create");
    expect((await call("verifyAudit")).body).toMatchObject({ whole: true, brokenAt: null });
    const { audit, platform } = server.running.service;
    const { imsOrganization, sandbox } = platform;
    const entry = { imsOrganization, sandbox, actor: "test", action: "test.noted", subject: "x", details: {} };
    // More than the export holds in memory at once.
    for (let number = 0; number < 1_100; number += 1) await audit.append({ ...entry, at: number });
    const lines = (await server.v1("GET", "/audit/export")).text.trim().split("\n");
    expect(lines).toHaveLength(Number(body.total) + 1_100);
    const sequences = lines.map((line) => (JSON.parse(line) as { readonly sequence: number }).sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(JSON.stringify(lines)).not.toContain("sk_test_");
    const { database } = server.running.service.store as Loose;
    await database.updateTable("audit_entry").set({ actor: "nobody" }).where("sequence", "=", 2).execute();
    expect((await call("verifyAudit")).body).toMatchObject({ whole: false, brokenAt: 2 });
  });

  const forbidden = [
    "http://example.com/hook",
    "https://127.0.0.1/hook",
    "https://[::1]/hook",
    "https://[::ffff:127.0.0.1]/hook",
    "https://169.254.169.254/latest",
    "https://10.1.2.3/",
    "https://user:pass@example.com/",
    "https://localhost/",
    "file:///etc/passwd",
    "https://0x7f000001/",
  ];
  for (const url of forbidden) {
    it(`refuses to send alerts to ${url}`, async () => {
      const answer = await call("createAlert", {}, { url, events: ["run.failed"] });
      expect([answer.status, answer.body.code]).toEqual([400, "SAEP-1811"]);
    });
  }

  it("explains its errors and limits its bodies", async () => {
    expect((await call("getError", { code: "SAEP-1811" })).body.meaning).toContain("private network");
    expect((await call("getError", { code: "constructor" })).status).toBe(404);
    const large = await server.v1("POST", "/connections/check", { accessToken: "x".repeat(2_000_000) });
    expect([large.status, large.body.code]).toEqual([413, "SAEP-1810"]);
    const wrong = await call("createConnection", {}, { name: 5, extra: 1 });
    expect(wrong.body.problems.length).toBeGreaterThan(1);
    expect((await call("listFlows", {}, undefined, { query: "?limit=0" })).status).toBe(400);
    expect((await call("listFlows", {}, undefined, { query: "?nonsense=1" })).status).toBe(400);
    expect((await server.v1("GET", "/nothing")).status).toBe(404);
  });

  it("sends security headers, and a request id on everything", async () => {
    const answer = await server.v1("GET", "/session");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f]{24}$/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });
});
