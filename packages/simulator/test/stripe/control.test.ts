import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { startSimulator, type RunningSimulator } from "../../src/start-simulator.ts";
import { NOW } from "./client.ts";
import type { Json } from "./whole-account.ts";

describe("the control server", () => {
  let simulator: RunningSimulator;

  beforeAll(async () => {
    simulator = await startSimulator({
      objects: 120,
      seed: 17,
      clock: new ManualClock(NOW),
      eventLag: { rate: 0, milliseconds: 1 },
    });
  });

  afterAll(async () => {
    await simulator.stop();
  });

  async function control(method: "GET" | "POST", path: string, body?: unknown): Promise<Json> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${simulator.control.url}${path}`, init);
    return { status: response.status, ...((await response.json()) as object) };
  }

  async function stripe(path: string, key = simulator.stripe.key): Promise<Json> {
    const response = await fetch(`${simulator.stripe.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  it("listens on loopback, apart from what it controls", async () => {
    const hosts = [simulator.stripe.url, simulator.platform.url, simulator.control.url].map((url) => new URL(url));
    expect(hosts.map(({ hostname }) => hostname)).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
    expect(new Set(hosts.map(({ port }) => port)).size).toBe(3);
    expect((await control("GET", "/")).endpoints).toContain("POST /faults");
    expect((await stripe("/faults")).status).toBe(404);
  });

  it("switches faults on and off, and reports them", async () => {
    expect(
      (await control("POST", "/faults", { rules: [{ name: "stripe-503", rate: 1, place: "/v1/prices" }] })).status,
    ).toBe(200);
    expect((await stripe("/v1/prices")).status).toBe(503);
    expect((await stripe("/v1/charges")).status).toBe(200);
    const { rules, kinds } = await control("GET", "/faults");
    expect(rules).toEqual([expect.objectContaining({ name: "stripe-503", strikes: 1 })]);
    expect(kinds.map(({ side }: Json) => side)).toEqual(expect.arrayContaining(["stripe", "platform", "wire"]));
    expect(await control("POST", "/faults", { rules: [{ name: "no such fault", rate: 1 }] })).toMatchObject({
      status: 400,
      error: { code: "SAEP-3002" },
    });
    await control("POST", "/faults", { rules: [] });
    expect((await stripe("/v1/prices")).status).toBe(200);
  });

  it("moves the clock that both sides look at", async () => {
    const before = (await control("GET", "/clock")).milliseconds;
    expect((await control("POST", "/clock", { advanceMilliseconds: 3_600_000 })).milliseconds).toBe(
      Number(before) + 3_600_000,
    );
    expect(Date.parse((await stripe("/v1/charges")).headers.get("date"))).toBe(Number(before) + 3_600_000);
    expect((await control("POST", "/clock", { set: "2020-01-01T00:00:00Z" })).status).toBe(400);
  });

  it("does things to the account, and tells the truth about it", async () => {
    const { operations } = await control("GET", "/operations");
    expect(operations).toContain("refundCharge");
    const { result: charge } = await control("POST", "/operations/createCharge", [
      { amount: 4200, currency: "usd", method: "affirm" },
    ]);
    const { result: refund } = await control("POST", "/operations/refundCharge", [charge, { amount: 200 }]);
    expect((await stripe(`/v1/charges/${charge}`)).body.amount_refunded).toBe(200);
    const response = await fetch(`${simulator.control.url}/dump?resources=charges,refunds`);
    const rows = (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.find(({ id }) => id === refund).object.charge).toBe(charge);
    expect(new Set(rows.map(({ resource }) => resource))).toEqual(new Set(["charges", "refunds"]));
    expect(await control("POST", "/operations/refundCharge", ["ch_nobody"])).toMatchObject({
      status: 400,
      error: { code: "SAEP-3004" },
    });
    expect(await control("POST", "/operations/rob")).toMatchObject({ status: 400, error: { code: "SAEP-3005" } });
    expect((await control("GET", "/requests")).requests["GET /v1/charges/:id"]).toBeGreaterThan(0);
  });

  it("gives keys and takes them, and sets limits", async () => {
    const { key } = await control("POST", "/keys", { permissions: ["plan_read"] });
    expect((await stripe("/v1/prices", key)).status).toBe(200);
    expect((await stripe("/v1/charges", key)).status).toBe(403);
    await control("POST", "/keys/revoke", { key });
    expect((await stripe("/v1/prices", key)).status).toBe(401);
    await control("POST", "/keys/restore", { key });
    expect((await stripe("/v1/prices", key)).status).toBe(200);
    await control("POST", "/limits", { endpoint: 0 });
    expect((await stripe("/v1/charges")).status).toBe(429);
    await control("POST", "/limits", {});
    const { code, developerKey } = await control("POST", "/oauth/code");
    expect([code.startsWith("ac_fake"), developerKey.startsWith("sk_test_fake")]).toEqual([true, true]);
  });

  it("lets the judge speak", async () => {
    expect(await control("GET", "/check")).toMatchObject({ status: 200, ok: true, rows: 0 });
    expect((await control("GET", "/platform/datasets")).datasets).toEqual([]);
  });

  it("answers what it does not know with a code", async () => {
    expect(await control("GET", "/nothing")).toMatchObject({ status: 400, error: { code: "SAEP-3005" } });
    const response = await fetch(`${simulator.control.url}/faults`, { method: "POST", body: "{" });
    expect(response.status).toBe(400);
  });
});

describe("an account with a folder", () => {
  it("is the same in a later process, with everything that was done to it", async () => {
    const state = await mkdtemp(join(tmpdir(), "simulator-"));
    try {
      const clock = new ManualClock(NOW);
      const options = { objects: 150, seed: 4, clock, state, changesPerHour: 20 };
      const first = await startSimulator(options);
      const customer = first.world.operations.createCustomer();
      await clock.advance(10 * 3_600_000);
      first.world.operations.updateCustomer(customer, { name: "Renamed" });
      const before = [...first.world.truth()].map((row) => JSON.stringify(row));
      await first.stop();
      const second = await startSimulator(options);
      second.world.catchUp();
      expect([...second.world.truth()].map((row) => JSON.stringify(row))).toEqual(before);
      await second.stop();
      expect((await readFile(join(state, "operations.ndjson"), "utf8")).trimEnd().split("\n")).toHaveLength(3);
      await expect(startSimulator({ ...options, seed: 5 })).rejects.toThrow("SAEP-3003");
    } finally {
      await rm(state, { recursive: true });
    }
  });

  it("cannot be served from a port that is taken", async () => {
    const first = await startSimulator({ objects: 20, seed: 1 });
    const port = Number(new URL(first.stripe.url).port);
    await expect(startSimulator({ objects: 20, seed: 1, ports: { stripe: port } })).rejects.toThrow("SAEP-3006");
    await first.stop();
  });
});
