import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/flow-service/exchange.ts";
import { resourceNames } from "../../src/resources.ts";
import { caller, Desk, goodKey, revokedKey } from "./desk.ts";

let desk: Desk;

beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

interface Typed {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Typed>>;
}

const encode = (params: unknown): string => Buffer.from(JSON.stringify(params)).toString("base64");
const explorePath = (id: string, sourceParams: string, more = "&preview=false"): string =>
  `/connections/${id}/explore?objectType=rest&object=json&fileType=json${more}&sourceParams=${encodeURIComponent(sourceParams)}`;

describe("base connections", () => {
  it("creates with id and quoted etag alone, and never shows the key again", async () => {
    const answer = await desk.call("POST", "/connections", desk.connectionBody());
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body)).toEqual(["id", "etag"]);
    expect(answer.body.etag).toMatch(/^"[0-9a-f]{8}-[0-9a-f]{4}-0200-0000-[0-9a-f]{12}"$/);
    const shown = await desk.call("GET", `/connections/${answer.body.id as string}`);
    expect(shown.body.items).toHaveLength(1);
    expect(shown.body.items?.[0]).toMatchObject({
      state: "enabled",
      auth: { specName: "OAuth2 Refresh Code", params: {} },
      imsOrgId: caller.imsOrganization,
      sandboxName: "prod",
      version: answer.body.etag,
    });
    expect(JSON.stringify(shown)).not.toContain(goodKey);
  });

  it("refuses a revoked key with Adobe's sentence and keeps nothing", async () => {
    const auth = { specName: "oAuth2RefreshCode", params: { accessToken: revokedKey } };
    const answer = await desk.call("POST", "/connections", desk.connectionBody({ auth }));
    expect(answer.status).toBe(400);
    expect(answer.body.errorMessage).toContain("status code 401 Unauthorized, please check your activity settings.");
    expect(JSON.stringify(answer)).not.toContain(revokedKey);
    expect((await desk.call("GET", "/connections?count=true")).body).toEqual({ count: 0 });
  });

  const refused = [
    ["no body", undefined, 400, "1405-400"],
    ["an array", [], 400, undefined],
    ["no connectionSpec", { connectionSpec: undefined }, 400, "1304-400"],
    ["no spec version", { connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3" } }, 422, undefined],
    ["another spec", { connectionSpec: { id: "x", version: "1.0" } }, 400, undefined],
    ["another auth spec", { auth: { specName: "Basic", params: { accessToken: goodKey } } }, 400, "1415-400"],
    ["no token", { auth: { specName: "OAuth2 Refresh Code", params: {} } }, 400, "1304-400"],
    [
      "an unknown parameter",
      { auth: { specName: "OAuth2 Refresh Code", params: { accessToken: goodKey, host: "x" } } },
      400,
      "1312-400",
    ],
    [
      "a token with a line break",
      { auth: { specName: "OAuth2 Refresh Code", params: { accessToken: "a\r\nb" } } },
      400,
      "1312-400",
    ],
    ["no name", { name: undefined }, 400, "1304-400"],
    ["a name that is no text", { name: 5 }, 400, "1312-400"],
  ] as const;
  for (const [what, more, status, code] of refused) {
    it(`refuses ${what}`, async () => {
      const changes = more === undefined || Array.isArray(more) ? undefined : (more as JsonObject);
      const body: unknown = changes === undefined ? more : JSON.parse(JSON.stringify(desk.connectionBody(changes)));
      const answer = await desk.call("POST", "/connections", body);
      expect([answer.status, answer.body.errorCode]).toEqual([status, code]);
    });
  }

  it("tests: false for a key that Stripe refuses by now", async () => {
    const { id } = await desk.create("/connections", desk.connectionBody());
    expect((await desk.call("GET", `/connections/${id}/test`)).body).toEqual({ result: true });
    desk.account = { kind: "refused", status: 401, message: "" };
    expect(await desk.call("GET", `/connections/${id}/test`)).toEqual({ status: 200, body: { result: false } });
  });

  it("rotates the key by PATCH with If-Match, and the old etag is worth nothing afterwards", async () => {
    const { id, etag } = await desk.create("/connections", desk.connectionBody());
    const operations = [
      { op: "REPLACE", path: "/auth/params", value: { accessToken: "rk_test_fakeNewer" } },
      { op: "replace", path: "/name", value: "Stripe EU" },
    ];
    expect((await desk.call("PATCH", `/connections/${id}`, operations)).body.errorCode).toBe("1403-400");
    const patched = await desk.call("PATCH", `/connections/${id}/`, operations, { ifMatch: etag });
    expect(patched.status).toBe(200);
    expect(patched.body.etag).not.toBe(etag);
    const again = await desk.call("PATCH", `/connections/${id}`, operations, { ifMatch: etag });
    expect([again.status, again.body.errorCode]).toEqual([412, "1404-412"]);
    const shown = await desk.entity(`/connections/${id}`);
    expect(shown).toMatchObject({ name: "Stripe EU", lastOperation: { operation: "update", percentCompleted: 100 } });
    expect(JSON.stringify(shown)).not.toContain("rk_test_fakeNewer");
  });

  it("refuses a key of another account, whose data would mix with the first one's", async () => {
    const { id, etag } = await desk.create("/connections", desk.connectionBody());
    desk.account = { kind: "valid", account: "acct_other", livemode: false };
    const operations = [{ op: "replace", path: "/auth/params", value: { accessToken: "rk_test_fakeOther" } }];
    const answer = await desk.call("PATCH", `/connections/${id}`, operations, { ifMatch: etag });
    expect([answer.status, answer.body.errorCode]).toEqual([400, "1100-400"]);
    expect((await desk.entity(`/connections/${id}`)).etag).toBe(etag);
  });

  const badOperations = [
    ["changing the spec", [{ op: "replace", path: "/connectionSpec/id", value: "x" }], "1414-400"],
    ["an operation that is none", [{ op: "move", path: "/name", from: "/x" }], "1434-400"],
    ["another path", [{ op: "replace", path: "/state", value: "disabled" }], "1365-400"],
    ["an empty list", [], "1405-400"],
    ["a missing member", [{ op: "remove", path: "/description/x" }], "1455-400"],
    ["an operation without value", [{ op: "replace", path: "/name" }], "1455-400"],
    ["a path into the prototype", [{ op: "add", path: "/name/__proto__/x", value: 1 }], "1365-400"],
    ["taking the name away", [{ op: "remove", path: "/name" }], "1304-400"],
  ] as const;
  for (const [what, operations, code] of badOperations) {
    it(`refuses ${what} in a PATCH and changes nothing`, async () => {
      const { id, etag } = await desk.create("/connections", desk.connectionBody());
      const answer = await desk.call("PATCH", `/connections/${id}`, operations, { ifMatch: etag });
      expect(answer.body.errorCode).toBe(code);
      expect((await desk.entity(`/connections/${id}`)).etag).toBe(etag);
    });
  }

  it("deletes with 204, then 404; not while a flow uses it", async () => {
    const { base, flow } = await desk.wholeFlow();
    expect((await desk.call("DELETE", `/connections/${base}`)).body.errorCode).toBe("1418-400");
    expect((await desk.call("DELETE", `/flows/${flow}`)).status).toBe(204);
    expect(await desk.call("DELETE", `/connections/${base}`)).toEqual({ status: 204, body: {} });
    const gone = await desk.call("GET", `/connections/${base}`);
    expect(gone).toMatchObject({ status: 404, body: { errorMessage: `connections not found with id = [${base}]` } });
  });
});

describe("explore", () => {
  it("answers charges with every field of the tutorial's answer, typed also where Adobe's is not", async () => {
    const { id } = await desk.create("/connections", desk.connectionBody());
    const answer = await desk.call("GET", explorePath(id, "eyJyZXNvdXJjZVBhdGgiOiJjaGFyZ2VzIn0="));
    expect(answer.body).toMatchObject({ format: "hierarchical", schema: { type: "object" } });
    expect(answer.body.data).toBeUndefined();
    const file = JSON.parse(readFileSync(new URL("tutorial-explore-fields.json", import.meta.url), "utf8")) as {
      fields: Record<string, string | null>;
    };
    const typeAt = (path: string): unknown => {
      let schema = answer.body.schema as Typed | undefined;
      for (const step of path.split(".")) schema = schema?.properties?.[step];
      return schema?.type;
    };
    const wrong = Object.entries(file.fields).filter(([path, type]) => {
      const found = typeAt(path);
      return found === undefined || (type !== null && found !== type);
    });
    expect(wrong).toEqual([]);
    expect(Object.keys(file.fields).length).toBeGreaterThan(80);
  });

  for (const resourcePath of resourceNames) {
    it(`describes ${resourcePath} and shows real rows with preview`, async () => {
      const { id } = await desk.create("/connections", desk.connectionBody());
      const answer = await desk.call("GET", explorePath(id, encode({ resourcePath }), "&preview=true"));
      expect(answer.status).toBe(200);
      const [row] = answer.body.data as { data: { id: string } }[];
      expect(row?.data.id).toBeTypeOf("string");
      expect(JSON.stringify(answer.body.schema)).toContain('"minimum":-9007199254740992,"maximum":9007199254740991');
    });
  }

  const bad = [
    ["objectType=table&object=json&fileType=json&sourceParams=e30", "1358-400"],
    ["object=json&fileType=json&sourceParams=e30", "1334-400"],
    ["objectType=REST&object=json&FileType=JSON&sourceParams=e30", "1304-400"],
    ["objectType=rest&object=json&fileType=json&sourceParams=%25%25", "1389-400"],
    ["objectType=rest&object=json&fileType=json&sourceParams=bm9wZQ", "1389-400"],
    [`objectType=rest&object=json&fileType=json&sourceParams=${encode({ resourcePath: "invoices" })}`, "1312-400"],
    ["objectType=rest&object=csv&fileType=json&sourceParams=e30", "1312-400"],
    ["objectType=rest&object=json&fileType=json&preview=perhaps&sourceParams=e30", "1312-400"],
    ["objectType=rest&object=json&fileType=json&sourceParams=%E0%A4%A", "1453-400"],
  ] as const;
  for (const [query, code] of bad) {
    it(`answers ${code} to ${query.slice(0, 70)}`, async () => {
      const { id } = await desk.create("/connections", desk.connectionBody());
      expect((await desk.call("GET", `/connections/${id}/explore?${query}`)).body.errorCode).toBe(code);
    });
  }
});

describe("specs", () => {
  it("list and find the Stripe source, its target and its flow", async () => {
    const found = await desk.entity("/connectionSpecs/cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3");
    expect(found).toMatchObject({ name: "Stripe", attributes: { isDraftModeSupported: true } });
    const flowSpec = await desk.call("GET", "/flowSpecs?property=name==%22RestStorageToAEP%22");
    expect(flowSpec.body.items?.[0]).toMatchObject({
      id: "6499120c-0b15-42dc-936e-847ea3c24d72",
      sourceConnectionSpecIds: ["cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3"],
    });
    expect((await desk.call("GET", "/connectionSpecs/none")).status).toBe(404);
    expect((await desk.call("POST", "/flowSpecs", {})).body.errorCode).toBe("1426-400");
    expect((await desk.call("GET", "/flowSpecs?limit=1")).body.errorCode).toBe("1451-400");
    expect((await desk.call("GET", "/connectionSpecs/x/explore")).body.errorCode).toBe("1372-400");
  });
});

describe("source and target connections", () => {
  it("keep what Adobe shows, with the base connection inherited", async () => {
    const { source, target, base } = await desk.wholeFlow();
    expect(await desk.entity(`/sourceConnections/${source}`)).toMatchObject({
      params: { resourcePath: "charges" },
      inheritedAttributes: { baseConnection: { id: base } },
      lastOperation: { updated: 0, operation: "create" },
    });
    expect(await desk.entity(`/targetConnections/${target}`)).toMatchObject({ data: { format: "parquet_xdm" } });
  });

  const bad = [
    ["/sourceConnections", { data: { format: "csv" } }, 400, "1327-400"],
    ["/sourceConnections", { data: undefined }, 400, "1304-400"],
    ["/sourceConnections", { params: {} }, 400, "1304-400"],
    ["/sourceConnections", { params: { resourcePath: "invoices" } }, 400, "1312-400"],
    ["/sourceConnections", { baseConnectionId: "none" }, 404, undefined],
    ["/sourceConnections", { baseConnectionId: undefined }, 400, "1304-400"],
    ["/targetConnections", { connectionSpec: { id: "x", version: "1.0" } }, 400, "1307-400"],
    ["/targetConnections", { params: {} }, 400, "1325-400"],
    ["/targetConnections", { data: { format: "parquet_xdm" } }, 400, "1304-400"],
    ["/targetConnections", { params: { dataSetId: "../x" } }, 400, "1312-400"],
  ] as const;
  for (const [path, more, status, code] of bad) {
    it(`${path} refuses ${JSON.stringify(more)}`, async () => {
      const { id } = await desk.create("/connections", desk.connectionBody());
      const body = path === "/sourceConnections" ? desk.sourceBody(id, more) : desk.targetBody(more);
      const answer = await desk.call("POST", path, JSON.parse(JSON.stringify(body)));
      expect([answer.status, answer.body.errorCode]).toEqual([status, code]);
    });
  }

  it("under a flow only their names change, and they are not deleted", async () => {
    const { source, target } = await desk.wholeFlow();
    const { etag } = (await desk.entity(`/sourceConnections/${source}`)) as { etag: string };
    const rename = { op: "replace", path: "/name", value: "n" };
    expect((await desk.call("PATCH", `/sourceConnections/${source}`, rename, { ifMatch: etag })).status).toBe(200);
    const now = (await desk.entity(`/sourceConnections/${source}`)) as { etag: string };
    const move = [{ op: "replace", path: "/params/resourcePath", value: "refunds" }];
    const moved = await desk.call("PATCH", `/sourceConnections/${source}`, move, { ifMatch: now.etag });
    expect(moved.body.errorCode).toBe("1447-400");
    expect((await desk.call("DELETE", `/targetConnections/${target}`)).body.errorCode).toBe("1447-400");
  });
});

describe("tenants and permissions", () => {
  it("another organisation or sandbox does not see an entity", async () => {
    const { id } = await desk.create("/connections", desk.connectionBody());
    const others = [{ imsOrganization: "OTHER@AdobeOrg" }, { sandbox: { name: "dev", id: "d" } }];
    for (const other of others) {
      expect((await desk.call("GET", `/connections/${id}`, undefined, { caller: other })).status).toBe(404);
      expect((await desk.call("DELETE", `/connections/${id}`, undefined, { caller: other })).status).toBe(404);
      expect((await desk.call("GET", "/connections", undefined, { caller: other })).body.items).toEqual([]);
    }
  });

  it("View Sources reads and tests; only Manage Sources changes", async () => {
    const { id } = await desk.create("/connections", desk.connectionBody());
    const viewer = { caller: { mayManage: false } };
    expect((await desk.call("GET", `/connections/${id}/test`, undefined, viewer)).status).toBe(200);
    expect((await desk.call("POST", "/connections/search", {}, viewer)).status).toBe(200);
    const denied = await desk.call("POST", "/connections", desk.connectionBody(), viewer);
    expect([denied.status, denied.body.errorCode]).toEqual([403, "2121-403"]);
    const nobody = { caller: { mayView: false, mayManage: false } };
    expect((await desk.call("GET", "/connections", undefined, nobody)).body.errorCode).toBe("2120-403");
  });
});
