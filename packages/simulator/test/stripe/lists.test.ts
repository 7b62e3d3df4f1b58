import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sourceResources, type Resource } from "../../src/world/kinds.ts";
import { openAccount, type Account } from "./client.ts";
import { objectsOf, type Json } from "./whole-account.ts";

/** What a list must be asked for to show everything that lists can show. */
const complete: Partial<Record<Resource, readonly string[]>> = {
  subscriptions: ["/v1/subscriptions?status=all"],
  prices: ["/v1/prices?active=true", "/v1/prices?active=false"],
};

async function listAll(account: Account, resource: Resource, limit: number): Promise<Json[]> {
  const pages = await Promise.all(
    (complete[resource] ?? [`/v1/${resource}`]).map((target) => account.all(target, limit)),
  );
  return pages.flat();
}

function listed(account: Account, resource: Resource): string[] {
  return [...account.stripe.world.truth([resource])].filter((row) => row.listed).map(({ id }) => id);
}

describe("lists", () => {
  it("show every object exactly once, newest first, whatever the limit", async () => {
    const account = openAccount({ objects: 600 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sourceResources),
        fc.integer({ min: 1, max: 100 }),
        async (resource, limit) => {
          const found = await listAll(account, resource, limit);
          expect(found.map(({ id }) => id).sort()).toEqual(listed(account, resource).sort());
          if (complete[resource]?.length === 2) return;
          const seconds = found.map(({ created }) => created);
          expect(seconds).toEqual([...seconds].sort((a, b) => b - a));
        },
      ),
      { numRuns: 24 },
    );
  });

  it("show a window of created times exactly, also where a second holds many", async () => {
    const account = openAccount({ objects: 4000, stripe: { emptyPages: false } });
    const { created } = account.stripe.world.account.tables.charges;
    const charges = objectsOf(account.stripe.world, "charges");
    await fc.assert(
      fc.asyncProperty(
        fc.nat(created.length - 1),
        fc.nat(created.length - 1),
        fc.constantFrom(["gte", "lt"], ["gt", "lte"], ["gte", "lte"], ["gt", "lt"]),
        fc.integer({ min: 1, max: 100 }),
        async (a, b, [lower, upper], limit) => {
          const from = created.at(Math.min(a, b));
          const until = created.at(Math.max(a, b));
          const found = await account.all(`/v1/charges?created[${lower}]=${from}&created[${upper}]=${until}`, limit);
          const expected = charges.filter(
            (charge) =>
              (lower === "gte" ? charge.created >= from : charge.created > from) &&
              (upper === "lte" ? charge.created <= until : charge.created < until),
          );
          expect(found.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        },
      ),
      { numRuns: 20 },
    );
  });

  it("page backwards with ending_before, and say whether there is more", async () => {
    const account = openAccount();
    const forwards = (await account.all("/v1/charges")).map(({ id }) => id);
    const backwards: string[] = [];
    let cursor = forwards.at(-1);
    for (;;) {
      const { body } = await account.get(`/v1/charges?limit=7&ending_before=${cursor}`);
      backwards.push(...body.data.map(({ id }: Json) => id).reverse());
      if (!body.has_more) break;
      cursor = backwards.at(-1);
    }
    expect(backwards.reverse()).toEqual(forwards.slice(0, -1));
  });

  it("neither shift nor repeat when objects are created meanwhile", async () => {
    const account = openAccount({ faults: [{ name: "stripe-created-while-paging", rate: 1, place: "/v1/customers" }] });
    const before = listed(account, "customers");
    const found = (await account.all("/v1/customers", 3)).map(({ id }) => id);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(before));
  });

  it("are indented, and carry url, has_more and ten objects unless asked for more", async () => {
    const { get } = openAccount();
    const { body, bytes, headers } = await get("/v1/charges");
    expect(Object.keys(body)).toEqual(["object", "data", "has_more", "url"]);
    expect([body.object, body.data.length, body.has_more, body.url]).toEqual(["list", 10, true, "/v1/charges"]);
    expect(new TextDecoder().decode(bytes)).toContain('\n  "data": [\n    {\n      "id": "ch_');
    expect(headers).toMatchObject({ "content-type": "application/json", "stripe-version": "2025-02-24.acacia" });
    expect(headers["request-id"]).toMatch(/^req_/);
    expect(headers.date).toBe("Sun, 01 Nov 2026 00:00:00 GMT");
  });

  it("hide canceled subscriptions and inactive prices unless they are asked for", async () => {
    const account = openAccount({ objects: 3000 });
    const statuses = async (query: string): Promise<Set<string>> =>
      new Set((await account.all(`/v1/subscriptions${query}`)).map(({ status }) => status));
    expect(await statuses("")).not.toContain("canceled");
    expect(await statuses("?status=all")).toContain("canceled");
    expect([...(await statuses("?status=ended"))].sort()).toEqual(["canceled", "incomplete_expired"]);
    expect([...(await statuses("?status=past_due"))]).toEqual(["past_due"]);
    const byDefault = await account.all("/v1/prices");
    expect(byDefault.every(({ active }) => active)).toBe(true);
    const inactive = await account.all("/v1/prices?active=false");
    expect(inactive.length).toBeGreaterThan(0);
    const inline = [...account.stripe.world.truth(["prices"])].find((row) => !row.listed);
    expect([...byDefault, ...inactive].map(({ id }) => id)).not.toContain(inline?.id);
    expect((await account.get(`/v1/prices/${inline?.id}`)).body.id).toBe(inline?.id);
  });

  it("hide customers on test clocks unless the clock is named", async () => {
    const account = openAccount({ objects: 3000 });
    const clocked = objectsOf(account.stripe.world, "customers").find(({ test_clock }) => test_clock !== null);
    expect((await account.all("/v1/customers")).every(({ test_clock }) => test_clock === null)).toBe(true);
    const { body } = await account.get(`/v1/customers?test_clock=${clocked.test_clock}`);
    expect(body.data.map(({ id }: Json) => id)).toEqual([clocked.id]);
  });

  it("narrow by every filter that the contract names", async () => {
    const account = openAccount({ objects: 3000 });
    const { world } = account.stripe;
    const charge = objectsOf(world, "charges").find(({ customer, invoice }) => customer !== null && invoice !== null);
    const refund = objectsOf(world, "refunds").at(-1);
    const subscription = objectsOf(world, "subscriptions").at(-1);
    const price = objectsOf(world, "prices").find(
      ({ active, lookup_key, type }) => active && lookup_key !== null && type === "recurring",
    );
    const customer = objectsOf(world, "customers").find(
      ({ email, test_clock }) => email !== null && test_clock === null,
    );
    const grouped = objectsOf(world, "charges").find(({ transfer_group }) => transfer_group !== null);
    const payout = objectsOf(world, "balance_transactions").find(({ type }) => type === "payout");
    const cases: readonly (readonly [target: string, fits: (object: Json) => boolean])[] = [
      [`/v1/charges?customer=${charge.customer}`, (found) => found.customer === charge.customer],
      [`/v1/charges?payment_intent=${charge.payment_intent}`, (found) => found.id === charge.id],
      [
        `/v1/charges?transfer_group=${grouped.transfer_group}`,
        (found) => found.transfer_group === grouped.transfer_group,
      ],
      [`/v1/refunds?charge=${refund.charge}`, (found) => found.charge === refund.charge],
      [`/v1/refunds?payment_intent=${refund.payment_intent}`, (found) => found.charge === refund.charge],
      [`/v1/balance_transactions?currency=eur`, (found) => found.currency === "eur"],
      [`/v1/balance_transactions?type=refund`, (found) => found.type === "refund"],
      [`/v1/balance_transactions?source=${charge.id}`, (found) => found.source === charge.id],
      [`/v1/balance_transactions?payout=${payout.source}`, (found) => found.created <= payout.created],
      [
        `/v1/subscriptions?status=all&customer=${subscription.customer}`,
        (found) => found.customer === subscription.customer,
      ],
      [
        `/v1/subscriptions?status=all&price=${subscription.items.data[0].price.id}`,
        (found) => found.items.data.length > 0,
      ],
      [
        `/v1/subscriptions?status=all&plan=${subscription.items.data[0].price.id}`,
        (found) => found.items.data.length > 0,
      ],
      [`/v1/subscriptions?collection_method=send_invoice`, (found) => found.collection_method === "send_invoice"],
      [`/v1/subscriptions?automatic_tax[enabled]=true`, (found) => found.automatic_tax.enabled],
      [
        `/v1/subscriptions?status=all&current_period_end[gte]=${subscription.current_period_end}`,
        (found) => found.current_period_end >= subscription.current_period_end,
      ],
      [
        `/v1/subscriptions?status=all&current_period_start[lte]=${subscription.current_period_start}`,
        (found) => found.current_period_start <= subscription.current_period_start,
      ],
      [`/v1/customers?email=${encodeURIComponent(customer.email)}`, (found) => found.email === customer.email],
      [`/v1/prices?currency=eur`, (found) => found.currency === "eur"],
      [`/v1/prices?type=one_time`, (found) => found.type === "one_time"],
      [`/v1/prices?product=${price.product}`, (found) => found.product === price.product],
      [`/v1/prices?lookup_keys[]=${price.lookup_key}`, (found) => found.lookup_key === price.lookup_key],
      [
        `/v1/prices?recurring[interval]=${price.recurring.interval}`,
        (found) => found.recurring.interval === price.recurring.interval,
      ],
    ];
    for (const [target, fits] of cases) {
      const found = await account.all(target);
      expect([target, found.length > 0, found.every(fits)]).toEqual([target, true, true]);
    }
  });

  it("answer what cannot be asked as Stripe does", async () => {
    const { get } = openAccount();
    const cases = [
      ["/v1/charges?limit=0", "limit", "parameter_invalid_integer"],
      ["/v1/charges?limit=101", "limit", "parameter_invalid_integer"],
      ["/v1/charges?limit=many", "limit", "parameter_invalid_integer"],
      ["/v1/charges?flavour=sweet", "flavour", "parameter_unknown"],
      ["/v1/charges?created[since]=1", "created[since]", "parameter_unknown"],
      ["/v1/charges?created[gte]=yesterday", "created[gte]", "parameter_invalid_integer"],
      ["/v1/charges?starting_after=ch_nobody", "starting_after", "resource_missing"],
      ["/v1/charges?ending_before=ch_nobody", "ending_before", "resource_missing"],
      ["/v1/charges?customer=cus_nobody", "customer", "resource_missing"],
      ["/v1/charges?starting_after=ch_a&ending_before=ch_b", "ending_before", undefined],
      [
        "/v1/prices?lookup_keys[]=1&lookup_keys[]=2&lookup_keys[]=3&lookup_keys[]=4&lookup_keys[]=5&lookup_keys[]=6&lookup_keys[]=7&lookup_keys[]=8&lookup_keys[]=9&lookup_keys[]=10&lookup_keys[]=11",
        "lookup_keys",
        undefined,
      ],
      ["/v1/charges?expand[]=customer", "expand", undefined],
    ] as const;
    for (const [target, param, code] of cases) {
      const { status, body } = await get(target);
      expect([target, status, body.error.type, body.error.param, body.error.code]).toEqual([
        target,
        400,
        "invalid_request_error",
        param,
        code,
      ]);
    }
    expect((await get("/v1/charge")).status).toBe(404);
    expect((await get("/v1/charges/%ZZ")).status).toBe(404);
  });

  it("forget a cursor whose object was deleted or left the filter", async () => {
    const account = openAccount({ objects: 3000 });
    const { operations } = account.stripe.world;
    const failAfter = async (target: string, change: (id: string) => void): Promise<void> => {
      const { body } = await account.get(`${target}${target.includes("?") ? "&" : "?"}limit=5`);
      const id = body.data.at(-1).id;
      change(id);
      const next = await account.get(`${target}${target.includes("?") ? "&" : "?"}limit=5&starting_after=${id}`);
      expect([next.status, next.body.error.code, next.body.error.param]).toEqual([
        400,
        "resource_missing",
        "starting_after",
      ]);
      const recovered = await account.get(
        `${target}${target.includes("?") ? "&" : "?"}limit=5&starting_after=${body.data.at(-2).id}`,
      );
      expect(recovered.status).toBe(200);
    };
    await failAfter("/v1/customers", (id) => operations.deleteCustomer(id));
    await failAfter("/v1/subscriptions", (id) => operations.cancelSubscription(id));
    await failAfter("/v1/prices?active=true", (id) => operations.updatePrice(id, { active: false }));
  });

  it("can lose the rest of a second to a cursor inside a window, and show it when that second is asked for afresh", async () => {
    const account = openAccount({ objects: 20_000 });
    const { created } = account.stripe.world.account.tables.customers;
    let second = 0;
    for (let index = 110; index < created.length && second === 0; index += 1) {
      if (created.at(index) === created.at(index - 110)) second = created.at(index);
    }
    const window = `created[gte]=${second}&created[lt]=${second + 1}`;
    const first = await account.get(`/v1/customers?limit=100&${window}`);
    expect(first.body.has_more).toBe(true);
    const trapped = await account.get(`/v1/customers?limit=100&${window}&starting_after=${first.body.data.at(-1).id}`);
    expect([trapped.body.data, trapped.body.has_more]).toEqual([[], false]);
    const afresh = await account.all(`/v1/customers?created[lte]=${second}`);
    const tied = afresh.filter((customer) => customer.created === second);
    expect(tied.length).toBe(150);
  });

  it("show ten entries of a nested list and the rest behind its url", async () => {
    const account = openAccount({ objects: 8000 });
    const [cut] = (await account.all("/v1/subscriptions?status=all")).filter(({ items }) => items.has_more);
    expect(cut.items.data).toHaveLength(10);
    const items = await account.all(cut.items.url, 5);
    expect(items.map(({ id }) => id).slice(0, 10)).toEqual(cut.items.data.map(({ id }: Json) => id));
    expect(items).toHaveLength(cut.items.total_count);
    const next = await account.get(`${cut.items.url}&starting_after=${cut.items.data.at(-1).id}`);
    expect(next.body.data.map(({ id }: Json) => id)).toEqual(items.slice(10).map(({ id }) => id));
  });
});

describe("retrieval", () => {
  it("finds every object by its id, in the form in which lists show it", async () => {
    const account = openAccount();
    for (const resource of sourceResources) {
      for (const object of await listAll(account, resource, 100)) {
        expect((await account.get(`/v1/${resource}/${object.id}`)).body).toEqual(object);
      }
    }
  });

  it("answers a deleted customer with a tombstone, a deleted price not at all", async () => {
    const account = openAccount();
    const { operations } = account.stripe.world;
    const customer = operations.createCustomer();
    operations.deleteCustomer(customer);
    expect((await account.get(`/v1/customers/${customer}`)).body).toEqual({
      id: customer,
      object: "customer",
      deleted: true,
    });
    const price = operations.createPrice();
    operations.deletePrice(price);
    const gone = await account.get(`/v1/prices/${price}`);
    expect([gone.status, gone.body.error.code, gone.body.error.param]).toEqual([404, "resource_missing", "id"]);
    expect(gone.body.error.message).toBe(`No such price: '${price}'`);
  });

  it("replaces ids by objects where expand[] asks for it", async () => {
    const account = openAccount({ objects: 2000 });
    const { world } = account.stripe;
    const charge = objectsOf(world, "charges").find(
      ({ amount_refunded, customer, invoice }) => amount_refunded > 0 && customer !== null && invoice !== null,
    );
    const one = await account.get(
      `/v1/charges/${charge.id}?expand[]=customer&expand[]=balance_transaction.source&expand[]=refunds&expand[]=payment_intent&expand[]=invoice`,
    );
    expect(one.body.customer.object).toBe("customer");
    expect(one.body.balance_transaction.source.id).toBe(charge.id);
    expect(one.body.refunds.data[0].charge).toBe(charge.id);
    expect(one.body.refunds.url).toBe(`/v1/charges/${charge.id}/refunds`);
    expect((await account.get(one.body.refunds.url)).body.data).toEqual(one.body.refunds.data);
    expect([one.body.payment_intent.latest_charge, one.body.invoice.object]).toEqual([charge.id, "invoice"]);
    const list = await account.get("/v1/refunds?expand[]=data.charge.customer");
    expect(list.body.data[0].charge.object).toBe("charge");
    const tiered = objectsOf(world, "prices").find(({ billing_scheme }) => billing_scheme === "tiered");
    expect((await account.get(`/v1/prices/${tiered.id}?expand[]=tiers`)).body.tiers).toHaveLength(2);
    const tooDeep = await account.get(`/v1/charges/${charge.id}?expand[]=a.b.c.d.e`);
    expect([tooDeep.status, tooDeep.body.error.param]).toEqual([400, "expand"]);
    expect((await account.get(`/v1/charges/${charge.id}?expand[]=amount`)).status).toBe(400);
  });

  it("renders either API version that is known, the account's own without a header, and refuses others", async () => {
    const account = openAccount({ objects: 2000 });
    const invoiced = objectsOf(account.stripe.world, "charges").find(({ invoice }) => invoice !== null);
    const [subscription] = objectsOf(account.stripe.world, "subscriptions");
    const old = await account.get(`/v1/charges/${invoiced.id}`);
    const young = await account.get(`/v1/charges/${invoiced.id}`, { version: "2026-10-28.endive" });
    expect(old.body.invoice).toMatch(/^in_/);
    expect(young.body).not.toHaveProperty("invoice");
    const now = await account.get(`/v1/subscriptions/${subscription.id}`, { version: "2026-10-28.endive" });
    expect(now.body).not.toHaveProperty("current_period_end");
    expect(now.body.items.data[0].current_period_end).toBe(subscription.current_period_end);
    const response = await account.stripe.handle({
      method: "GET",
      target: "/v1/charges",
      headers: { authorization: `Bearer ${account.stripe.keys.secret}` },
      body: new Uint8Array(),
    });
    expect(response.headers["stripe-version"]).toBe("2026-10-28.endive");
    const unknown = await account.get("/v1/charges", { version: "2019-01-01" });
    expect([unknown.status, unknown.body.error.message.startsWith("Invalid Stripe API version: 2019-01-01")]).toEqual([
      400,
      true,
    ]);
  });
});
