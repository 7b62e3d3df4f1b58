import { describe, expect, test } from "vitest";
import {
  CATALOG,
  chargeRow,
  createChargeSchema,
  createDataset,
  REGISTRY,
  sendRows,
  testPlatform,
  type Answer,
  type TestPlatform,
} from "./platform-client.ts";

async function dataset(): Promise<{ here: TestPlatform; schema: string; id: string; path: string }> {
  const here = testPlatform();
  const schema = await createChargeSchema(here);
  const id = await createDataset(here, schema, { name: "Stripe Charges", tags: { team: ["payments"] } });
  return { here, schema, id, path: `${CATALOG}/dataSets/${id}` };
}

describe("datasets", () => {
  test("a new one answers with its reference and a Location", async () => {
    const { here, schema } = await dataset();
    const answer = await here.call("POST", `${CATALOG}/dataSets`, {
      body: { name: "x", schemaRef: { id: schema, contentType: "application/vnd.adobe.xed+json;version=1" } },
    });
    expect(answer).toMatchObject({ status: 201, body: [expect.stringMatching(/^@\/dataSets\/[0-9a-f]{24}$/)] });
    expect(answer.headers.location).toContain(answer.body[0].slice(1));
  });

  test("a look-up is keyed by id and carries what clients read", async () => {
    const { here, id, path, schema } = await dataset();
    const { body } = await here.call("GET", path);
    expect(body[id]).toMatchObject({
      name: "Stripe Charges",
      imsOrg: here.platform.imsOrg,
      version: "1.0.0",
      schemaRef: { id: schema },
      tags: { team: ["payments"], "adobe/pqs/table": ["stripe_charges"], "adobe/siphon/table/format": ["delta"] },
      classification: { dataBehavior: "record", managedBy: "CUSTOMER" },
      extensions: { adobe_lakeHouse: { metrics: { rowCount: 0, storageSize: 0 } } },
      files: expect.stringMatching(/^@\/dataSets\/.*\/views\/.*\/files$/),
    });
  });

  test.each([
    ["no name", { name: undefined }],
    [
      "an unknown schema",
      {
        schemaRef: {
          id: "https://ns.adobe.com/acme/schemas/0",
          contentType: "application/vnd.adobe.xed+json;version=1",
        },
      },
    ],
    ["a wrong content type", { schemaRef: { id: "$", contentType: "application/json" } }],
    ["an unknown format", { fileDescription: { format: "excel" } }],
    ["Profile without the union tag", { tags: { unifiedProfile: ["enabled: true"] } }],
  ])("%s is refused", async (_name, more) => {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    const body = {
      name: "x",
      schemaRef: { id: schema, contentType: "application/vnd.adobe.xed+json;version=1" },
      ...more,
    };
    const text = JSON.stringify(body).replace('"$"', JSON.stringify(schema));
    expect(await here.call("POST", `${CATALOG}/dataSets`, { body: text })).toMatchObject({
      status: 400,
      body: { status: 400, detail: expect.any(String) },
    });
  });

  test("JSON replaces tags whole, which loses the system's own: 422", async () => {
    const { here, path } = await dataset();
    expect(await here.call("PATCH", path, { body: { tags: { team: ["other"] } } })).toMatchObject({
      status: 422,
      body: { detail: "Field 'adobe/siphon/table/format' cannot be empty" },
    });
    expect((await here.call("PATCH", path, { body: { description: "new" } })).body).toEqual([
      expect.stringContaining("@/dataSets/"),
    ]);
  });

  test("JSON Patch changes one tag; v2 merges and makes parents", async () => {
    const { here, id, path } = await dataset();
    const patch = [{ op: "add", path: "/tags/team", value: ["billing"] }];
    expect(
      (
        await here.call("PATCH", path, {
          body: JSON.stringify(patch),
          headers: { "content-type": "application/json-patch+json" },
        })
      ).status,
    ).toBe(200);
    await here.call("PATCH", path.replace("/dataSets", "/v2/dataSets"), {
      body: { extensions: { adobe_lakeHouse: { rowExpiration: { ttlValue: "P3Y" } } } },
    });
    const view = (await here.call("GET", path)).body[id];
    expect(view).toMatchObject({
      version: "1.0.2",
      tags: { team: ["billing"] },
      extensions: { adobe_lakeHouse: { rowExpiration: { ttlValue: "P3Y" }, metrics: { rowCount: 0 } } },
    });
    expect(
      (await here.call("PATCH", path, { body: "[{]", headers: { "content-type": "application/json-patch+json" } }))
        .status,
    ).toBe(400);
  });

  test("If-Match holds the version", async () => {
    const { here, path } = await dataset();
    expect(
      (await here.call("PATCH", path, { body: { description: "a" }, headers: { "if-match": "1.0.5" } })).status,
    ).toBe(412);
    expect(
      (await here.call("PATCH", path, { body: { description: "a" }, headers: { "if-match": '"1.0.0"' } })).status,
    ).toBe(200);
  });

  test("PUT replaces, DELETE removes with its batches", async () => {
    const { here, id, path, schema } = await dataset();
    const batch = await sendRows(here, id, [chargeRow("ch_1")], { externalId: "one" });
    await here.call("PUT", path, {
      body: { name: "Renamed", schemaRef: { id: schema, contentType: "application/vnd.adobe.xed+json;version=1" } },
    });
    expect((await here.call("GET", path)).body[id]).toMatchObject({ name: "Renamed", lastSuccessfulBatch: batch });
    expect((await here.call("DELETE", path)).body).toEqual([`@/dataSets/${id}`]);
    expect((await here.call("GET", path)).status).toBe(404);
    expect((await here.call("GET", `${CATALOG}/batches/${batch}`)).status).toBe(404);
  });

  test("upsert and Profile: the tags, and what Profile drops for its size", async () => {
    const here = testPlatform({ limits: { profileRecordBytes: 200 } });
    const schema = await createChargeSchema(here);
    const path = `${REGISTRY}/tenant/schemas/${encodeURIComponent(schema)}`;
    await here.call("PATCH", path, {
      body: [{ op: "add", path: "/allOf/-", value: { $ref: "https://ns.adobe.com/xdm/context/identitymap" } }],
    });
    await here.call("PATCH", path, { body: [{ op: "add", path: "/meta:immutableTags", value: ["union"] }] });
    const id = await createDataset(here, schema, {
      tags: { unifiedProfile: ["enabled:true", "isUpsert:true"], unifiedIdentity: ["enabled: true"] },
    });
    await sendRows(here, id, [chargeRow("ch_1"), chargeRow("ch_2", 1, { status: "x".repeat(200) })]);
    const view = (await here.call("GET", `${CATALOG}/dataSets/${id}`)).body[id];
    expect(view.extensions).toMatchObject({
      adobe_lakeHouse: { metrics: { rowCount: 2 } },
      adobe_unifiedProfile: { metrics: { rowCount: 1 } },
    });
  });
});

describe("lists", () => {
  async function several(): Promise<(query: string) => Promise<Answer>> {
    const here = testPlatform();
    const schema = await createChargeSchema(here);
    for (const name of ["alpha", "beta", "gamma"]) {
      await createDataset(here, schema, { name });
      await here.clock.advance(10);
    }
    return (query) => here.call("GET", `${CATALOG}/dataSets?${query}`);
  }
  const names = ({ body }: Answer): string[] =>
    Object.values(body as Record<string, { name: string }>).map(({ name }) => name);

  test.each([
    ["limit=2", ["alpha", "beta"]],
    ["limit=2&start=2", ["gamma"]],
    ["orderBy=desc:created", ["gamma", "beta", "alpha"]],
    ["property=name~^(al|be)", ["alpha", "beta"]],
    ["property=name==beta", ["beta"]],
    ["property=name!=beta", ["alpha", "gamma"]],
    ["name=gamma", ["gamma"]],
    ["property=created>1768478400005", ["beta", "gamma"]],
    ["property=tags.team", []],
  ])("%s", async (query, expected) => {
    const list = await several();
    expect(names(await list(query))).toEqual(expected);
  });

  test("properties projects; a limit over 100 is refused", async () => {
    const list = await several();
    expect(Object.values((await list("properties=name&limit=1")).body)).toEqual([{ name: "alpha" }]);
    expect((await list("limit=101")).status).toBe(400);
    expect((await list("start=x")).status).toBe(400);
  });

  test("batches by dataset, status and time; the last of each dataset", async () => {
    const { here, id } = await dataset();
    const first = await sendRows(here, id, [chargeRow("ch_1")]);
    await here.clock.advance(1000);
    const second = await sendRows(here, id, ["{broken"]);
    const ids = async (query: string): Promise<string[]> =>
      Object.keys((await here.call("GET", `${CATALOG}/batches?${query}`)).body);
    expect(await ids(`dataSet=${id}`)).toEqual([second, first]);
    expect(await ids("status=success")).toEqual([first]);
    expect(await ids(`createdAfter=1768478400500`)).toEqual([second]);
    expect(await ids("dataSet=none")).toEqual([]);
    const last = await here.call("GET", `${CATALOG}/lastBatches?dataSetId=${id},none`);
    expect(last.body).toEqual({
      [id]: expect.objectContaining({
        lastBatchId: second,
        lastBatchStatus: "failed",
        lastSuccessfulBatchId: first,
        lastFailedBatch: second,
      }),
    });
  });
});
