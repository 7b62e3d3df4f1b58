import { createHash } from "node:crypto";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import publishedBalanceTransaction from "@stripe-aep/schemas/samples/balance_transactions/published.json" with { type: "json" };
import publishedCharge from "@stripe-aep/schemas/samples/charges/published.json" with { type: "json" };
import publishedCustomer from "@stripe-aep/schemas/samples/customers/published.json" with { type: "json" };
import publishedPrice from "@stripe-aep/schemas/samples/prices/published.json" with { type: "json" };
import publishedRefund from "@stripe-aep/schemas/samples/refunds/published.json" with { type: "json" };
import publishedSubscription from "@stripe-aep/schemas/samples/subscriptions/published.json" with { type: "json" };
import chargesSchema from "@stripe-aep/schemas/stripe/charges.schema.json" with { type: "json" };
import customersSchema from "@stripe-aep/schemas/stripe/customers.schema.json" with { type: "json" };
import pricesSchema from "@stripe-aep/schemas/stripe/prices.schema.json" with { type: "json" };
import refundsSchema from "@stripe-aep/schemas/stripe/refunds.schema.json" with { type: "json" };
import subscriptionsSchema from "@stripe-aep/schemas/stripe/subscriptions.schema.json" with { type: "json" };
import transactionsSchema from "@stripe-aep/schemas/stripe/balance_transactions.schema.json" with { type: "json" };
import { ManualClock } from "../../src/clock.ts";
import { orderShapes } from "../../src/world/commerce-metadata.ts";
import { sourceResources } from "../../src/world/kinds.ts";
import { createWorld, type World } from "../../src/world/world.ts";
import { brokenReferences, objectsOf } from "./whole-account.ts";

const NOW = Date.UTC(2026, 10, 1);

function draw(objects: number, seed: number): World {
  return createWorld({ objects, seed, clock: new ManualClock(NOW) });
}

function digest(world: World): string {
  const hash = createHash("sha256");
  for (const row of world.truth()) hash.update(JSON.stringify(row));
  return hash.digest("hex");
}

function listedCount(world: World): number {
  return [...world.truth()].filter(({ listed }) => listed).length;
}

describe("an account drawn from a seed", () => {
  it("has exactly as many listable objects as were asked for", () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 900 }), fc.nat(1000), (objects, seed) => {
        expect(listedCount(draw(objects, seed))).toBe(objects);
      }),
      { numRuns: 40 },
    );
  });

  it("is the same, byte for byte, whenever the seed and the time are the same", () => {
    expect(digest(draw(700, 5))).toBe(digest(draw(700, 5)));
    expect(digest(draw(700, 5))).not.toBe(digest(draw(700, 6)));
  });

  it("refers to nothing that is not there, and its money adds up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 3000 }), fc.nat(1000), (objects, seed) => {
        expect(brokenReferences(draw(objects, seed))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it("holds the six published samples word for word", () => {
    const world = draw(12, 1);
    const samples = [
      publishedBalanceTransaction,
      publishedCharge,
      publishedCustomer,
      publishedPrice,
      publishedRefund,
      publishedSubscription,
    ];
    const all = new Map([...world.truth()].map(({ id, object }) => [id, JSON.stringify(object)]));
    for (const sample of samples) expect(all.get(sample.id)).toBe(JSON.stringify(sample));
  });

  it("holds every kind of buyer that a shop has", () => {
    const world = draw(8000, 2);
    const charges = objectsOf(world, "charges");
    const types = new Set(charges.map((charge) => charge.payment_method_details.type));
    expect([...types]).toEqual(
      expect.arrayContaining(["card", "klarna", "afterpay_clearpay", "affirm", "zip", "paypal", "sepa_debit"]),
    );
    const categories = new Set(charges.map((charge) => charge.payment_method_details.klarna?.payment_method_category));
    expect([...categories]).toEqual(
      expect.arrayContaining(["pay_now", "pay_later", "pay_in_installments", "pay_with_financing"]),
    );
    const wallets = new Set(charges.map((charge) => charge.payment_method_details.card?.wallet?.type));
    expect([...wallets]).toEqual(expect.arrayContaining(["apple_pay", "google_pay", "link"]));
    const currencies = new Set(charges.map((charge) => charge.currency));
    expect([...currencies]).toEqual(expect.arrayContaining(["usd", "eur", "gbp", "jpy", "kwd"]));
    expect(charges.some((charge) => charge.disputed)).toBe(true);
    expect(charges.some((charge) => charge.customer === null && charge.billing_details.email === null)).toBe(true);
    const subscriptions = objectsOf(world, "subscriptions");
    expect(subscriptions.some(({ items }) => items.data.length > 10)).toBe(true);
    expect(new Set(subscriptions.map(({ status }) => status)).size).toBe(8);
    const prices = objectsOf(world, "prices");
    expect(prices.some((price) => price.unit_amount === null && price.unit_amount_decimal?.includes("."))).toBe(true);
    expect(prices.some((price) => price.billing_scheme === "tiered")).toBe(true);
  });

  it("holds more objects of one second than a page does", () => {
    const world = draw(20_000, 4);
    for (const resource of ["charges", "customers"] as const) {
      const seconds = new Map<number, number>();
      for (const { created } of objectsOf(world, resource)) seconds.set(created, (seconds.get(created) ?? 0) + 1);
      expect(Math.max(...seconds.values())).toBeGreaterThan(100);
    }
  });

  it("holds every shape of metadata that Stripe's module for Adobe Commerce writes", () => {
    const charges = objectsOf(draw(20_000, 3), "charges");
    const seen = {
      "Order #": charges.filter(({ metadata }) => metadata["Order #"] !== undefined),
      Multishipping: charges.filter(
        ({ metadata }) => metadata.Multishipping === "Yes" && metadata["Order #"] === undefined,
      ),
      Guest: charges.filter(({ metadata, customer }) => metadata.Guest === "Yes" && customer === null),
      Recurring: charges.filter(
        ({ description, invoice }) => description?.startsWith("Recurring ") && invoice !== null,
      ),
      "Payment Location": charges.filter(({ metadata }) => metadata["Payment Location"] !== undefined),
      "number not written yet": charges.filter(
        ({ metadata }) =>
          metadata.Module !== undefined && metadata["Order #"] === undefined && metadata["Cart #"] === undefined,
      ),
      "Store View": charges.filter(({ metadata }) => metadata["Store View"] !== undefined),
      "fifty keys": charges.filter(({ metadata }) => Object.keys(metadata).length === 50),
    };
    for (const [shape, found] of Object.entries(seen)) expect([shape, found.length > 0]).toEqual([shape, true]);
    const afterThat = seen["Payment Location"].every(({ created }) => created < Date.UTC(2024, 5, 5) / 1000);
    expect(afterThat).toBe(true);
    expect(Object.keys(orderShapes)).toHaveLength(10);
    const subscriptions = objectsOf(draw(20_000, 3), "subscriptions");
    expect(
      subscriptions.some(
        ({ metadata }) => metadata.Type === "SubscriptionsTotal" && metadata.SubscriptionProductIDs !== undefined,
      ),
    ).toBe(true);
  });

  it("looks as Stripe declares its objects in 2025-02-24.acacia", () => {
    const schemas = {
      charges: chargesSchema,
      subscriptions: subscriptionsSchema,
      refunds: refundsSchema,
      balance_transactions: transactionsSchema,
      customers: customersSchema,
      prices: pricesSchema,
    };
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const world = draw(3000, 8);
    for (const resource of sourceResources) {
      const validate = ajv.compile(schemas[resource]);
      for (const object of objectsOf(world, resource)) {
        if (!validate(object)) expect(validate.errors).toEqual([]);
      }
    }
  });

  it("cannot be smaller or older than what was published", () => {
    expect(() => draw(11, 1)).toThrow("SAEP-3003");
    expect(() => createWorld({ objects: 100, seed: 1, clock: new ManualClock(Date.UTC(2022, 1, 1)) })).toThrow(
      "SAEP-3003",
    );
  });
});

describe("what happens by itself", () => {
  it("is the same however often somebody looks", async () => {
    const run = async (steps: number): Promise<string> => {
      const clock = new ManualClock(NOW);
      const world = createWorld({ objects: 300, seed: 9, clock, changesPerHour: 40 });
      for (let step = 0; step < steps; step += 1) {
        await clock.advance((24 * 3_600_000) / steps);
        world.catchUp();
      }
      return digest(world);
    };
    expect(await run(1)).toBe(await run(24));
  });

  it("leaves the account whole", async () => {
    const clock = new ManualClock(NOW);
    const world = createWorld({ objects: 500, seed: 10, clock, changesPerHour: 60 });
    await clock.advance(5 * 24 * 3_600_000);
    world.catchUp();
    expect(brokenReferences(world)).toEqual([]);
  });

  it("can be done again by a later process", () => {
    const clock = new ManualClock(NOW);
    const journal: Parameters<NonNullable<Parameters<typeof createWorld>[0]["record"]>>[0][] = [];
    const first = createWorld({
      objects: 200,
      seed: 11,
      clock,
      changesPerHour: 30,
      record: (entry) => void journal.push(entry),
    });
    const customer = first.operations.createCustomer();
    first.operations.createCharge({ customer, amount: 1234, currency: "usd" });
    void clock.advance(3_600_000);
    first.operations.updateCustomer(customer, { phone: "+15550100" });
    void clock.advance(3_600_000);
    first.catchUp();
    const second = createWorld({ objects: 200, seed: 11, clock, begins: NOW, changesPerHour: 7, replay: journal });
    second.catchUp();
    expect(digest(second)).toBe(digest(first));
    expect(journal.map(({ name }) => name)).toEqual([
      "setChangesPerHour",
      "createCustomer",
      "createCharge",
      "updateCustomer",
    ]);
  });
});
