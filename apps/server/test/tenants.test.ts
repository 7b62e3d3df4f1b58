import { statSync } from "node:fs";
import { join } from "node:path";
import { startSimulator, type RunningSimulator } from "@stripe-aep/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, ServerUnderTest, until } from "./running-server.ts";

/** Longer than any of these takes: the process that a test starts may have half a core. */
const PATIENT = 120_000;

let simulator: RunningSimulator;
let server: ServerUnderTest;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  simulator = await startSimulator({
    seed: 11,
    objects: 200,
    changesPerHour: 0,
    platform: {
      sandboxes: [
        { name: "prod", type: "production" },
        { name: "dev", type: "development" },
      ],
    },
  });
  const { platform, stripe } = simulator;
  environment = {
    STRIPE_AEP_PLATFORM_URL: platform.url,
    STRIPE_AEP_IMS_URL: platform.url,
    STRIPE_AEP_CLIENT_ID: platform.clientId,
    STRIPE_AEP_CLIENT_SECRET: platform.clientSecret,
    STRIPE_AEP_IMS_ORG: platform.imsOrg,
    STRIPE_AEP_SANDBOX: "prod",
    STRIPE_AEP_STRIPE_URL: stripe.url,
  };
  server = await ServerUnderTest.start(environment);
}, PATIENT);
afterAll(async () => {
  await server.stop();
  await simulator.stop();
});

async function connect(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const body = { name: "Stripe", accessToken: simulator.stripe.key };
  const made = await server.v1("POST", "/connections", body, headers);
  expect(made.status, made.text).toBe(201);
  return made.body.id;
}

async function finished(id: string, headers: Readonly<Record<string, string>> = {}): Promise<Loose> {
  const { body } = await until(
    () => server.v1("GET", `/operations/${id}`, undefined, headers),
    (answer) => answer.body.state !== "running",
  );
  expect(body, JSON.stringify(body.problem)).toMatchObject({ state: "succeeded" });
  return body.result;
}

/** Sets one resource up and waits until its first run has succeeded; what it moved. */
async function move(connectionId: string, headers: Readonly<Record<string, string>> = {}): Promise<Loose> {
  const set = await server.v1("POST", "/set-up", { connectionId, resources: ["customers"] }, headers);
  await finished(set.body.id, headers);
  const { body } = await until(
    () => server.v1("GET", "/flows", undefined, headers),
    (answer) => answer.body.items[0]?.lastRun?.status === "succeeded",
  );
  return body.items[0];
}

describe("one server for several sandboxes", () => {
  let dev: Readonly<Record<string, string>>;

  it(
    "moves the same account into each, and neither sees the other",
    async () => {
      const first = await move(await connect());
      const made = await server.v1("POST", "/tokens", {
        name: "development",
        scopes: ["sources.view", "sources.manage"],
        sandbox: "dev",
      });
      dev = { authorization: `Bearer ${made.body.token as string}`, "x-sandbox-name": "dev" };
      expect((await server.v1("GET", "/session", undefined, dev)).body).toMatchObject({ sandbox: "dev" });
      expect((await server.v1("GET", "/flows", undefined, dev)).body.total).toBe(0);
      expect((await server.v1("GET", `/flows/${first.id as string}`, undefined, dev)).status).toBe(404);
      const second = await move(await connect(dev), dev);
      expect(first.lastRun.figures.accepted).toBeGreaterThan(10);
      // Nothing counts as unchanged because another sandbox has it.
      expect(second.lastRun.figures).toEqual(first.lastRun.figures);
      expect(second.dataSets[0].id).not.toBe(first.dataSets[0].id);
      const mine = (await server.v1("GET", "/overview", undefined, dev)).body;
      const totals = mine.totals.find(({ resource }: Loose) => resource === "customers");
      expect(totals).toMatchObject({ figures: second.lastRun.figures, runs: { succeeded: 1, failed: 0 } });
    },
    PATIENT,
  );

  it(
    "repairs what a comparison found, object by object",
    async () => {
      const compare = async (): Promise<Loose> =>
        finished((await server.v1("POST", "/reconciliations", { resources: ["prices"] })).body.id);
      const before = await compare();
      // Prices have not been moved: every one of them is missing.
      expect(before.verdict).toBe("differs");
      const repaired = await server.v1("POST", `/reconciliations/${before.reconciliationId as string}/repair`);
      expect(repaired.status, repaired.text).toBe(202);
      const { differences } = (await server.v1("GET", `/reconciliations/${before.reconciliationId as string}`)).body;
      expect(differences.length).toBeGreaterThan(0);
      expect(await finished(repaired.body.id)).toEqual({ repaired: differences.length, relisted: [] });
      expect(await compare()).toMatchObject({ verdict: "equal" });
    },
    PATIENT,
  );

  it("refuses connections that are not there, by name", async () => {
    expect((await server.v1("POST", "/reconciliations", { connectionId: "none" })).status).toBe(404);
    expect((await server.v1("POST", "/quarantine/replay", { connectionId: "none" })).status).toBe(404);
    expect((await server.v1("GET", "/quarantine?connectionId=none")).status).toBe(404);
  });
});

describe("a server that is started again", () => {
  it(
    "goes on with an operation where its predecessor was ended, and knows the request's key",
    async () => {
      const headers = { "idempotency-key": "compare-once" };
      const begun = await server.v1("POST", "/reconciliations", { resources: ["customers"] }, headers);
      expect(begun.status, begun.text).toBe(202);
      const token = server.running.reach.token;
      server = await server.restart(environment);
      expect(server.running.reach.token).toBe(token);
      const again = await server.v1("POST", "/reconciliations", { resources: ["customers"] }, headers);
      expect([again.status, again.body.id]).toEqual([202, begun.body.id]);
      expect(await finished(begun.body.id)).toMatchObject({ verdict: "equal" });
    },
    PATIENT,
  );

  it(
    "keeps its administrator's token for its owner alone, and draws another when that one was revoked",
    async () => {
      const file = join(server.folder, "admin.token");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const before = server.running.reach.token;
      const tokens = (await server.v1("GET", "/tokens")).body as Loose[];
      const own = tokens.filter(({ name }) => name === "administrator");
      expect(own).toHaveLength(1);
      expect((await server.v1("DELETE", `/tokens/${own[0].id as string}`)).status).toBe(204);
      expect((await server.v1("GET", "/tokens")).status).toBe(401);
      server = await server.restart(environment);
      expect(server.running.reach.token).not.toBe(before);
      expect((await server.v1("GET", "/tokens")).status).toBe(200);
      const former = { authorization: `Bearer ${before}` };
      expect((await server.v1("GET", "/tokens", undefined, former)).status).toBe(401);
    },
    PATIENT,
  );
});
