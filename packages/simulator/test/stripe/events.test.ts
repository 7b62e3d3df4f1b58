import { describe, expect, it } from "vitest";
import { eventTypes } from "../../src/world/events.ts";
import { mutations } from "../../src/world/mutator.ts";
import { sourceResources } from "../../src/world/kinds.ts";
import { unannouncedChanges } from "../../src/world/unannounced.ts";
import { createWorld } from "../../src/world/world.ts";
import { ManualClock } from "../../src/clock.ts";
import { NOW, openAccount } from "./client.ts";
import type { Json } from "./whole-account.ts";

const DAY = 86_400_000;

describe("events", () => {
  it("say each change with the state that the object had, and never change afterwards", async () => {
    const account = openAccount({ accountApiVersion: "2025-02-24.acacia" });
    const { operations } = account.stripe.world;
    const customer = operations.createCustomer();
    const first = (await account.get("/v1/events?limit=1")).body.data[0];
    operations.updateCustomer(customer, { phone: "+15550100", metadata: { a: "1" } });
    const second = (await account.get("/v1/events?limit=1")).body.data[0];
    operations.deleteCustomer(customer);
    const third = (await account.get("/v1/events?limit=1")).body.data[0];
    expect([first.type, second.type, third.type]).toEqual(["customer.created", "customer.updated", "customer.deleted"]);
    expect(second.data.previous_attributes).toEqual({
      phone: first.data.object.phone,
      metadata: first.data.object.metadata,
    });
    expect(second.data.object.phone).toBe("+15550100");
    expect(third.data.object.id).toBe(customer);
    expect((await account.get(`/v1/events/${first.id}`)).body).toEqual(first);
    expect(first.data).not.toHaveProperty("previous_attributes");
  });

  it("render their object in the account's version, whatever the request asks for", async () => {
    const account = openAccount({ accountApiVersion: "2026-10-28.endive" });
    const { operations } = account.stripe.world;
    operations.createSubscription({ customer: operations.createCustomer() });
    const { body } = await account.get("/v1/events?type=customer.subscription.created&limit=1", {
      version: "2025-02-24.acacia",
    });
    expect(body.data[0].api_version).toBe("2026-10-28.endive");
    expect(body.data[0].data.object).not.toHaveProperty("current_period_end");
    expect((await account.get("/v1/events?expand[]=data.data.object")).status).toBe(400);
  });

  it("are kept for thirty days, and a cursor that has aged out says so", async () => {
    const account = openAccount();
    account.stripe.world.operations.createCustomer();
    const [event] = (await account.get("/v1/events?limit=1")).body.data;
    await account.clock.advance(29 * DAY);
    expect((await account.get(`/v1/events/${event.id}`)).status).toBe(200);
    await account.clock.advance(2 * DAY);
    expect((await account.get("/v1/events")).body.data).toEqual([]);
    expect((await account.get(`/v1/events/${event.id}`)).status).toBe(404);
    const aged = await account.get(`/v1/events?starting_after=${event.id}`);
    expect(aged.status).toBe(400);
    expect(aged.body.error.message).toContain("no longer available because it's aged out of our retention policy");
  });

  it("can become visible after newer ones", async () => {
    const account = openAccount({ eventLag: { rate: 0.5, milliseconds: 4000 } });
    const { operations } = account.stripe.world;
    const made: string[] = [];
    for (let step = 0; step < 30; step += 1) made.push(operations.createCustomer());
    const seen = async (): Promise<string[]> =>
      (await account.all("/v1/events?type=customer.created")).map(({ data }) => data.object.id);
    const early = await seen();
    expect(made.filter((id) => !early.includes(id)).length).toBeGreaterThan(3);
    expect(made.slice(0, 15).some((id) => !early.includes(id))).toBe(true);
    await account.clock.advance(4000);
    expect(await seen()).toEqual(expect.arrayContaining(made));
  });

  it("are filtered by one type with a wildcard or by at most twenty types, not by both", async () => {
    const account = openAccount({ changesPerHour: 20 });
    await account.clock.advance(2 * DAY);
    const types = new Set((await account.all("/v1/events?type=charge.*")).map(({ type }) => type));
    expect([...types].every((type) => type.startsWith("charge."))).toBe(true);
    expect(types.size).toBeGreaterThan(3);
    const two = await account.all("/v1/events?types[]=customer.created&types[]=charge.failed");
    expect(new Set(two.map(({ type }) => type))).toEqual(new Set(["customer.created", "charge.failed"]));
    const many = eventTypes.slice(0, 21).map((type) => `types[]=${type}`);
    expect((await account.get(`/v1/events?${many.slice(0, 20).join("&")}`)).status).toBe(200);
    expect((await account.get(`/v1/events?${many.join("&")}`)).body.error.param).toBe("types");
    expect((await account.get("/v1/events?type=charge.failed&types[]=charge.failed")).status).toBe(400);
  });

  it("tell of thirty days before the account began to live", async () => {
    const account = openAccount({ objects: 3000 });
    const events = await account.all("/v1/events");
    expect(events.length).toBeGreaterThan(50);
    expect(events.at(-1).created).toBeGreaterThanOrEqual(NOW / 1000 - 30 * 86_400);
    const succeeded = events.filter(({ type }) => type === "charge.succeeded");
    expect(succeeded.every(({ data }) => data.object.amount_refunded === 0 && !data.object.disputed)).toBe(true);
  });
});

describe("a change of an object", () => {
  it("has its event, or stands in the list of those that Stripe does not announce", async () => {
    const clock = new ManualClock(NOW);
    const world = createWorld({
      objects: 300,
      seed: 21,
      clock,
      changesPerHour: 60,
      accountApiVersion: "2025-02-24.acacia",
    });
    const known = new Map<string, Json>([...world.truth()].map((row) => [row.id, row.object]));
    const announced = new Map<string, Set<string>>();
    world.onEvent((row) => {
      const id =
        row.resource === "balance" || row.resource === "discount"
          ? undefined
          : world.account.tables[row.resource].idOf(row.index);
      const about = [id, row.object?.customer, row.resource === "disputes" ? chargeOf(row.index) : undefined];
      if (row.type === "charge.refund.updated")
        about.push(world.account.tables.charges.idOf(world.account.tables.refunds.columns.charge.at(row.index)));
      for (const name of about)
        if (typeof name === "string") announced.set(name, new Set([...(announced.get(name) ?? []), row.type]));
    });
    const chargeOf = (dispute: number): string =>
      world.account.tables.charges.idOf(world.account.tables.disputes.columns.charge.at(dispute));
    let changes = 0;
    for (let hour = 0; hour < 30; hour += 1) {
      announced.clear();
      await clock.advance(3_600_000);
      world.catchUp();
      for (const { id, object, resource } of world.truth()) {
        const before = known.get(id);
        if (JSON.stringify(before) === JSON.stringify(object)) continue;
        known.set(id, object);
        changes += 1;
        if (announced.has(id) || (before === undefined && resource === "balance_transactions")) continue;
        const silent = unannouncedChanges.filter(
          (change) => change.resource === resource && change.announcedBy === undefined,
        );
        const differing = differences(before, object, "");
        const unexplained = differing.filter(
          (path) => !silent.some((change) => path === change.path || path.startsWith(`${change.path}.`)),
        );
        expect([id, unexplained]).toEqual([id, []]);
      }
    }
    expect(changes).toBeGreaterThan(400);
  });

  it("can be of every kind that has an event", async () => {
    const clock = new ManualClock(NOW);
    const world = createWorld({ objects: 500, seed: 22, clock, changesPerHour: 400 });
    const seen = new Set<string>();
    world.onEvent(({ type }) => seen.add(type));
    await clock.advance(1.5 * DAY);
    world.catchUp();
    const reachable = eventTypes.filter((type) => !type.startsWith("product."));
    expect(reachable.filter((type) => !seen.has(type))).toEqual([]);
    expect(mutations.length).toBeGreaterThan(20);
  });

  it("is one of the operations for each of the six resources", () => {
    const { operations } = openAccount().stripe.world;
    const names = Object.keys(operations).join(" ").toLowerCase();
    for (const resource of sourceResources.filter((name) => name !== "balance_transactions"))
      expect(names).toContain(resource.replace(/s$/, ""));
  });
});

/** Paths at which two JSON values differ, array positions left out. */
function differences(before: Json, after: Json, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) return [path];
  if (Array.isArray(after)) return after.flatMap((entry, position) => differences(before[position], entry, path));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    differences(before[name], after[name], path === "" ? name : `${path}.${name}`),
  );
}
