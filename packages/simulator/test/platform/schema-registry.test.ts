import { describe, expect, test } from "vitest";
import {
  CATALOG,
  chargeFieldGroup,
  chargeRow,
  createChargeSchema,
  createDataset,
  REGISTRY,
  sendRows,
  testPlatform,
  type Answer,
  type TestPlatform,
} from "./platform-client.ts";

const XED = { accept: "application/vnd.adobe.xed+json; version=1" };
const FULL = { accept: "application/vnd.adobe.xed-full+json;version=1" };
const IDS = { accept: "application/vnd.adobe.xed-id+json" };
const PROFILE = "https://ns.adobe.com/xdm/context/profile";
const EVENT = "https://ns.adobe.com/xdm/context/experienceevent";
const IDENTITY_MAP = "https://ns.adobe.com/xdm/context/identitymap";
const LONG = { type: "integer", title: "Long", minimum: -9007199254740991, maximum: 9007199254740991 };

const at = (kind: string, id: string): string => `${REGISTRY}/tenant/${kind}/${encodeURIComponent(id)}`;

const withFields = (properties: object, title = "Group"): object => ({
  type: "object",
  title,
  "meta:intendedToExtend": [PROFILE],
  definitions: { customFields: { type: "object", properties: { _acme: { type: "object", properties } } } },
  allOf: [{ $ref: "#/definitions/customFields" }],
});

describe("the global library", () => {
  test("behaviours, classes, field groups and data types are there, by $id and by altId", async () => {
    const { call } = testPlatform();
    for (const path of [
      `global/classes/${encodeURIComponent(PROFILE)}`,
      "global/classes/_xdm.context.experienceevent",
      "global/behaviors/_xdm.data.record",
      "global/fieldgroups/_xdm.context.experienceevent-commerce",
      "global/mixins/_xdm.context.identitymap",
      "global/datatypes/_xdm.common.address",
    ]) {
      expect((await call("GET", `${REGISTRY}/${path}`, { headers: FULL })).status, path).toBe(200);
    }
    expect((await call("GET", `${REGISTRY}/global/classes/_xdm.context.nothing`, { headers: XED })).body).toMatchObject(
      {
        type: "http://ns.adobe.com/aep/errors/XDM-1011-404",
        title: "Resource not found",
        report: { timestamp: "01-15-2026 12:00:00", registryRequestId: expect.any(String) },
      },
    );
  });

  test("xed-full resolves references into compatibility names with the library's own beside them", async () => {
    const { call } = testPlatform();
    const commerce = await call("GET", `${REGISTRY}/global/fieldgroups/_xdm.context.experienceevent-commerce`, {
      headers: FULL,
    });
    const order = commerce.body.properties.commerce.properties.order;
    expect(order.properties.currencyCode).toMatchObject({
      type: "string",
      pattern: "^[A-Z]{3}$",
      "meta:xdmField": "xdm:currencyCode",
      "meta:xdmType": "string",
    });
    expect(order.properties.payments).toMatchObject({
      type: "array",
      items: { properties: { paymentAmount: { "meta:xdmType": "number" } } },
    });
    const event = await call("GET", `${REGISTRY}/global/classes/_xdm.context.experienceevent`, { headers: FULL });
    expect(event.body.required).toEqual(["_id", "timestamp"]);
    expect(event.body.properties._id["meta:xdmField"]).toBe("@id");
  });
});

describe("Accept", () => {
  test.each([
    ["list", "tenant/schemas", "application/json", "XDM-1006-400"],
    ["list without the header", "tenant/schemas", undefined, "XDM-1006-400"],
    [
      "lookup without a version",
      "global/classes/_xdm.context.profile",
      "application/vnd.adobe.xed+json",
      "XDM-1007-400",
    ],
    ["descriptor list", "tenant/descriptors", "application/vnd.adobe.xed+json", "XDM-1008-400"],
  ])("%s", async (_name, path, accept, code) => {
    const { call } = testPlatform();
    const answer = await call("GET", `${REGISTRY}/${path}`, { headers: { accept } });
    expect(answer).toMatchObject({
      status: 400,
      body: { type: `http://ns.adobe.com/aep/errors/${code}`, title: "Accept header invalid" },
    });
  });

  test("notext leaves out titles and descriptions, deprecatefield marks fields, full-desc shows the descriptors", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    await here.call("POST", `${REGISTRY}/tenant/descriptors`, {
      body: {
        "@type": "xdm:descriptorDeprecated",
        "xdm:sourceSchema": schema,
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/_acme/charges_data/kind",
      },
    });
    const look = (view: string): Promise<Answer> =>
      here.call("GET", at("schemas", schema), { headers: { accept: `application/vnd.adobe.${view}+json; version=1` } });
    expect((await look("xed-full-notext")).body.properties._acme.properties.charges_data.title).toBeUndefined();
    expect((await look("xed-full-desc")).body["meta:descriptors"]).toEqual([
      expect.objectContaining({ "@type": "xdm:descriptorDeprecated" }),
    ]);
    expect((await look("xed")).body.allOf).toHaveLength(2);
  });
});

describe("create", () => {
  test("the resource comes back with what the Registry writes", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    const { body } = await here.call("GET", at("schemas", schema), { headers: XED });
    expect(schema).toMatch(/^https:\/\/ns\.adobe\.com\/acme\/schemas\/[0-9a-f]{48}$/);
    expect(body).toMatchObject({
      "meta:altId": `_acme.schemas.${schema.split("/").at(-1)}`,
      "meta:resourceType": "schemas",
      version: "1.0",
      "meta:extensible": false,
      "meta:abstract": false,
      "meta:containerId": "tenant",
      "meta:tenantNamespace": "_acme",
      "meta:sandboxType": "production",
      imsOrg: here.platform.imsOrg,
    });
    expect(body["meta:extends"]).toContain("https://ns.adobe.com/xdm/data/record");
    expect(body["meta:class"]).toMatch(/\/classes\//);
    const groups = await here.call("GET", `${REGISTRY}/tenant/mixins`, {
      headers: { accept: "application/vnd.adobe.xed+json" },
    });
    const fields = groups.body.results[0].definitions.customFields.properties._acme.properties.charges_data.properties;
    expect(groups.body.results[0]["meta:resourceType"]).toBe("mixins");
    expect([fields.amount["meta:xdmType"], fields.created["meta:xdmType"], fields.metadata["meta:xdmType"]]).toEqual([
      "long",
      "date-time",
      "map",
    ]);
  });

  test.each([
    [{ type: "integer" }, "int"],
    [{ type: "integer", minimum: 0 }, "int"],
    [{ type: "integer", minimum: 1, maximum: 31 }, "byte"],
    [{ type: "integer", minimum: -32768, maximum: 32767 }, "short"],
    [LONG, "long"],
    [{ type: "number" }, "number"],
    [{ type: "string", format: "date" }, "date"],
  ])("%j is read as %s", async (field, xdmType) => {
    const { call } = testPlatform();
    const answer = await call("POST", `${REGISTRY}/tenant/datatypes`, {
      body: { type: "object", title: "T", properties: { a: { title: "A", ...field } } },
    });
    expect(answer.body.properties.a["meta:xdmType"]).toBe(xdmType);
  });

  test.each([
    ["type arrays", { a: { type: ["string", "null"] } }],
    ["an array without items", { a: { type: "array" } }],
    ["an open object", { a: { type: "object" } }],
    ["an enum of numbers", { a: { type: "integer", enum: [1, 2] } }],
    ["a name with a blank", { "a b": { type: "string" } }],
    ["a name that begins with an underscore", { _a: { type: "string" } }],
    ["oneOf", { a: { oneOf: [{ type: "string" }] } }],
    ["a reference to nothing", { a: { $ref: "https://ns.adobe.com/acme/datatypes/0" } }],
    ["names that differ only in case", { total: { type: "string" }, Total: { type: "string" } }],
    [
      "properties beside a map's values",
      { a: { type: "object", properties: {}, additionalProperties: { type: "string" } } },
    ],
    [
      "a required name that is not there",
      { a: { type: "object", properties: { b: { type: "string" } }, required: ["c"] } },
    ],
    ["a wrong meta:xdmType", { a: { type: "string", "meta:xdmType": "long" } }],
  ])("%s are refused", async (_name, properties) => {
    const { call } = testPlatform();
    const answer = await call("POST", `${REGISTRY}/tenant/fieldgroups`, { body: withFields(properties) });
    expect(answer, answer.text).toMatchObject({ status: 400, body: { status: 400, report: { "sub-errors": [] } } });
  });

  test("a custom field outside the tenant's own is XDM-1021-400", async () => {
    const { call } = testPlatform();
    const body = {
      ...withFields({}),
      definitions: { customFields: { type: "object", properties: { loose: { type: "string" } } } },
    };
    expect(await call("POST", `${REGISTRY}/tenant/fieldgroups`, { body })).toMatchObject({
      status: 400,
      body: { title: "Namespace validation error", type: expect.stringContaining("XDM-1021-400") },
    });
  });

  test("titles are unique across kinds: XDM-1521-400", async () => {
    const here = testPlatform();
    await here.create("datatypes", { type: "object", title: "Same", properties: { a: { type: "string" } } });
    expect(
      await here.call("POST", `${REGISTRY}/tenant/fieldgroups`, {
        body: withFields({ a: { type: "string" } }, "Same"),
      }),
    ).toMatchObject({
      status: 400,
      body: {
        title: "Title not unique",
        detail: expect.stringContaining("Object titles must be unique. An object https://ns.adobe.com/acme/datatypes/"),
      },
    });
  });

  test("two components that define one path differently are XDM-1413-400", async () => {
    const here = testPlatform();
    const first = await here.create("fieldgroups", withFields({ a: { type: "string" } }, "One"));
    const second = await here.create(
      "fieldgroups",
      withFields({ a: { type: "object", properties: { b: { type: "string" } } } }, "Two"),
    );
    const answer = await here.call("POST", `${REGISTRY}/tenant/schemas`, {
      body: {
        type: "object",
        title: "Clash",
        description: "",
        allOf: [{ $ref: PROFILE }, { $ref: first }, { $ref: second }],
      },
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { title: "Merge Schema Error", detail: expect.stringMatching(/path \/_acme\/a .*Types: string, object/) },
    });
  });

  test.each([
    ["no class", [{ $ref: IDENTITY_MAP }], "exactly one class"],
    ["two classes", [{ $ref: PROFILE }, { $ref: EVENT }], "exactly one class"],
    [
      "a group for another class",
      [{ $ref: PROFILE }, { $ref: "https://ns.adobe.com/xdm/context/experienceevent-commerce" }],
      "not intended to extend",
    ],
    ["an unknown reference", [{ $ref: PROFILE }, { $ref: "https://ns.adobe.com/acme/mixins/0" }], "does not exist"],
  ])("a schema with %s is refused", async (_name, allOf, reason) => {
    const { call } = testPlatform();
    const answer = await call("POST", `${REGISTRY}/tenant/schemas`, {
      body: { type: "object", title: "S", description: "d", allOf },
    });
    expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining(reason) } });
  });

  test("required members, and the media type", async () => {
    const { call } = testPlatform();
    expect(await call("POST", `${REGISTRY}/tenant/classes`, { body: { title: "C" } })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining("type, description, allOf") },
    });
    expect(
      (
        await call("POST", `${REGISTRY}/tenant/classes`, {
          body: "{}",
          headers: { "content-type": "application/json-patch+json" },
        })
      ).status,
    ).toBe(415);
    expect((await call("POST", `${REGISTRY}/tenant/classes`, { body: "not json" })).status).toBe(400);
  });
});

describe("change", () => {
  async function inUse(): Promise<{ here: TestPlatform; schema: string; group: string }> {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    await sendRows(here, await createDataset(here, schema), [chargeRow("ch_1")]);
    const groups = await here.call("GET", `${REGISTRY}/tenant/fieldgroups`, { headers: IDS });
    return { here, schema, group: groups.body.results[0].$id };
  }

  const FIELDS = "/definitions/customFields/properties/_acme/properties/charges_data/properties";

  test("a field can be added once there is data; the version and the etag move", async () => {
    const { here, schema, group } = await inUse();
    const before = await here.call("GET", at("fieldgroups", group), { headers: XED });
    const patched = await here.call("PATCH", at("fieldgroups", group), {
      body: [{ op: "add", path: `${FIELDS}/added`, value: { type: "string", title: "Added" } }],
    });
    expect(patched).toMatchObject({ status: 200, body: { version: "1.1" } });
    expect(patched.body["meta:registryMetadata"].eTag).not.toBe(before.body["meta:registryMetadata"].eTag);
    const merged = await here.call("GET", at("schemas", schema), { headers: FULL });
    expect(merged.body.properties._acme.properties.charges_data.properties.added["meta:xdmType"]).toBe("string");
  });

  test.each([
    ["removing a field", { op: "remove", path: `${FIELDS}/paid` }],
    ["another type", { op: "replace", path: `${FIELDS}/paid`, value: { type: "string", title: "Paid" } }],
    ["a tighter maximum", { op: "replace", path: `${FIELDS}/amount/maximum`, value: 9007199254740000 }],
    ["another format", { op: "replace", path: `${FIELDS}/created`, value: { type: "string", title: "Created" } }],
    ["another value in an enum", { op: "add", path: `${FIELDS}/kind/enum/-`, value: "refund" }],
    ["a pattern", { op: "add", path: `${FIELDS}/status/pattern`, value: "^[a-z]+$" }],
  ])("%s is refused once there is data", async (_name, operation) => {
    const { here, group } = await inUse();
    const answer = await here.call("PATCH", at("fieldgroups", group), { body: [operation] });
    expect(answer, answer.text).toMatchObject({ status: 400, body: { type: expect.stringContaining("XDM-1547-400") } });
  });

  test("without data the same change passes; labels may change and required may be added at any time", async () => {
    const here = testPlatform();
    await createChargeSchema(here);
    const groups = await here.call("GET", `${REGISTRY}/tenant/fieldgroups`, { headers: IDS });
    const path = at("fieldgroups", groups.body.results[0].$id);
    expect((await here.call("PATCH", path, { body: [{ op: "remove", path: `${FIELDS}/paid` }] })).status).toBe(200);

    const used = await inUse();
    const usedPath = at("fieldgroups", used.group);
    expect(
      (
        await used.here.call("PATCH", usedPath, {
          body: [{ op: "replace", path: `${FIELDS}/paid/title`, value: "Is paid" }],
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await used.here.call("PATCH", usedPath, {
          body: [{ op: "add", path: `${FIELDS}/status/meta:enum/new`, value: "New" }],
        })
      ).status,
    ).toBe(200);
    const required = "/definitions/customFields/properties/_acme/properties/charges_data/required/-";
    expect(
      (await used.here.call("PATCH", usedPath, { body: [{ op: "add", path: required, value: "amount" }] })).status,
    ).toBe(200);
  });

  test("a patch that changes nothing or cannot be applied is XDM-1600-400", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    for (const body of [
      [],
      [{ op: "replace", path: "/title", value: "Charges" }],
      [{ op: "remove", path: "/nowhere" }],
      { title: "x" },
    ]) {
      expect(await here.call("PATCH", at("schemas", schema), { body })).toMatchObject({
        status: 400,
        body: { type: expect.stringContaining("XDM-1600-400") },
      });
    }
  });

  test("the documented way to add a field group works with and without meta:extends", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    const body = [
      { op: "add", path: "/meta:extends/-", value: IDENTITY_MAP },
      { op: "add", path: "/allOf/-", value: { $ref: IDENTITY_MAP } },
    ];
    const answer = await here.call("PATCH", at("schemas", schema), { body });
    expect(answer.body["meta:extends"]).toContain(IDENTITY_MAP);
  });

  test("PUT replaces what the author wrote and refuses what the Registry writes", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    const { allOf, title, description } = (await here.call("GET", at("schemas", schema), { headers: XED })).body;
    const put = { type: "object", title, description: "Changed", allOf };
    expect((await here.call("PUT", at("schemas", schema), { body: put })).body).toMatchObject({
      description: "Changed",
      version: "1.1",
    });
    const readOnly = await here.call("PUT", at("schemas", schema), {
      body: { ...put, description, "meta:extends": ["x"], version: "3.0" },
    });
    expect(readOnly).toMatchObject({
      status: 400,
      body: { type: expect.stringContaining("XDM-1500-400"), detail: expect.stringContaining("version, meta:extends") },
    });
  });

  test("DELETE: refused while a dataset or a component uses it, 204 otherwise", async () => {
    const { here, schema, group } = await inUse();
    expect((await here.call("DELETE", at("schemas", schema))).body.type).toContain("XDM-1547-400");
    expect((await here.call("DELETE", at("fieldgroups", group))).status).toBe(400);
    const other = testPlatform();
    const free = await createChargeSchema(other);
    const deleted = await other.call("DELETE", at("schemas", free));
    expect([deleted.status, deleted.text]).toEqual([204, ""]);
    expect((await other.call("GET", at("schemas", free), { headers: XED })).body.type).toContain("XDM-1012-404");
  });

  test("the audit log tells each change", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    await here.call("PATCH", at("schemas", schema), { body: [{ op: "replace", path: "/title", value: "Renamed" }] });
    const log = await here.call("GET", `${REGISTRY}/rpc/auditlog/${encodeURIComponent(schema)}`);
    expect(log.body[0]).toMatchObject({
      updatedTime: "01-15-2026 12:00:00",
      updates: [{ xdmType: "schemas", action: "replace", path: "/title", value: "Renamed" }],
    });
  });
});

describe("union", () => {
  const union = [{ op: "add", path: "/meta:immutableTags", value: ["union"] }];

  test("needs a primary identity or identityMap, and cannot be undone", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    expect(await here.call("PATCH", at("schemas", schema), { body: union })).toMatchObject({
      status: 400,
      body: { type: expect.stringContaining("XDM-1528-400") },
    });
    await here.call("PATCH", at("schemas", schema), {
      body: [{ op: "add", path: "/allOf/-", value: { $ref: IDENTITY_MAP } }],
    });
    expect((await here.call("PATCH", at("schemas", schema), { body: union })).body["meta:immutableTags"]).toEqual([
      "union",
    ]);
    expect((await here.call("DELETE", at("schemas", schema))).status).toBe(400);
  });

  test("is listed and looked up by the class", async () => {
    const here = testPlatform();
    await here.create("schemas", {
      type: "object",
      title: "People",
      description: "d",
      allOf: [{ $ref: PROFILE }, { $ref: IDENTITY_MAP }],
      "meta:immutableTags": ["union"],
    });
    const listed = await here.call("GET", `${REGISTRY}/tenant/unions`, { headers: IDS });
    expect(listed.body.results).toEqual([
      expect.objectContaining({ $id: `${PROFILE}__union`, "meta:altId": "_xdm.context.profile__union" }),
    ]);
    const one = await here.call("GET", `${REGISTRY}/tenant/unions/_xdm.context.profile__union`, { headers: FULL });
    expect(Object.keys(one.body.properties)).toEqual(expect.arrayContaining(["personID", "identityMap"]));
    expect((await here.call("GET", `${REGISTRY}/tenant/unions/_xdm.x__union`, { headers: XED })).status).toBe(404);
  });
});

describe("lists", () => {
  test("pages by start and by next, at most 300, filtered by property", async () => {
    const here = testPlatform();
    for (let index = 0; index < 5; index += 1) {
      await here.create("datatypes", { type: "object", title: `Type ${index}`, properties: { a: { type: "string" } } });
    }
    const list = (query: string): Promise<Answer> =>
      here.call("GET", `${REGISTRY}/tenant/datatypes?${query}`, { headers: IDS });
    const first = await list("orderby=title&limit=2");
    expect(first.body).toMatchObject({
      results: [{ title: "Type 0" }, { title: "Type 1" }],
      _page: { orderby: "title", next: "Type 1", count: 2 },
    });
    const second = await list(`orderby=title&limit=2&start=${encodeURIComponent(first.body._page.next)}`);
    expect(second.body.results.map(({ title }: { title: string }) => title)).toEqual(["Type 2", "Type 3"]);
    const followed = await here.call("GET", second.body._links.next.href, { headers: IDS });
    expect(followed.body).toMatchObject({
      results: [{ title: "Type 4" }],
      _page: { next: null },
      _links: { next: null },
    });
    expect((await list("orderby=-title&limit=1")).body.results[0].title).toBe("Type 4");
    expect((await list("property=title==Type%203")).body.results).toHaveLength(1);
    expect((await list("property=meta:class")).body.results).toHaveLength(0);
    const all = await list("limit=2");
    expect(all.body.results).toHaveLength(2);
  });

  test("filters that clients use: the class, the tag, what a group extends", async () => {
    const here = testPlatform();
    await here.create("fieldgroups", chargeFieldGroup([PROFILE]));
    await here.create("schemas", {
      type: "object",
      title: "People",
      description: "d",
      allOf: [{ $ref: PROFILE }, { $ref: IDENTITY_MAP }],
      "meta:immutableTags": ["union"],
    });
    const count = async (path: string): Promise<number> =>
      (await here.call("GET", `${REGISTRY}/${path}`, { headers: IDS })).body.results.length;
    expect(await count(`tenant/fieldgroups?property=meta:intendedToExtend==${PROFILE}`)).toBe(1);
    expect(await count(`tenant/schemas?property=meta:class==${PROFILE}&property=meta:immutableTags==union`)).toBe(1);
    expect(await count("tenant/schemas?property=meta:extends!=https://ns.adobe.com/xdm/data/adhoc")).toBe(1);
  });
});

describe("descriptors", () => {
  const identity = (schema: string, more: object = {}): object => ({
    "@type": "xdm:descriptorIdentity",
    "xdm:sourceSchema": schema,
    "xdm:sourceVersion": 1,
    "xdm:sourceProperty": "/_acme/charges_data/id",
    "xdm:namespace": "Email",
    "xdm:property": "xdm:code",
    "xdm:isPrimary": true,
    ...more,
  });
  const post = (here: TestPlatform, body: object): Promise<Answer> =>
    here.call("POST", `${REGISTRY}/tenant/descriptors`, { body });

  test("created, looked up, listed in each form, replaced and deleted", async () => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    const created = await post(here, identity(schema));
    expect(created).toMatchObject({
      status: 201,
      body: { "@id": expect.stringMatching(/^[0-9a-f]{40}$/), version: "1", "meta:containerId": "tenant" },
    });
    const id: string = created.body["@id"];
    const list = (view: string): Promise<Answer> =>
      here.call("GET", `${REGISTRY}/tenant/descriptors`, { headers: { accept: `application/vnd.adobe.${view}+json` } });
    expect((await list("xdm-id")).body).toEqual({ "xdm:descriptorIdentity": [id] });
    expect((await list("xdm-link")).body).toEqual({ "xdm:descriptorIdentity": [`/tenant/descriptors/${id}`] });
    expect((await list("xdm")).body["xdm:descriptorIdentity"][0]["@id"]).toBe(id);
    expect((await list("xdm-v2")).body).toMatchObject({ results: [{ "@id": id }], _page: { count: 1, next: null } });
    const path = `${REGISTRY}/tenant/descriptors/${id}`;
    expect((await here.call("GET", path)).body).toMatchObject({
      "@id": id,
      created: 1_768_478_400_000,
      createdClient: "fake-client-id",
    });
    expect(
      (await here.call("PUT", path, { body: identity(schema, { "xdm:isPrimary": false }) })).body["xdm:isPrimary"],
    ).toBe(false);
    expect((await here.call("PATCH", path, { body: [] })).status).toBe(405);
    expect((await here.call("DELETE", path)).status).toBe(204);
    expect((await here.call("GET", path)).status).toBe(404);
  });

  test.each([
    ["twice the same", {}, "XDM-1811-400", true],
    ["on a number", { "xdm:sourceProperty": "/_acme/charges_data/amount" }, "XDM-1816-400", false],
    ["an unknown namespace", { "xdm:namespace": "Nobody" }, "XDM-1810-400", false],
    ["a namespace as an object", { "xdm:namespace": { code: "Email" } }, "XDM-0000-500", false],
    ["a path that is not there", { "xdm:sourceProperty": "/_acme/charges_data/nowhere" }, "XDM-1600-400", false],
    ["_id", { "xdm:sourceProperty": "/_id" }, "XDM-1600-400", false],
    ["no namespace", { "xdm:namespace": undefined }, "XDM-1600-400", false],
    ["an unknown type", { "@type": "xdm:descriptorX" }, "XDM-1600-400", false],
  ])("an identity %s is refused", async (_name, more, code, before) => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    if (before) await post(here, identity(schema));
    expect((await post(here, identity(schema, more))).body.type).toContain(code);
  });

  test("relational keys: the primary key and the version have rules, and a dataset needs both", async () => {
    const here = testPlatform();
    const schema = await createRelationalSchema(here);
    const key = { "@type": "xdm:descriptorPrimaryKey", "xdm:sourceSchema": schema, "xdm:sourceProperty": "/id" };
    const version = { "@type": "xdm:descriptorVersion", "xdm:sourceSchema": schema, "xdm:sourceProperty": "/version" };
    await expect(createDataset(here, schema)).rejects.toThrow("lacks the descriptors");
    expect((await post(here, { ...key, "xdm:sourceProperty": "/amount" })).status).toBe(400);
    expect((await post(here, key)).status).toBe(201);
    expect((await post(here, { ...version, "xdm:sourceProperty": "/id" })).status).toBe(400);
    expect((await post(here, version)).status).toBe(201);
    await createDataset(here, schema);
  });

  test("a version on the key itself is XDM-1855", async () => {
    const here = testPlatform();
    const schema = await createRelationalSchema(here);
    await post(here, {
      "@type": "xdm:descriptorPrimaryKey",
      "xdm:sourceSchema": schema,
      "xdm:sourceProperty": ["/id", "/version"],
    });
    expect(
      (
        await post(here, {
          "@type": "xdm:descriptorVersion",
          "xdm:sourceSchema": schema,
          "xdm:sourceProperty": "/version",
        })
      ).body.type,
    ).toContain("XDM-1855");
  });

  test("a sandbox holds so many descriptors", async () => {
    const here = testPlatform({ limits: { descriptorsPerSandbox: 1 } });
    const schema = await createChargeSchema(here);
    await post(here, identity(schema));
    const label = {
      "@type": "xdm:descriptorLabel",
      "xdm:sourceSchema": schema,
      "xdm:sourceVersion": 1,
      "xdm:sourceProperty": "/_acme/charges_data/id",
      "xdm:labels": ["core/C1"],
    };
    expect((await post(here, label)).status).toBe(400);
  });
});

export async function createRelationalSchema(here: TestPlatform, more: object = {}): Promise<string> {
  return here.create("schemas", {
    title: "stripe.charges",
    type: "object",
    description: "d",
    definitions: {
      customFields: {
        type: "object",
        properties: { id: { title: "Id", type: "string", minLength: 1 }, version: { ...LONG }, amount: { ...LONG } },
        required: ["id", "version"],
      },
    },
    allOf: [{ $ref: "#/definitions/customFields", "meta:xdmType": "object" }],
    "meta:extends": ["https://ns.adobe.com/xdm/data/adhoc-v2"],
    "meta:behaviorType": "record",
    ...more,
  });
}

test("relational schemas take no class, no control column, and need the entitlement", async () => {
  const here = testPlatform();
  await expect(createRelationalSchema(here, { allOf: [{ $ref: PROFILE }] })).rejects.toThrow("takes no classes");
  await expect(createRelationalSchema(here, { "meta:behaviorType": "other" })).rejects.toThrow("meta:behaviorType");
  await expect(createRelationalSchema(testPlatform({ relational: false }))).rejects.toThrow("not entitled");
});

test("stats, sample data, export and import", async () => {
  const here = testPlatform();
  const schema = await createChargeSchema(here);
  const stats = await here.call("GET", `${REGISTRY}/stats/`);
  expect(stats.body).toMatchObject({
    tenantId: "acme",
    counts: { schemas: 1, mixins: 1, datatypes: 0, classes: 1, unions: 0 },
    classUsage: [{ numberOfSchemas: 1 }],
  });

  const sample = await here.call("GET", `${REGISTRY}/rpc/sampledata/${encodeURIComponent(schema)}`, { headers: XED });
  const dataset = await createDataset(here, schema);
  const batch = await sendRows(here, dataset, [sample.body]);
  expect((await here.call("GET", `${CATALOG}/batches/${batch}`)).body[batch].status).toBe("success");

  const exported = await here.call("GET", `${REGISTRY}/rpc/export/${encodeURIComponent(schema)}`, { headers: XED });
  expect(exported.body).toHaveLength(3);
  expect(exported.text).toContain("<XDM_TENANTID_PLACEHOLDER>");
  expect(exported.text).not.toContain("_acme");
  const other = testPlatform({ tenantId: "other", seed: 99 });
  const imported = await other.call("POST", `${REGISTRY}/rpc/import`, { body: exported.body });
  expect(imported.status, imported.text).toBe(200);
  expect(imported.body.map((one: Answer["body"]) => one["meta:resourceType"])).toEqual([
    "classes",
    "mixins",
    "schemas",
  ]);
  expect(await other.call("POST", `${REGISTRY}/rpc/import`, { body: exported.body })).toMatchObject({
    status: 400,
    body: { title: "Import Resource Failed" },
  });
});
