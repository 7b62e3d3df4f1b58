import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerBuyNowPayLater } from "../src/reconcile/buy-now-pay-later.ts";
import { planRepair } from "../src/reconcile/plan-repair.ts";
import { reconcile, type ReconcileInput } from "../src/reconcile/reconcile.ts";
import { type ResourceName, resourceNames } from "../src/resources.ts";
import { moveAccount, readRows, sendRows, type MovedAccount } from "./moved-account.ts";
import { simulatedSystems, type SimulatedSystems } from "./simulated-systems.ts";

const policy = { preset: "marketing" } as const;

interface PaidCharge {
  readonly status: string;
  readonly payment_method_details: { type: string; klarna?: { payment_method_category?: string } } | null;
}

interface SubscriptionItem {
  readonly quantity: number;
  readonly price: { readonly unit_amount: number; readonly recurring: { interval: string; interval_count: number } };
}

interface CustomerRow {
  readonly customers_data: Record<string, unknown>;
  readonly stripe_record: Record<string, unknown>;
}

let systems: SimulatedSystems;
let moved: MovedAccount;

beforeAll(async () => {
  systems = await simulatedSystems({ objects: 900, seed: 5 });
  moved = await moveAccount(systems, resourceNames, policy);
});

afterAll(() => systems.stop());

function compare(options: Partial<ReconcileInput> = {}) {
  return reconcile({
    stripe: systems.stripe,
    platform: systems.platform,
    schemas: moved.schemas,
    policy,
    clock: systems.platform.ports.clock,
    account: systems.account,
    livemode: false,
    targets: resourceNames.map((resource) => ({ resource, datasetId: moved.datasets[resource]! })),
    ...options,
  });
}

describe("reconcile", () => {
  it("finds both sides equal after everything was moved: counts, money by day and currency, content", async () => {
    const report = await compare();
    expect(Object.values(report.resources).flatMap(({ differences }) => differences)).toEqual([]);
    expect(report.verdict).toBe("equal");
    for (const { stripeCount, platformCount, sums, days } of Object.values(report.resources)) {
      expect(platformCount).toBe(stripeCount);
      expect(stripeCount).toBeGreaterThan(0);
      expect(sums.every(({ stripe, platform }) => stripe === platform)).toBe(true);
      expect(days.every(({ equal }) => equal)).toBe(true);
    }
    const truth = [...systems.simulator.world.truth(["charges"])];
    expect(report.resources.charges?.stripeCount).toBe(truth.length);
    const dollars = truth.filter(({ object }) => object.currency === "usd");
    const sum = dollars.reduce((total, { object }) => total + Number(object.amount), 0);
    expect(report.resources.charges?.sums).toContainEqual({
      field: "amount",
      currency: "usd",
      stripe: String(sum),
      platform: String(sum),
    });
  });

  it("adds up by group what the account itself adds up: refunds by status, categories, active subscriptions, intervals", async () => {
    const report = await compare();
    const truth = (resource: ResourceName) =>
      [...systems.simulator.world.truth([resource])].map(({ object }) => object);
    const groupsOf = (resource: ResourceName, by: string) =>
      (report.resources[resource]?.groups ?? []).filter((group) => group.by === by);
    for (const { groups } of Object.values(report.resources)) {
      expect(groups.filter(({ equal }) => !equal)).toEqual([]);
    }
    const refunds = truth("refunds").filter(({ status, currency }) => status === "succeeded" && currency === "usd");
    const refunded = String(refunds.reduce((sum, { amount }) => sum + Number(amount), 0));
    expect(groupsOf("refunds", "status")).toContainEqual({
      by: "status",
      group: "succeeded",
      currency: "usd",
      stripeCount: refunds.length,
      platformCount: refunds.length,
      sums: [{ field: "amount", stripe: refunded, platform: refunded }],
      equal: true,
    });
    const categories = new Set(truth("balance_transactions").map(({ reporting_category: category }) => category));
    const found = groupsOf("balance_transactions", "reporting_category").map(({ group }) => group);
    expect(new Set(found)).toEqual(categories);
    const active = truth("subscriptions").filter(({ status }) => status === "active").length;
    expect(groupsOf("subscriptions", "status").find(({ group }) => group === "active")?.platformCount).toBe(active);
    const recurring = groupsOf("subscriptions", "interval").find(
      ({ group, currency }) => group === "month" && currency === "usd",
    );
    const monthly = truth("subscriptions")
      .filter(({ currency }) => currency === "usd")
      .map((subscription) => (subscription.items as { data: SubscriptionItem[] }).data)
      .filter((items) =>
        items.every(({ price }) => price.recurring.interval === "month" && price.recurring.interval_count === 1),
      );
    const sum = monthly.flat().reduce((total, { quantity, price }) => total + quantity * price.unit_amount, 0);
    expect(recurring?.sums).toEqual([{ field: "quantity * unit_amount", stripe: String(sum), platform: String(sum) }]);
    expect(sum).toBeGreaterThan(0);
  });

  it("tells what holds of each object by itself, and of how many it does not", async () => {
    const { resources } = await compare();
    expect(resources.balance_transactions?.identities).toEqual([
      { sentence: "net = amount - fee", brokenAtStripe: 0, brokenOnPlatform: 0 },
    ]);
    expect(resources.charges?.identities).toMatchObject([{ brokenAtStripe: 0, brokenOnPlatform: 0 }]);
  });

  it("does not compare what the policy does not send", async () => {
    const fields = { "refunds.status": "drop", "refunds.amount": "drop" } as const;
    const targets = [{ resource: "refunds", datasetId: moved.datasets.refunds! }] as const;
    const { refunds } = (await compare({ targets, level: "sums", policy: { ...policy, fields } })).resources;
    expect(refunds?.groups).toEqual([]);
    expect(refunds?.sums).toEqual([]);
  });

  it("takes what was made before the first moved day for left out, and its day for explained", async () => {
    const targets = [{ resource: "refunds", datasetId: moved.datasets.refunds! }] as const;
    const lost = await systems.simulator.systems.platform.control.loseRow({
      datasetId: moved.datasets.refunds!,
      objectIdPath: `_${systems.tenantId}.refunds_data.id`,
    });
    const after = (await compare({ targets })).resources.refunds!;
    const day = after.days.find(({ equal }) => !equal);
    expect(day).toMatchObject({ verdict: "differs", reasons: { missing: 1 }, state: "closed-drift" });
    const { refunds } = (await compare({ targets, since: Date.parse("2040-01-01") / 1000 })).resources;
    expect(refunds?.differences).toMatchObject([{ id: lost?.objectId, reason: "filtered", currency: day?.currency }]);
    expect(refunds?.days.find(({ equal }) => !equal)).toMatchObject({ verdict: "explained", state: "closed-ok" });
    const rows = await readRows(systems, moved.schemas, "refunds", policy);
    const again = rows.filter((row) => Buffer.from(row).includes(lost?.objectId ?? ""));
    await sendRows(systems, moved.datasets.refunds!, again, "repair-0");
  });

  it("answers who pays by buy now, pay later from the platform's rows as the account itself would", async () => {
    const answer = await answerBuyNowPayLater({
      platform: systems.platform,
      tenantId: systems.tenantId,
      datasetId: moved.datasets.charges!,
      account: systems.account,
      livemode: false,
    });
    const paid = [...systems.simulator.world.truth(["charges"])].map(({ object }) => object as unknown as PaidCharge);
    const klarna = paid.filter(
      ({ status, payment_method_details: details }) => status === "succeeded" && details?.type === "klarna",
    );
    const credit = klarna.filter(
      ({ payment_method_details: details }) => details?.klarna?.payment_method_category !== "pay_now",
    );
    expect(answer.providers.find(({ provider }) => provider === "klarna")?.payments).toBe(credit.length);
    expect(answer.klarnaPaidAtOnce).toBe(klarna.length - credit.length);
    expect(answer.providers.every(({ emails }) => emails.every((email) => email.includes("@")))).toBe(true);
  });

  it("names the one row that the platform lost, and plans to send it again", async () => {
    const lost = await systems.simulator.systems.platform.control.loseRow({
      datasetId: moved.datasets.refunds!,
      objectIdPath: `_${systems.tenantId}.refunds_data.id`,
    });
    const report = await compare({ targets: [{ resource: "refunds", datasetId: moved.datasets.refunds! }] });
    const refunds = report.resources.refunds!;
    expect(report.verdict).toBe("differs");
    expect(refunds.differences.map(({ reason }) => reason)).toEqual(["missing"]);
    const { id } = refunds.differences[0]!;
    expect(lost?.objectId).toBe(id);
    expect(refunds.days.filter(({ equal }) => !equal)).toHaveLength(1);
    expect(planRepair(report).steps).toEqual([{ resource: "refunds", id, act: "resend", because: "missing" }]);

    const rows = await readRows(systems, moved.schemas, "refunds", policy);
    const again = rows.filter((row) => Buffer.from(row).includes(id));
    await sendRows(systems, moved.datasets.refunds!, again, "repair-1");
    expect((await compare()).verdict).toBe("equal");
  });

  it("tells an older version from Stripe's, and a change made on the platform's side from one that was not sent", async () => {
    const datasetId = moved.datasets.customers!;
    const [first, second] = await readRows(systems, moved.schemas, "customers", policy);
    const forge = (
      row: Uint8Array,
      change: (data: Record<string, unknown>, record: Record<string, unknown>) => void,
    ) => {
      const parsed = JSON.parse(Buffer.from(row).toString()) as Record<string, unknown>;
      const tenant = parsed[`_${systems.tenantId}`] as CustomerRow;
      parsed._id = `${String(parsed._id).slice(0, -1)}f`;
      change(tenant.customers_data, tenant.stripe_record);
      return { row: Buffer.from(JSON.stringify(parsed)), id: String(tenant.customers_data.id) };
    };
    const older = forge(first!, (data, record) => {
      data.balance = 999;
      record.version = 1;
    });
    const newer = forge(second!, (data, record) => {
      data.balance = 999;
      record.version = Number(record.version) + 1;
    });
    await sendRows(systems, datasetId, [older.row, newer.row], "forged-1");

    const targets = [{ resource: "customers", datasetId }] as const;
    const plain = await compare({ targets });
    expect(plain.resources.customers?.differences.map(({ id, reason }) => [id, reason])).toEqual([[newer.id, "stale"]]);
    const memory = {
      know: () => Promise.resolve(new Map([[newer.id, { inFlight: true }]])),
      ledger: () => Promise.resolve({ balanced: true, detail: "" }),
      count: () => Promise.resolve(0),
    };
    expect((await compare({ targets, memory })).verdict).toBe("explained");
  });

  it("takes a tombstone for what it is, and a row without an object at Stripe for one too many", async () => {
    const datasetId = moved.datasets.prices!;
    const [first] = await readRows(systems, moved.schemas, "prices", policy);
    const copy = Buffer.from(first!)
      .toString()
      .replaceAll(/price_\w+/g, "price_never_made");
    await sendRows(systems, datasetId, [Buffer.from(copy)], "forged-2");
    const targets = [{ resource: "prices", datasetId }] as const;
    const report = await compare({ targets });
    expect(report.resources.prices?.differences).toMatchObject([{ id: "price_never_made", reason: "extra" }]);
    expect(planRepair(report).steps).toMatchObject([{ act: "tombstone" }]);
    const deleted = copy.replace('"deleted":false', '"deleted":true').replace(/"version":(\d+)/, '"version":9$1');
    await sendRows(systems, datasetId, [Buffer.from(deleted)], "forged-3");
    const after = await compare({ targets });
    expect(after.verdict).toBe("equal");
    expect(after.resources.prices?.tombstones).toBe(1);
  });
});
