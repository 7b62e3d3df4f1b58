import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routeTable } from "../src/v1/route-table.ts";
import type { RouteRow } from "../src/v1/route-row.ts";
import { ServerUnderTest } from "./running-server.ts";

let server: ServerUnderTest;

beforeAll(async () => {
  server = await ServerUnderTest.start();
});
afterAll(() => server.stop());

const RUNS = Number(process.env.STRIPE_AEP_FUZZ_RUNS ?? 150);

/** Sends what is drawn; an answer must come in seconds, be no 5xx, and tell nothing of our inside. */
async function survive(method: string, path: string, body: string | undefined, headers: Record<string, string>) {
  const answer = await server.running.app.inject({
    method: method as "GET",
    url: path,
    headers: { ...server.headers(), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  expect(answer.statusCode, `${method} ${path} ${body ?? ""} -> ${answer.body.slice(0, 300)}`).toBeLessThan(500);
  expect(answer.body).not.toMatch(/at \w+ \(|node_modules|\/src\//);
}

const collection = fc.constantFrom(
  "connections",
  "sourceConnections",
  "targetConnections",
  "flows",
  "runs",
  "connectionSpecs",
  "flowSpecs",
  "nothing",
  "__proto__",
);
const tail = fc.constantFrom(
  "",
  "/",
  "/x",
  "/x/test",
  "/x/action",
  "/x/explore",
  "/search",
  "/%00",
  "/..%2f",
  "/%",
  "/x/y/z",
);
const nasty = fc.constantFrom(
  "",
  "null",
  "-1",
  "1e999",
  "\u0000",
  "__proto__",
  "constructor",
  "a".repeat(5000),
  "%",
  "==",
  "id==",
  "'\"",
  "[]",
  "🎈",
);
const query = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "property",
        "limit",
        "orderby",
        "count",
        "continuationToken",
        "mode",
        "op",
        "objectType",
        "object",
        "fileType",
        "sourceParams",
        "preview",
        "x",
      ),
      fc.oneof(
        nasty,
        fc.string(),
        fc.constantFrom("id==x", "state==enabled", "10", "true", "draft", "publish", "rest", "json", "e30="),
      ),
    ),
    { maxLength: 6 },
  )
  .map((pairs) =>
    pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.replace(/[\ud800-\udfff]/g, ""))}`).join("&"),
  );

/** Bodies that look like Adobe's, with something wrong somewhere. */
const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  nasty,
  fc.constant([]),
  fc.constant({}),
  fc.object({ maxDepth: 2 }),
);
const shaped = fc.record(
  {
    name: value,
    description: value,
    connectionSpec: fc.oneof(
      value,
      fc.constant({ id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" }),
      fc.constant({ id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" }),
    ),
    flowSpec: fc.oneof(value, fc.constant({ id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" })),
    auth: fc.oneof(
      value,
      fc.record({
        specName: fc.oneof(value, fc.constant("OAuth2 Refresh Code")),
        params: fc.oneof(value, fc.record({ accessToken: value })),
      }),
    ),
    baseConnectionId: value,
    data: fc.oneof(value, fc.constant({ format: "json" }), fc.record({ schema: value })),
    params: fc.oneof(
      value,
      fc.record({ resourcePath: value, dataSetId: value, windowStartTime: value, windowEndTime: value }),
    ),
    sourceConnectionIds: fc.oneof(value, fc.array(value)),
    targetConnectionIds: fc.oneof(value, fc.array(value)),
    transformations: fc.oneof(value, fc.array(fc.record({ name: fc.constant("Mapping"), params: value }))),
    scheduleParams: fc.oneof(
      value,
      fc.record({
        startTime: value,
        frequency: fc.oneof(value, fc.constant("minute")),
        interval: value,
        backfill: value,
      }),
    ),
    options: fc.oneof(value, fc.record({ partialIngestionPercent: value, errorDiagnosticsEnabled: value })),
    flowId: value,
    state: value,
    accessToken: value,
    rows: fc.oneof(
      value,
      fc.array(
        fc.record({
          source: fc.oneof(nasty, fc.string()),
          destination: fc.oneof(nasty, fc.string()),
          sourceType: fc.constantFrom("ATTRIBUTE", "EXPRESSION", "STATIC"),
        }),
        { maxLength: 5 },
      ),
    ),
    resource: fc.oneof(value, fc.constant("charges")),
    schedule: value,
    connectionId: value,
    url: value,
    events: value,
    scopes: value,
    ids: value,
    queryString: value,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.constant(undefined),
  fc.string(),
  fc.constantFrom("{", "[[[[", '{"a":', "\u0000", "null", "[]", `${"[".repeat(5000)}${"]".repeat(5000)}`),
  shaped.map((object) => JSON.stringify(object)),
  fc
    .array(
      fc.record({
        op: value,
        path: fc.oneof(nasty, fc.constantFrom("/name", "/auth/params", "/scheduleParams/interval", "/a/b/c")),
        value,
      }),
      { maxLength: 4 },
    )
    .map((list) => JSON.stringify(list)),
);
const headers = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/json",
      "text/plain",
      "application/json-patch+json",
      "multipart/form-data; boundary=x",
      "",
    ),
    "if-match": fc.constantFrom("*", '"x"', "", "x".repeat(3000)),
    "idempotency-key": fc.constantFrom("a", "", "x".repeat(300)),
    "x-sandbox-name": fc.constantFrom("prod", "*", "", "x", "__proto__"),
    authorization: fc.constantFrom("", "Bearer", "Bearer x", "Basic eDp5", `Bearer ${"x".repeat(9000)}`),
  },
  { requiredKeys: ["content-type"] },
);
/** Mostly with good access, so that what lies behind it is reached. */
const someHeaders = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ "content-type": "application/json" }) },
  { weight: 1, arbitrary: headers },
);

describe("whatever is sent, there is no 500 and no hang", () => {
  it("at Adobe's paths", async () => {
    const methods = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE");
    await fc.assert(
      fc.asyncProperty(
        methods,
        collection,
        tail,
        query,
        body,
        someHeaders,
        async (method, name, rest, question, payload, given) => {
          const path = `/data/foundation/flowservice/${name}${rest}${question === "" ? "" : `?${question}`}`;
          await survive(method, path, method === "GET" ? undefined : payload, given);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("below /v1", async () => {
    const rows = Object.values<RouteRow>(routeTable).filter(({ path }) => path !== "/events");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...rows),
        nasty,
        query,
        body,
        someHeaders,
        async (row, parameter, question, payload, given) => {
          const path = row.path.replace(/\{\w+\}/g, encodeURIComponent(parameter.slice(0, 200)) || "x");
          const known =
            fc.sample(fc.constant(""), 1).length > 0 && Object.keys(row.query ?? {}).length > 0 ? "?limit=5" : "";
          const target = `/v1${path}${question === "" ? known : `?${question}`}`;
          await survive(row.method, target, row.method === "GET" ? undefined : payload, given);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("at every other path", async () => {
    const paths = fc.oneof(
      fc.constantFrom(
        "/",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5c..%5cx",
        "/webhooks/stripe/x",
        "/metrics",
        "/healthz?x",
        "//",
        "/%00",
        "/v1",
        "/data",
        "/ims/token/v3",
      ),
      fc.webPath(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("GET", "POST"), paths, body, async (method, path, payload) => {
        await survive(method, path === "" ? "/" : path, method === "GET" ? undefined : payload, {});
      }),
      { numRuns: RUNS },
    );
  });
});
