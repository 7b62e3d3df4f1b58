import { expect, test } from "vitest";
import { CATALOG, createChargeSchema, createDataset, REGISTRY, START, testPlatform } from "./platform-client.ts";

const good = { authorization: undefined, "x-api-key": undefined, "x-gw-ims-org-id": undefined };

test.each([
  ["no Authorization", good, 403, "403010", "Oauth token is missing."],
  ["a token nobody gave", { ...good, authorization: "Bearer nonsense" }, 401, "401013", "Oauth token is not valid"],
  ["no API key", { "x-api-key": undefined, "x-gw-ims-org-id": undefined }, 403, "403000", "Api Key is required"],
  ["an unknown API key", { "x-api-key": "other", "x-gw-ims-org-id": undefined }, 403, "403003", "Api Key is invalid"],
  ["no organization", { "x-gw-ims-org-id": undefined }, 400, "400003", "Missing header"],
  ["another organization", { "x-gw-ims-org-id": "OTHER@AdobeOrg" }, 403, "403025", "Profile is not valid"],
])("%s: the first check that fails answers", async (_name, headers, status, error_code, message) => {
  const { call } = testPlatform();
  expect(await call("GET", `${CATALOG}/dataSets`, { headers })).toMatchObject({
    status,
    body: { error_code, message },
  });
});

test("every answer carries an x-request-id, also a refusal", async () => {
  const { call } = testPlatform();
  const answers = [
    await call("GET", `${CATALOG}/dataSets`),
    await call("GET", "/nowhere"),
    await call("GET", `${CATALOG}/dataSets`, { headers: good }),
  ];
  for (const { headers } of answers) expect(headers["x-request-id"]).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(new Set(answers.map(({ headers }) => headers["x-request-id"])).size).toBe(3);
});

const form = (more: object = {}): string =>
  new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "fake-client-id",
    client_secret: "fake-client-secret",
    scope: "openid,AdobeID,read_organizations",
    ...more,
  }).toString();

test("a token lives 24 hours; both versions of the endpoint give one", async () => {
  const here = testPlatform();
  const plain = { authorization: undefined, "content-type": "application/x-www-form-urlencoded" };
  const v3 = await here.call("POST", "/ims/token/v3", { headers: plain, body: form() });
  expect(v3.body).toEqual({ access_token: expect.any(String), token_type: "bearer", expires_in: 86399 });
  const v2 = await here.call("POST", `/ims/token/v2?${form()}`, { headers: plain });
  expect(v2.body.access_token).not.toBe(v3.body.access_token);

  const headers = { authorization: `Bearer ${v3.body.access_token}` };
  await here.clock.advance(86_398_000);
  expect((await here.call("GET", `${CATALOG}/dataSets`, { headers })).status).toBe(200);
  await here.clock.advance(1000);
  expect(await here.call("GET", `${CATALOG}/dataSets`, { headers })).toMatchObject({
    status: 401,
    body: { error_code: "401013" },
  });
});

test.each([
  ["client_id", { client_id: "other" }, "invalid_client"],
  ["client_secret", { client_secret: "other" }, "invalid_client"],
  ["grant_type", { grant_type: "password" }, "unsupported_grant_type"],
  ["scope", { scope: "" }, "invalid_request"],
])("a wrong %s gives no token", async (_name, more, error) => {
  const { call } = testPlatform();
  expect(await call("POST", "/ims/token/v3", { body: form(more) })).toMatchObject({ status: 400, body: { error } });
});

test("expireToken ends every token given so far, and a new one can be had", async () => {
  const here = testPlatform();
  here.platform.control.expireToken();
  expect((await here.call("GET", `${CATALOG}/dataSets`)).status).toBe(401);
  const { body } = await here.call("POST", "/ims/token/v3", { body: form() });
  expect(
    (await here.call("GET", `${CATALOG}/dataSets`, { headers: { authorization: `Bearer ${body.access_token}` } }))
      .status,
  ).toBe(200);
});

test("a sandbox sees nothing of another", async () => {
  const here = testPlatform({
    sandboxes: [
      { name: "prod", type: "production" },
      { name: "dev", type: "development" },
    ],
  });
  const dev = { "x-sandbox-name": "dev" };
  const dataset = await createDataset(here, await createChargeSchema(here));
  await here.call("POST", "/data/core/idnamespace/identities", {
    body: { name: "A", code: "OnlyProd", idType: "CROSS_DEVICE" },
  });

  expect((await here.call("GET", `${CATALOG}/dataSets`, { headers: dev })).body).toEqual({});
  expect((await here.call("GET", `${CATALOG}/dataSets/${dataset}`, { headers: dev })).status).toBe(404);
  const schemas = await here.call("GET", `${REGISTRY}/tenant/schemas`, {
    headers: { ...dev, accept: "application/vnd.adobe.xed-id+json" },
  });
  expect(schemas.body.results).toEqual([]);
  const namespaces = await here.call("GET", "/data/core/idnamespace/identities", { headers: dev });
  expect(namespaces.body.map(({ code }: { code: string }) => code)).not.toContain("OnlyProd");
});

test("a sandbox that is missing or unknown is refused in the words of the service", async () => {
  const { call } = testPlatform();
  const unknown = { "x-sandbox-name": "nowhere" };
  expect(await call("GET", `${CATALOG}/dataSets`, { headers: { "x-sandbox-name": undefined } })).toMatchObject({
    status: 400,
  });
  expect(await call("GET", `${CATALOG}/dataSets`, { headers: unknown })).toMatchObject({
    status: 404,
    body: { title: "NotFoundError" },
  });
  expect(await call("GET", "/data/foundation/flowservice/flows", { headers: unknown })).toMatchObject({
    status: 404,
    body: { errorCode: "2100-404" },
  });
});

test("what was not granted is denied; Manage includes View", async () => {
  const here = testPlatform({ permissions: ["View Datasets", "Manage Schemas"] });
  expect((await here.call("GET", `${CATALOG}/dataSets`)).status).toBe(200);
  expect(await here.call("POST", `${CATALOG}/dataSets`, { body: {} })).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining("The permission manage is denied on resource Datasets") },
  });
  expect((await here.call("GET", `${REGISTRY}/stats`)).status).toBe(200);
  expect(await here.call("POST", "/data/foundation/flowservice/flows", { body: {} })).toMatchObject({
    status: 403,
    body: { errorCode: "2121-403" },
  });
  here.platform.control.setPermissions([]);
  expect((await here.call("GET", `${CATALOG}/dataSets`)).status).toBe(403);
});

test("one seed gives one history", async () => {
  const history = async (): Promise<string> => {
    const here = testPlatform({ seed: 11 });
    const dataset = await createDataset(here, await createChargeSchema(here));
    return JSON.stringify(await here.call("GET", `${CATALOG}/dataSets/${dataset}`));
  };
  expect(await history()).toBe(await history());
  expect(START).toBe(1_768_478_400_000);
});

test("identity namespaces: the form of a new one, and each refusal", async () => {
  const { call } = testPlatform();
  const PATH = "/data/core/idnamespace/identities";
  const body = { name: "Stripe Customer", code: "StripeCustomer", idType: "Cross_device", description: "A customer" };
  const created = await call("POST", PATH, { body });
  expect(created).toMatchObject({
    status: 200,
    body: {
      code: "StripeCustomer",
      idType: "CROSS_DEVICE",
      status: "ACTIVE",
      custom: true,
      id: expect.any(Number),
      createTime: START,
    },
  });
  expect(await call("POST", PATH, { body })).toMatchObject({
    status: 409,
    body: { title: "NAMESPACE_CODE_CONFLICT", report: { code: "INTEGRATION_CODE_EXISTS" } },
  });
  expect(await call("POST", PATH, { body: { ...body, code: "Other", idType: "PERSON" } })).toMatchObject({
    status: 400,
    body: {
      description: expect.stringContaining("Please provide a valid value of idType. Valid values are: ["),
      report: { code: "INVALID_REQUEST_PARAMS" },
    },
  });
  expect(await call("GET", `${PATH}/999`)).toMatchObject({ status: 404, body: { error: "NAMESPACE_NOT_FOUND" } });
  const path = `${PATH}/${created.body.id}`;
  expect((await call("PUT", path, { body: { ...body, name: "Renamed" } })).body).toEqual([
    expect.objectContaining({ name: "Renamed" }),
  ]);
  expect(await call("PUT", path, { body: { ...body, code: "Changed" } })).toMatchObject({
    status: 400,
    body: { description: "code and idType are non editable fields" },
  });
});
