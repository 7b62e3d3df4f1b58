import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../clock.ts";
import { sourceResources, type Resource } from "../world/kinds.ts";
import { createWorld, type World } from "../world/world.ts";
import { checkDatasets, type Report } from "./check.ts";
import { describeFinding, type FindingKind, type Row } from "./finding.ts";

const NOW = Date.UTC(2026, 10, 1);

/** Unix times at the top of objects and in items: what an object dataset writes as date-time. */
const moments = [
  "created",
  "available_on",
  "current_period_start",
  "current_period_end",
  "start_date",
  "ended_at",
  "canceled_at",
  "cancel_at",
  "trial_start",
  "trial_end",
  "billing_cycle_anchor",
];

type Mutable = Record<string, unknown>;

/** A row that says everything that the object says, in the form of an object dataset. */
function objectRow(world: World, resource: Resource, object: Row, version: number): Mutable {
  const write = (value: unknown, name: string): unknown => {
    if (typeof value === "number" && moments.includes(name)) return new Date(value * 1000).toISOString();
    if (Array.isArray(value)) return value.map((entry) => write(entry, ""));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value as Row).filter(([, inner]) => inner !== null);
    if ((value as Row).object === "list")
      return ((value as Row).data as readonly unknown[]).map((entry) => write(entry, ""));
    return Object.fromEntries(
      entries.map(([inner, content]) => [inner === "items" ? "subscription_items" : inner, write(content, inner)]),
    );
  };
  return {
    _id: `${String(object.id)}/${version}`,
    _acme: {
      [`${resource}_data`]: write(object, ""),
      stripe_record: {
        account: world.account.identifiers.accountId,
        livemode: false,
        deleted: object.deleted === true,
        version,
        version_sequence: 1,
      },
    },
  };
}

function rowsOf(world: World, version = NOW): Mutable[] {
  return [...world.truth(sourceResources)]
    .filter(({ listed }) => listed)
    .map(({ resource, object }) => objectRow(world, resource, object, version));
}

function contentOf(row: Mutable): Mutable {
  const tenant = row._acme as Mutable;
  const name = Object.keys(tenant).find((key) => key.endsWith("_data")) ?? "";
  return tenant[name] as Mutable;
}

function judge(world: World, rows: readonly Row[]): Promise<Report> {
  return checkDatasets({ truth: world, rows: () => rows, tenantId: "acme" });
}

describe("the judge", () => {
  let world: World;
  let clean: Mutable[];

  beforeAll(() => {
    world = createWorld({ objects: 150, seed: 31, clock: new ManualClock(NOW) });
    clean = rowsOf(world);
  });

  it("has nothing to say about datasets that say what the account is", async () => {
    const report = await judge(world, clean);
    expect(report.findings.map(describeFinding)).toEqual([]);
    expect(report).toMatchObject({ ok: true, objects: 150, rows: 150 });
  });

  it("takes what a policy left out or hashed for right", async () => {
    const rows = structuredClone(clean);
    for (const row of rows) {
      const content = contentOf(row);
      delete content.description;
      delete content.metadata;
      if (typeof content.email === "string")
        content.email = createHash("sha256").update(content.email.toLowerCase()).digest("hex");
    }
    expect((await judge(world, rows)).findings).toEqual([]);
  });

  it("finds every planted defect and names it", async () => {
    const plant: Readonly<
      Record<Exclude<FindingKind, "stale" | "unannounced">, (rows: Mutable[], at: number) => void>
    > = {
      lost: (rows, at) => void rows.splice(at, 1),
      doubled: (rows, at) => void rows.push(structuredClone(rows[at] ?? {})),
      altered: (rows, at) => {
        contentOf(rows[at] ?? {}).created = "2001-01-01T00:00:00.000Z";
      },
      invented: (rows, at) => {
        const row = structuredClone(rows[at] ?? {});
        row._id = "made up";
        contentOf(row).id = `${String(contentOf(row).id).slice(0, -1)}_`;
        rows.push(row);
      },
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(Object.keys(plant) as (keyof typeof plant)[])),
        fc.nat(149),
        async (kind, at) => {
          const rows = structuredClone(clean);
          const id = String(contentOf(rows[at] ?? {}).id);
          plant[kind](rows, at);
          const { findings, ok, counts } = await judge(world, rows);
          expect(ok).toBe(false);
          expect(counts[kind]).toBe(1);
          expect(findings.map((finding) => finding.kind)).toEqual([kind]);
          expect(findings[0]?.id.slice(0, -1)).toBe(id.slice(0, -1));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds a leaf that was left out here and is sent elsewhere", async () => {
    const rows = structuredClone(clean);
    const charge = rows
      .map(contentOf)
      .find((content) => content.object === "charge" && content.payment_intent !== undefined);
    delete (charge?.payment_method_details as Mutable).type;
    delete charge?.payment_intent;
    const { findings } = await judge(world, rows);
    expect(findings.map(({ kind, id, path }) => [kind, id, path])).toEqual([
      ["altered", charge?.id, "payment_intent"],
      ["altered", charge?.id, "payment_method_details.type"],
    ]);
  });

  it("finds an alteration of any leaf", async () => {
    const leavesOf = (value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] => {
      if (typeof value !== "object" || value === null) return [path];
      return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
    };
    await fc.assert(
      fc.asyncProperty(fc.nat(149), fc.nat(), async (at, leaf) => {
        const rows = structuredClone(clean);
        const content = contentOf(rows[at] ?? {});
        const leaves = leavesOf(content, []).filter((path) => path.join(".") !== "id");
        const path = leaves[leaf % leaves.length] ?? [];
        const parent = path.slice(0, -1).reduce<Mutable>((value, step) => value[step] as Mutable, content);
        const name = path.at(-1) ?? "";
        const value = parent[name];
        parent[name] =
          typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}?`;
        const { counts } = await judge(world, rows);
        expect([path.join("."), counts.altered + counts.unannounced]).toEqual([path.join("."), 1]);
      }),
      { numRuns: 60 },
    );
  });

  it("tells what is old from what was never true", async () => {
    const clock = new ManualClock(NOW);
    const living = createWorld({ objects: 100, seed: 32, clock });
    const customer = living.operations.createCustomer();
    const rows = rowsOf(living);
    await clock.advance(60_000);
    living.operations.updateCustomer(customer, { phone: "+15550142" });
    const stale = await judge(living, rows);
    expect(stale.findings.map(({ kind, id, path }) => [kind, id, path])).toEqual([["stale", customer, "phone"]]);
    const fresh = living.truthOf("customers", customer);
    if (fresh === undefined) throw new Error("the customer is gone");
    rows.push(objectRow(living, "customers", fresh.object, clock.now()));
    expect((await judge(living, rows)).ok).toBe(true);
    // An older read that arrives later does not win: the version decides, not the order of rows.
    rows.unshift(rows.pop() ?? {});
    expect((await judge(living, rows)).ok).toBe(true);
  });

  it("wants a tombstone for what was deleted, and none for what lives", async () => {
    const clock = new ManualClock(NOW);
    const living = createWorld({ objects: 100, seed: 33, clock });
    const customer = living.operations.createCustomer();
    const rows = rowsOf(living);
    living.operations.deleteCustomer(customer);
    expect((await judge(living, rows)).findings.map(({ kind, id }) => [kind, id])).toEqual([["stale", customer]]);
    rows.push(objectRow(living, "customers", { id: customer, object: "customer", deleted: true }, NOW + 1));
    expect((await judge(living, rows)).ok).toBe(true);
    const other = living.operations.createCustomer();
    rows.push(objectRow(living, "customers", { id: other, object: "customer", deleted: true }, NOW + 1));
    expect((await judge(living, rows)).findings.map(({ kind, id }) => [kind, id])).toEqual([["altered", other]]);
  });

  it("explains what Stripe did not announce", async () => {
    const clock = new ManualClock(NOW);
    const living = createWorld({ objects: 200, seed: 34, clock });
    const charge = living.operations.createCharge();
    const rows = rowsOf(living);
    living.operations.changeChargeSilently(charge, { receipt_url: "https://pay.stripe.com/receipts/payment/other" });
    const report = await judge(living, rows);
    expect(report.findings.map(({ kind, id, path }) => [kind, id, path])).toEqual([
      ["unannounced", charge, "receipt_url"],
    ]);
    expect(report.ok).toBe(true);
    await clock.advance(10 * 86_400_000);
    const later = await judge(living, rows);
    expect(later.ok).toBe(true);
    expect(later.findings.some(({ resource, path }) => resource === "balance_transactions" && path === "status")).toBe(
      true,
    );
  });

  it("reads flat rows and events as well", async () => {
    const living = createWorld({ objects: 300, seed: 35, clock: new ManualClock(NOW) });
    const account = living.account.identifiers.accountId;
    const flat = [...living.truth(["refunds"])].map(({ object }) => ({
      id: object.id,
      object: "refund",
      amount: object.amount,
      destination_details_type: (object.destination_details as Row).type,
      created: new Date(Number(object.created) * 1000).toISOString(),
      metadata: JSON.stringify(object.metadata),
      stripe_account: account,
      stripe_livemode: false,
      stripe_version: NOW,
    }));
    const events = [...living.truth(["charges"])].flatMap(({ object }) => {
      if (object.status === "pending") return [];
      const type = object.payment_method_details as {
        readonly type: string;
        readonly klarna?: { readonly payment_method_category: string | null };
      };
      const bnpl =
        ["affirm", "zip", "afterpay_clearpay"].includes(type.type) ||
        (type.type === "klarna" && type.klarna?.payment_method_category !== "pay_now");
      const event = {
        fact: object.status,
        object: "charge",
        object_id: object.id,
        account,
        livemode: false,
        amount_minor: object.amount,
        payment_family: bnpl ? "bnpl" : "card",
      };
      return [{ _id: `${String(object.id)}/${String(object.status)}`, _acme: { stripe_event: event } }];
    });
    const rows: Mutable[] = [...flat, ...events];
    expect((await judge(living, rows)).findings.map(describeFinding)).toEqual([]);

    const wrongFamily = structuredClone(rows);
    const first = (wrongFamily.at(-1)?._acme as { stripe_event: Mutable }).stripe_event;
    first.payment_family = first.payment_family === "bnpl" ? "card" : "bnpl";
    expect((await judge(living, wrongFamily)).findings.map(({ kind, path }) => [kind, path])).toEqual([
      ["altered", "payment_family"],
    ]);
    expect((await judge(living, rows.slice(0, -1))).counts.lost).toBe(1);
    expect((await judge(living, rows.slice(1))).counts.lost).toBe(1);
    const renamed = structuredClone(rows.at(-1) ?? {});
    renamed._id = "another name";
    expect((await judge(living, [...rows, renamed])).counts.doubled).toBe(1);
  });
});
