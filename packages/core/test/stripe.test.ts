import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AccessError, RetryLaterError } from "../src/errors.ts";
import { nodePorts } from "../src/node.ts";
import { resources } from "../src/resources.ts";
import { Secret } from "../src/secret.ts";
import { readAccount } from "../src/stripe/account.ts";
import { createStripeClient, type StripeCredential } from "../src/stripe/client.ts";
import { CursorGoneError, EventsExpiredError, finalError, PermissionError } from "../src/stripe/errors.ts";
import { listEvents } from "../src/stripe/events.ts";
import { listObjects } from "../src/stripe/list-objects.ts";
import { exchangeToken } from "../src/stripe/oauth.ts";
import { apiVersion, fixedKey, openGovernor, simulatedSystems, type SimulatedSystems } from "./simulated-systems.ts";

let systems: SimulatedSystems;
const ports = nodePorts({ stateFolder: "/nonexistent" });

beforeAll(async () => {
  systems = await simulatedSystems({ objects: 1_500, seed: 11 });
});
afterEach(() => systems.simulator.systems.stripe.faults.set([]));
afterAll(async () => {
  await ports.close();
  await systems.stop();
});

function clientWith(credential: StripeCredential) {
  const retryPolicy = { attempts: 4, firstDelay: 1, longestDelay: 4, longestRetryAfter: 5_000 };
  return createStripeClient(
    { baseUrl: systems.simulator.stripe.url, apiVersion, credential, retryPolicy },
    ports,
    openGovernor,
  );
}

async function allIds(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of listObjects(systems.stripe, { path, parameters, nestedLists: [] })) {
    ids.push(...page.objects.map(({ id }) => id));
  }
  return ids;
}

const trueIds = (resource: "charges" | "prices" | "customers") =>
  [...systems.simulator.world.truth([resource])].filter(({ listed }) => listed).map(({ id }) => id);

describe("the Stripe client", () => {
  it("reads the account, the versions, and a clock that is Stripe's", async () => {
    const account = await readAccount(systems.stripe);
    expect(account.id).toBe(systems.account);
    expect(account.respondedAt % 1000).toBe(0);
    const answer = await systems.stripe.list("/v1/charges", { limit: 1 });
    expect(answer.apiVersion).toBe(apiVersion);
    expect(answer.requestId).toMatch(/^req_/);
  });

  it.each([
    "stripe-429-endpoint-rate",
    "stripe-lock-timeout",
    "stripe-409",
    "stripe-424",
    "stripe-500",
    "stripe-503",
    "lost-answer",
    "reset-mid-body",
    "wrong-length",
    "truncated-json",
    "garbage-json",
  ])("gets through %s", async (name) => {
    systems.simulator.systems.stripe.faults.set([{ name, rate: 1, limit: 2, place: "/v1/charges" }]);
    expect(await allIds("/v1/charges")).toEqual(trueIds("charges").sort(byListing("charges")));
    expect(systems.simulator.systems.stripe.faults.report()[0]?.strikes).toBe(2);
  });

  it("gives up with RetryLaterError when it does not get through, and at once when Stripe says so", async () => {
    systems.simulator.systems.stripe.faults.set([{ name: "stripe-503", rate: 1 }]);
    await expect(clientWith(fixedKey(systems.simulator.stripe.key)).list("/v1/charges", {})).rejects.toThrow(
      RetryLaterError,
    );
    systems.simulator.systems.stripe.faults.set([{ name: "stripe-500-final", rate: 1 }]);
    const final = clientWith(fixedKey(systems.simulator.stripe.key)).list("/v1/charges", {});
    await expect(final).rejects.toThrow("after 1 attempt");
  });

  it("asks for a newer credential once Stripe refuses one, and names the missing permission", async () => {
    await expect(clientWith(fixedKey("rk_test_fakeWrong")).list("/v1/charges", {})).rejects.toThrow(AccessError);
    const keys = ["rk_test_fakeWrong", systems.simulator.stripe.key];
    const rotating: StripeCredential = {
      current: () => Promise.resolve(new Secret(keys[0]!)),
      refused: () => Promise.resolve(keys.shift() !== undefined && keys.length > 0),
    };
    expect((await clientWith(rotating).list("/v1/charges", { limit: 1 })).body.length).toBeGreaterThan(0);
    const narrow = systems.simulator.systems.stripe.keys.restrict(["rak_customer_read"]);
    const refused: unknown = await clientWith(fixedKey(narrow))
      .list("/v1/charges", {})
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PermissionError);
    expect((refused as PermissionError).permission).toBe(resources.charges.permission);
  });

  it("tells an object that is there from one that never was", async () => {
    const [id] = trueIds("customers");
    expect(await systems.stripe.retrieve(`/v1/customers/${id!}`)).toMatchObject({ apiVersion });
    expect(await systems.stripe.retrieve("/v1/customers/cus_never_was")).toMatchObject({ missing: true });
    await expect(systems.stripe.list("/v1/charges", { starting_after: "ch_never_was" })).rejects.toThrow(
      CursorGoneError,
    );
  });
});

describe("a listing", () => {
  it.each(["stripe-cursor-vanishes", "stripe-empty-page"])("comes to its end through %s", async (name) => {
    systems.simulator.systems.stripe.faults.set([{ name, rate: 1, limit: 3, after: 1 }]);
    const listed = [
      ...(await allIds("/v1/prices", { active: "true" })),
      ...(await allIds("/v1/prices", { active: "false" })),
    ];
    systems.simulator.systems.stripe.faults.set([]);
    expect(new Set(listed).size).toBe(listed.length);
    for (const id of trueIds("prices")) expect(listed).toContain(id);
  });

  it("follows the nested lists that Stripe cuts", async () => {
    const { listPath: path, nestedLists, passes } = resources.subscriptions;
    systems.simulator.world.operations.createSubscription({ customer: trueIds("customers")[0]!, items: 23 });
    let completed = 0;
    for await (const page of listObjects(systems.stripe, { path, parameters: passes[0]!, nestedLists })) {
      for (const object of page.objects) {
        const items = object.items as { data: unknown[]; has_more: boolean; total_count: number };
        expect([items.has_more, items.data.length]).toEqual([false, items.total_count]);
        if (items.data.length > 10) completed += 1;
      }
    }
    expect(completed).toBeGreaterThan(0);
  });
});

describe("events", () => {
  it("name the object, its charge and its customer, newest first", async () => {
    const page = await listEvents(systems.stripe, { types: ["charge.succeeded", "refund.created"] });
    expect(page.events.length).toBeGreaterThan(0);
    for (const event of page.events) {
      expect(event.id).toMatch(/^evt_/);
      expect(["charge", "refund"]).toContain(event.object.object);
      expect(event.object.id).not.toBe("");
      if (event.object.object === "refund") expect(event.object.charge).toMatch(/^(ch|py)_/);
    }
    const times = page.events.map(({ created }) => created);
    expect(times).toEqual([...times].sort((left, right) => right - left));
  });

  it("beyond Stripe's retention are an error of their own", () => {
    const message = "This event is no longer available because it's aged out of our retention policy.";
    const body = Buffer.from(JSON.stringify({ error: { type: "invalid_request_error", message } }));
    expect(finalError({ status: 400, headers: {}, body }, "GET /v1/events")).toBeInstanceOf(EventsExpiredError);
  });
});

describe("the exchange of a refresh token", () => {
  const exchange = (refreshToken: string, baseUrl = systems.simulator.stripe.url) =>
    exchangeToken(ports, {
      baseUrl,
      appKey: new Secret(systems.simulator.systems.stripe.oauth.developerKey),
      grant: { kind: "refresh-token", refreshToken: new Secret(refreshToken) },
    });

  it("gives a new pair, and kills the old token", async () => {
    const token = systems.simulator.systems.stripe.oauth.issueRefreshToken();
    const outcome = await exchange(token);
    expect(outcome.kind).toBe("issued");
    if (outcome.kind !== "issued") return;
    const client = clientWith(fixedKey(outcome.tokens.accessToken.reveal()));
    expect((await client.list("/v1/charges", { limit: 1 })).body.length).toBeGreaterThan(0);
    const again = await exchange(token);
    expect(again).toMatchObject({ kind: "refused", error: { code: "SAEP-1108" } });
    expect(JSON.stringify(outcome)).not.toContain(outcome.tokens.refreshToken.reveal());
  });

  it("says of a lost answer that it may have been carried out, of a refused connection that it was not", async () => {
    systems.simulator.systems.stripe.faults.set([{ name: "lost-answer", rate: 1, place: "/v1/oauth/token" }]);
    const token = systems.simulator.systems.stripe.oauth.issueRefreshToken();
    expect((await exchange(token)).kind).toBe("answer-lost");
    expect((await exchange(token, "http://127.0.0.1:9")).kind).toBe("not-carried-out");
  });
});

/** Newest first, and within a second as the lists have it. */
function byListing(resource: "charges") {
  const created = new Map(
    [...systems.simulator.world.truth([resource])].map(({ id, object }) => [id, Number(object.created)]),
  );
  const position = new Map(trueIds(resource).map((id, index) => [id, index]));
  return (left: string, right: string) =>
    created.get(right)! - created.get(left)! || position.get(right)! - position.get(left)!;
}
