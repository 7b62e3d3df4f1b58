import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, ServerUnderTest, until } from "./running-server.ts";

let server: ServerUnderTest;
/** Plays the identity provider's key set, somebody's alert address, and a collector of traces. */
let outside: Server;
const received: { path: string; body: Loose }[] = [];
const keys = await generateKeyPair("RS256", { extractable: true });
const others = await generateKeyPair("RS256");

beforeAll(async () => {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  outside = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      if (text !== "") received.push({ path: request.url ?? "", body: JSON.parse(text) });
      response.setHeader("content-type", "application/json");
      response.end(request.url === "/keys" ? JSON.stringify({ keys: [jwk] }) : "{}");
    });
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  server = await ServerUnderTest.start({
    STRIPE_AEP_JWKS_URL: `${url}/keys`,
    STRIPE_AEP_JWKS_ISSUER: "https://idp.example",
    STRIPE_AEP_JWKS_AUDIENCE: "stripe-aep",
    STRIPE_AEP_ALLOW_PRIVATE_URLS: "true",
    STRIPE_AEP_REQUESTS_PER_MINUTE: "5000",
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
  });
});
afterAll(async () => {
  await server.stop();
  outside.closeAllConnections();
  outside.close();
});

describe("tokens of an identity provider", () => {
  const token = (claims: object, more: { issuer?: string; audience?: string; expires?: string; key?: Loose } = {}) =>
    new SignJWT({ ims_org: server.running.reach.imsOrg, scope: "openid sources.view", ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "k1" })
      .setSubject("fake-person")
      .setIssuer(more.issuer ?? "https://idp.example")
      .setAudience(more.audience ?? "stripe-aep")
      .setExpirationTime(more.expires ?? "5m")
      .sign(more.key ?? keys.privateKey);

  it("open what their scope says, in the organisation that they name", async () => {
    const headers = { authorization: `Bearer ${await token({})}` };
    expect((await server.v1("GET", "/session", undefined, headers)).body).toMatchObject({
      user: "fake-person",
      scopes: ["sources.view"],
    });
    expect((await server.v1("POST", "/connections", {}, headers)).status).toBe(403);
    const foreign = { authorization: `Bearer ${await token({ ims_org: "OTHER@AdobeOrg" })}` };
    expect((await server.flowService("GET", "/flows", undefined, foreign)).body.error_code).toBe("403025");
  });

  const bad = [
    ["another issuer", {}, { issuer: "https://evil.example" }],
    ["another audience", {}, { audience: "somebody-else" }],
    ["no time left", {}, { expires: "-5m" }],
    ["another key", {}, { key: others.privateKey }],
    ["no organisation", { ims_org: undefined }, {}],
  ] as const;
  for (const [what, claims, more] of bad) {
    it(`with ${what} open nothing`, async () => {
      const headers = { authorization: `Bearer ${await token(claims, more)}` };
      expect((await server.v1("GET", "/session", undefined, headers)).status).toBe(401);
      expect((await server.flowService("GET", "/flows", undefined, headers)).body.error_code).toBe("401013");
    });
  }
});

describe("Adobe's gateway", () => {
  const cases = [
    ["no token", { authorization: "" }, 403, "403010"],
    ["another token", { authorization: "Bearer nonsense" }, 401, "401013"],
    ["no key", { "x-api-key": "" }, 403, "403000"],
    ["another key", { "x-api-key": "nonsense" }, 403, "403003"],
    ["no organisation", { "x-gw-ims-org-id": "" }, 400, "400003"],
    ["another organisation", { "x-gw-ims-org-id": "X@AdobeOrg" }, 403, "403025"],
  ] as const;
  for (const [what, headers, status, code] of cases) {
    it(`answers ${code} to ${what}, for Flow Service and for the rest`, async () => {
      for (const path of ["/data/foundation/flowservice/flows", "/data/foundation/catalog/dataSets"]) {
        const answer = await server.call("GET", path, undefined, headers);
        expect([answer.status, answer.body.error_code]).toEqual([status, code]);
      }
    });
  }

  it("checks the sandbox after it", async () => {
    const ask = async (headers: Record<string, string>) =>
      (await server.flowService("GET", "/flows", undefined, headers)).body.errorCode;
    expect(await ask({ "x-sandbox-name": "" })).toBe("2105-400");
    expect(await ask({ "x-sandbox-name": "dev" })).toBe("2100-404");
    expect(await ask({ "x-sandbox-name": "*" })).toBe("2111-403");
    expect(await ask({ "x-sandbox-id": "x" })).toBe("2110-400");
  });
});

describe("what happens is told", () => {
  it("to the event stream, to an alert's address, to traces and metrics", async () => {
    const events: string[] = [];
    const stop = new AbortController();
    const stream = await fetch(`${server.url}/v1/events`, { headers: server.headers(), signal: stop.signal });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    const reading = (async () => {
      for await (const chunk of stream.body!) events.push(Buffer.from(chunk).toString());
    })().catch(() => undefined);

    const { port } = outside.address() as AddressInfo;
    const alert = await server.v1("POST", "/alerts", {
      url: `http://127.0.0.1:${port}/alert`,
      events: ["run.succeeded"],
    });
    expect(alert.status, alert.text).toBe(201);
    const connection = await server.v1("POST", "/connections", {
      name: "Stripe",
      accessToken: server.running.reach.stripeKey,
    });
    await server.v1("POST", "/set-up", { connectionId: connection.body.id, resources: ["prices"] });
    await until(
      async () => received.filter(({ path }) => path === "/alert"),
      (alerts) => alerts.length > 0,
    );
    expect(received.find(({ path }) => path === "/alert")?.body).toMatchObject({
      event: "run.succeeded",
      run: { resource: "prices" },
    });
    const text = await until(
      async () => events.join(""),
      (all) => all.includes("event: run") && all.includes("event: operation"),
    );
    expect(text).toContain("event: changed");
    stop.abort();
    await reading;
    const listed = await until(
      () => server.v1("GET", "/alerts"),
      ({ body }) => body[0].lastDelivery !== null,
    );
    expect(listed.body[0].lastDelivery).toMatchObject({ status: 200, error: null });
    const metrics = (await server.call("GET", "/metrics")).text;
    expect(metrics).toContain('stripe_aep_runs_total{resource="prices",engine="generated",status="success"} 1');
    expect(metrics).toMatch(/http_request_duration_seconds_bucket\{route="\/v1\/set-up",le="\+Inf"\} 1/);
    expect(metrics).not.toContain("sk_test_");
  });

  it("to an alert's address once, when a flow has fallen behind", async () => {
    const { port } = outside.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/behind`;
    const events = ["ingestion.delayed", "ingestion.lacking"];
    expect((await server.v1("POST", "/alerts", { url, events })).status).toBe(201);
    const { service, alerts } = server.running;
    const [flow] = await service.entities.everywhere("flows");
    if (flow === undefined) throw new Error("the flow of the test before is gone");
    // Made long ago, and nothing has been proven to have arrived since.
    const longAgo = { ...flow.document, createdAt: Date.now() - 8 * 3_600_000 };
    const { feed } = (await service.feeds(flow))[0]!;
    const { database } = await service.storeOf(flow);
    await database.updateTable("change_cursor").set({ cursor_seconds: 1 }).where("feed", "=", feed).execute();
    expect(await service.entities.replace({ ...flow, document: longAgo }, flow.etag)).toBe(true);
    await alerts.look();
    await alerts.look();
    const told = received.filter(({ path }) => path === "/behind").map(({ body }) => body.event as string);
    expect(told.toSorted()).toEqual(events);
  });

  it("asks a token that asks too much to wait", async () => {
    const { body } = await server.v1("POST", "/tokens", { name: "busy", scopes: ["sources.view"] });
    const headers = { authorization: `Bearer ${body.token as string}` };
    const statuses = new Set<number>();
    let waited: string | null = null;
    for (let round = 0; round < 60 && waited === null; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => server.running.app.inject({ url: "/v1/operations/x", headers })),
      );
      for (const { statusCode, headers: given } of answers) {
        statuses.add(statusCode);
        if (statusCode === 429) waited = String(given["retry-after"]);
      }
    }
    expect([...statuses].toSorted()).toEqual([404, 429]);
    expect(Number(waited)).toBeGreaterThan(0);
  });

  it("sends its traces: requests as part of the caller's trace, and runs", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    await server.call("GET", "/healthz", undefined, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    await server.running.tracing.flush();
    const spans = received
      .filter(({ path }) => path === "/v1/traces")
      .flatMap(({ body }) => body.resourceSpans[0].scopeSpans[0].spans as Loose[]);
    expect(spans[0].name).toMatch(/^(GET|POST) \//);
    const asked = spans.find((span) => span.traceId === traceId);
    expect(asked).toMatchObject({ name: "GET /healthz", parentSpanId: "b7ad6b7169203331" });
    expect(spans.map(({ name }) => name as string)).toContain("run prices");
  });
});
