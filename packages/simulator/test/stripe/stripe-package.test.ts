import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSimulator, type RunningSimulator } from "../../src/start-simulator.ts";

/** Requests of Stripe's own package, unchanged except for the host. */
describe("the stripe package", () => {
  let simulator: RunningSimulator;
  let stripe: Stripe;

  beforeAll(async () => {
    simulator = await startSimulator({ objects: 700, seed: 12 });
    stripe = connect(simulator.stripe.key);
  });

  afterAll(async () => {
    await simulator.stop();
  });

  function connect(key: string): Stripe {
    const { hostname, port } = new URL(simulator.stripe.url);
    return new Stripe(key, { host: hostname, port: Number(port), protocol: "http", maxNetworkRetries: 0 });
  }

  function listed(resource: "charges" | "subscriptions" | "refunds" | "balance_transactions" | "customers"): string[] {
    return [...simulator.world.truth([resource])].filter((row) => row.listed).map(({ id }) => id);
  }

  async function idsOf(list: AsyncIterable<{ id: string }>): Promise<string[]> {
    const ids: string[] = [];
    for await (const { id } of list) ids.push(id);
    return ids.sort();
  }

  it("pages through all six resources by itself", async () => {
    expect(await idsOf(stripe.charges.list({ limit: 13 }))).toEqual(listed("charges").sort());
    expect(await idsOf(stripe.subscriptions.list({ status: "all", limit: 100 }))).toEqual(
      listed("subscriptions").sort(),
    );
    expect(await idsOf(stripe.refunds.list({ limit: 3 }))).toEqual(listed("refunds").sort());
    expect(await idsOf(stripe.balanceTransactions.list({ limit: 100 }))).toEqual(listed("balance_transactions").sort());
    expect(await idsOf(stripe.customers.list({ limit: 50 }))).toEqual(listed("customers").sort());
    const prices = [
      ...(await idsOf(stripe.prices.list({ active: true }))),
      ...(await idsOf(stripe.prices.list({ active: false }))),
    ];
    const truth = [...simulator.world.truth(["prices"])].filter((row) => row.listed).map(({ id }) => id);
    expect(prices.sort()).toEqual(truth.sort());
  });

  it("retrieves, expands and filters", async () => {
    const charge = await stripe.charges.retrieve("ch_3MmlLrLkdIwHu7ix0snN0B15", { expand: ["balance_transaction"] });
    expect(charge.balance_transaction).toMatchObject({
      id: "txn_3MmlLrLkdIwHu7ix0uke3Ezy",
      net: 1099 - 62,
      source: charge.id,
    });
    const subscription = await stripe.subscriptions.retrieve("sub_1MowQVLkdIwHu7ixeRlqHVzs");
    expect(subscription.items.data[0]?.price.id).toBe("price_1MowQULkdIwHu7ixraBm864M");
    const page = await stripe.charges.list({ created: { gte: 1679090539, lte: 1679090539 } });
    expect(page.data.map(({ id }) => id)).toEqual([charge.id]);
    expect(charge.lastResponse.apiVersion).toBe("2025-02-24.acacia");
  });

  it("reads events, and the account", async () => {
    const customer = simulator.world.operations.createCustomer();
    const found = async (): Promise<Stripe.Event | undefined> => {
      const page = await stripe.events.list({ types: ["customer.created"], limit: 100 });
      return page.data.find(({ data }) => (data.object as { id?: string }).id === customer);
    };
    await expect.poll(found).toBeDefined();
    const event = await found();
    expect((await stripe.events.retrieve(event?.id ?? "")).type).toBe("customer.created");
    expect((await stripe.accounts.retrieve()).id).toBe(simulator.stripe.accountId);
  });

  it("meets the errors that it knows", async () => {
    await expect(stripe.charges.retrieve("ch_nobody")).rejects.toThrow(Stripe.errors.StripeInvalidRequestError);
    await expect(connect("sk_test_fakewrong").charges.list()).rejects.toThrow(Stripe.errors.StripeAuthenticationError);
    const restricted = simulator.systems.stripe.keys.restrict(["charge_read"]);
    await expect(connect(restricted).customers.list()).rejects.toThrow(/rak_customer_read/);
    await expect(connect(restricted).customers.list()).rejects.toThrow(Stripe.errors.StripePermissionError);
    expect((await connect(restricted).charges.list()).data.length).toBe(10);
    simulator.systems.stripe.limiter.limits = { endpoint: 0 };
    await expect(stripe.charges.list()).rejects.toThrow(Stripe.errors.StripeRateLimitError);
    simulator.systems.stripe.limiter.limits = {};
  });

  it("manages webhook endpoints", async () => {
    const made = await stripe.webhookEndpoints.create({
      url: "http://127.0.0.1:9/nobody",
      enabled_events: ["charge.succeeded", "price.updated"],
      api_version: "2025-02-24.acacia",
      metadata: { owner: "tests" },
    });
    expect(made.secret).toMatch(/^whsec_fake/);
    const found = await stripe.webhookEndpoints.retrieve(made.id);
    expect([found.secret, found.enabled_events, found.metadata]).toEqual([
      undefined,
      ["charge.succeeded", "price.updated"],
      { owner: "tests" },
    ]);
    const changed = await stripe.webhookEndpoints.update(made.id, { disabled: true });
    expect(changed.status).toBe("disabled");
    expect((await stripe.webhookEndpoints.list()).data.map(({ id }) => id)).toContain(made.id);
    expect(await stripe.webhookEndpoints.del(made.id)).toEqual(expect.objectContaining({ id: made.id, deleted: true }));
    await expect(stripe.webhookEndpoints.retrieve(made.id)).rejects.toThrow(/No such webhook endpoint/);
  });
});
