import { createStripe, createWorld, documentedLimits, type Stripe, VirtualClock } from "@stripe-aep/simulator";
import { expect, test } from "vitest";
import { type AccountGovernor, createGovernor, type GovernorOptions } from "../../src/http/account-governor.ts";
import { resourceNames, resources } from "../../src/resources.ts";
import { openStore } from "../../src/state/open-store.ts";
import { reserveSlots } from "../../src/state/rate-slots.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";

const LATENCY = 100;
const SECONDS = 30;

interface Measured {
  readonly governor: AccountGovernor;
  /** Requests answered with something other than 429, in a second. */
  readonly rate: number;
  readonly refusedShare: number;
}

/** Six resources, several requests each, against an account that enforces Stripe's limits to the request. */
async function drive(
  options: Partial<GovernorOptions>,
  livemode: boolean,
  paths: readonly string[] = resourceNames.map((resource) => resources[resource].listPath),
): Promise<Measured> {
  const clock = new VirtualClock(Date.parse("2025-03-01T00:00:00Z"));
  const world = createWorld({ seed: 1, objects: 14, clock, livemode });
  const stripe = createStripe(world, { rateLimits: documentedLimits(livemode), latency: LATENCY });
  const governor = createGovernor({ accountRate: livemode ? 100 : 25, endpointRate: 25, share: 1, ...options }, clock);
  const start = clock.now();
  const end = start + SECONDS * 1000;
  const workers = paths.flatMap((path) => Array.from({ length: 8 }, () => work(path)));
  async function work(path: string): Promise<void> {
    while (clock.now() < end) {
      await governor.acquire(`GET ${path}`);
      const { status, headers } = await ask(stripe, path);
      const reason = headers["stripe-rate-limited-reason"];
      governor.report(`GET ${path}`, { status, ...(reason === undefined ? {} : { rateLimitedReason: reason }) });
    }
  }
  await clock.run(Promise.all(workers));
  const answered = governor.reads - governor.refusals;
  // Whoever was in the queue at the end still goes.
  return {
    governor,
    rate: answered / ((clock.now() - start) / 1000),
    refusedShare: governor.refusals / governor.reads,
  };
}

function ask(stripe: Stripe, path: string) {
  const headers = { authorization: `Bearer ${stripe.keys.secret}`, "stripe-version": "2025-02-24.acacia" };
  return stripe.handle({ method: "GET", target: `${path}?limit=1`, headers, body: new Uint8Array() });
}

test("reaches a live account's limit with six resources in flight, and is hardly ever refused", async () => {
  const { rate, refusedShare } = await drive({}, true);
  expect(rate).toBeGreaterThanOrEqual(95);
  expect(refusedShare).toBeLessThan(0.001);
});

test("reaches a sandbox's limit, and that of one endpoint", async () => {
  const sandbox = await drive({}, false);
  expect(sandbox.rate).toBeGreaterThanOrEqual(23.75);
  expect(sandbox.refusedShare).toBeLessThan(0.001);
  const endpoint = await drive({}, true, ["/v1/charges"]);
  expect(endpoint.rate).toBeGreaterThanOrEqual(23.75);
  expect(endpoint.refusedShare).toBeLessThan(0.001);
});

test("takes its share and leaves the rest to the shop", async () => {
  const { rate, refusedShare } = await drive({ share: 0.8 }, true);
  expect(rate).toBeGreaterThan(76);
  expect(rate).toBeLessThanOrEqual(80);
  expect(refusedShare).toBe(0);
});

test("two processes that share a store keep within the limit together, and reach it", async () => {
  const clock = new VirtualClock(Date.parse("2025-03-01T00:00:00Z"));
  const world = createWorld({ seed: 1, objects: 14, clock, livemode: true });
  const stripe = createStripe(world, { rateLimits: documentedLimits(true), latency: LATENCY });
  const store = await clock.run(openStore(sqliteDriver(":memory:"), clock));
  const shared = (name: string, now: number, count: number, interval: number) =>
    reserveSlots(store.database, name, now, count, interval);
  const options = { accountRate: 100, endpointRate: 25, share: 1, reserveSlots: shared };
  const processes = [createGovernor(options, clock), createGovernor(options, clock)];
  const end = clock.now() + SECONDS * 1000;
  const work = async (governor: AccountGovernor, path: string): Promise<void> => {
    while (clock.now() < end) {
      await governor.acquire(`GET ${path}`);
      const { status, headers } = await ask(stripe, path);
      const reason = headers["stripe-rate-limited-reason"];
      governor.report(`GET ${path}`, { status, ...(reason === undefined ? {} : { rateLimitedReason: reason }) });
    }
  };
  const paths = resourceNames.map((resource) => resources[resource].listPath);
  await clock.run(
    Promise.all(processes.flatMap((governor) => paths.flatMap((path) => [1, 2, 3, 4].map(() => work(governor, path))))),
  );
  const reads = processes.reduce((sum, governor) => sum + governor.reads, 0);
  const refusals = processes.reduce((sum, governor) => sum + governor.refusals, 0);
  expect(refusals / reads).toBeLessThan(0.001);
  expect(reads / SECONDS).toBeGreaterThanOrEqual(90);
  await store.close();
});

test("finds a limit that is lower than the documented one", async () => {
  // Believes in 200 a second for the account; 100 are allowed.
  const { rate, refusedShare } = await drive({ accountRate: 200 }, true);
  expect(rate).toBeGreaterThan(75);
  expect(refusedShare).toBeLessThan(0.15);
});

test("spends no more reads than the budget has left", async () => {
  const clock = new VirtualClock(0);
  const governor = createGovernor({ accountRate: 100, endpointRate: 25, share: 1, readsLeft: 2 }, clock);
  await clock.run(Promise.all([governor.acquire("GET /v1/charges"), governor.acquire("GET /v1/refunds")]));
  await expect(governor.acquire("GET /v1/charges")).rejects.toMatchObject({ code: "SAEP-1406" });
});

test("a request whose caller gives up leaves the queue and holds nobody back", async () => {
  const clock = new VirtualClock(0);
  const governor = createGovernor({ accountRate: 1, endpointRate: 1, share: 1 }, clock);
  const impatient = new AbortController();
  await clock.run(governor.acquire("GET /v1/charges"));
  await clock.run(governor.acquire("GET /v1/charges"));
  const abandoned = governor.acquire("GET /v1/charges", impatient.signal);
  const next = governor.acquire("GET /v1/charges");
  impatient.abort(new Error("gave up"));
  await expect(abandoned).rejects.toThrow("gave up");
  await clock.run(next);
  expect(governor.reads).toBe(3);
});
