import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSettings } from "../src/settings.ts";
import { type Loose, ServerUnderTest, until } from "./running-server.ts";

const PATIENT = 180_000;
const promoted = { STRIPE_AEP_POLICY_PROMOTED_KEYS: '{"charges": {"Order #": "order_number"}}' };
/** An account with payments by every provider. */
const wide = { STRIPE_AEP_SIMULATED_OBJECTS: "500" };

let server: ServerUnderTest;
let connectionId = "";

async function finished(path: string, body: object): Promise<Loose> {
  const begun = await server.v1("POST", path, body);
  expect(begun.status, begun.text).toBe(202);
  const answer = await until(
    () => server.v1("GET", `/operations/${begun.body.id as string}`),
    (operation) => operation.body.state !== "running",
  );
  expect(answer.body.state, answer.text).toBe("succeeded");
  return answer.body.result;
}

/** Connects the account, and waits until its charges have been moved once. */
async function setUpCharges(): Promise<void> {
  const input = { name: "Stripe", accessToken: server.running.reach.stripeKey };
  connectionId = (await server.v1("POST", "/connections", input)).body.id;
  await finished("/set-up", { connectionId, resources: ["charges"] });
  await until(
    () => server.v1("GET", "/flows"),
    ({ body }) => body.items[0]?.lastRun?.status === "succeeded",
  );
}

/** Runs the dataflow of charges now; its figures. */
async function runCharges(): Promise<Loose> {
  const [flow] = (await server.v1("GET", "/flows?resource=charges")).body.items;
  const ordered = await server.v1("POST", `/flows/${flow.id as string}/run`);
  const { body } = await until(
    () => server.v1("GET", `/runs/${ordered.body.id as string}`),
    (answer) => ["succeeded", "failed"].includes(answer.body.status),
  );
  expect(body, JSON.stringify(body)).toMatchObject({ status: "succeeded", partial: false });
  return body.figures;
}

async function control(path: string, body: unknown): Promise<Loose> {
  const answer = await fetch(`${server.running.sandbox!.controlUrl}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return answer.json();
}

async function rowsOfCharges(): Promise<Loose[]> {
  const [flow] = (await server.v1("GET", "/flows?resource=charges")).body.items;
  const { id } = flow.dataSets.find(({ kind }: Loose) => kind === "object");
  const text = await (await fetch(`${server.running.sandbox!.controlUrl}/platform/datasets/${id as string}`)).text();
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line)._acme);
}

/** Payments that were paid later, by whether the platform holds their country. */
async function paidLater(): Promise<{ readonly known: number; readonly unknown: number; readonly answer: Loose }> {
  const { body } = await server.v1("GET", "/buy-now-pay-later");
  const unknown = body.countries.find(({ country }: Loose) => country === "")?.payments ?? 0;
  return { known: body.buyNowPayLaterPayments - unknown, unknown, answer: body };
}

/** Payments by Affirm, Afterpay and Zip of guests who gave no address, and of Klarna's the like. */
async function withoutCountryAtStripe(): Promise<number> {
  const { stripeUrl, stripeKey } = server.running.sandbox!;
  let count = 0;
  for (let after = ""; ;) {
    const answer = await fetch(`${stripeUrl}/v1/charges?limit=100${after}`, {
      headers: { authorization: `Bearer ${stripeKey}`, "stripe-version": "2025-02-24.acacia" },
    });
    const { data, has_more: hasMore } = (await answer.json()) as Loose;
    for (const { status, billing_details: billing, payment_method_details: details } of data) {
      const klarna = details.klarna;
      const isLater = ["affirm", "afterpay_clearpay", "zip"].includes(details.type) || klarna !== undefined;
      if (status !== "succeeded" || !isLater || klarna?.payment_method_category === "pay_now") continue;
      const country = billing.address?.country ?? klarna?.payer_details?.address?.country ?? klarna?.preferred_locale;
      if (typeof country !== "string") count += 1;
    }
    if (!hasMore) return count;
    after = `&starting_after=${data.at(-1).id as string}`;
  }
}

describe("an operator who changes the policy of a server", () => {
  beforeAll(async () => {
    server = await ServerUnderTest.start(wide);
    await setUpCharges();
  }, PATIENT);
  afterAll(() => server.stop());

  it("begins with `minimal`, under which most who pay later have no country", async () => {
    const { body } = await server.v1("GET", "/session");
    expect(body.policy).toEqual({ preset: "minimal", fields: {}, promotedKeys: {} });
    const { known, unknown, answer } = await paidLater();
    expect(unknown).toBeGreaterThan(known);
    expect(answer.policy).toEqual({ country: "drop", customer: "keep" });
    expect((await rowsOfCharges()).some((row) => row.charges_data.billing_details?.address?.country)).toBe(false);
  });

  it(
    "has the new column made before the next row is sent, and says so in the audit log",
    async () => {
      server = await server.restart({ ...wide, ...promoted, STRIPE_AEP_POLICY_PRESET: "marketing" });
      await server.v1("POST", `/connections/${connectionId}/webhook`);
      await control("/operations/createCharge", [{ method: "affirm", fields: { metadata: { "Order #": "A-1" } } }]);
      const columns = async (): Promise<Loose[]> =>
        (await rowsOfCharges()).flatMap(({ stripe_metadata: of }) => of ?? []);
      expect(await until(columns, ({ length }) => length > 0)).toEqual([{ order_number: "A-1" }]);
      const applied = (await server.v1("GET", "/audit")).body.items.filter(
        ({ action }: Loose) => action === "plan.apply",
      );
      expect(applied[0]).toMatchObject({ actor: "acp_foundation_connectors@AdobeID", subject: connectionId });
      expect((await server.v1("GET", "/quarantine")).body.total).toBe(0);
    },
    PATIENT,
  );

  it(
    "finds what was sent before by comparing, and repairs it: then the platform has every country that Stripe has",
    async () => {
      const { reconciliationId, verdict } = await finished("/reconciliations", { resources: ["charges"] });
      expect(verdict).toBe("differs");
      await finished(`/reconciliations/${reconciliationId as string}/repair`, {});
      await runCharges();
      const { unknown, answer } = await paidLater();
      expect(answer.policy).toEqual({ country: "keep", customer: "keep" });
      expect(answer.providers.map(({ provider }: Loose) => provider).toSorted()).toEqual([
        "affirm",
        "afterpay_clearpay",
        "klarna",
        "zip",
      ]);
      expect(unknown).toBe(await withoutCountryAtStripe());
      const again = await finished("/reconciliations", { resources: ["charges"] });
      expect(again.verdict).not.toBe("differs");
    },
    PATIENT,
  );
});

describe("a server with a policy of its own from the start", () => {
  beforeAll(async () => {
    server = await ServerUnderTest.start({
      ...promoted,
      STRIPE_AEP_POLICY_PRESET: "full",
      STRIPE_AEP_POLICY_FIELDS: JSON.stringify({
        "charges.description": "drop",
        "billing_details.address.country": "hash",
        customer: "hash",
      }),
    });
    await setUpCharges();
  }, PATIENT);
  afterAll(() => server.stop());

  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);

  it("sends what it says", async () => {
    const rows = await rowsOfCharges();
    const addresses = rows.flatMap(({ charges_data: charge }) => charge.billing_details?.address?.country ?? []);
    expect(addresses.length).toBeGreaterThan(0);
    for (const country of addresses) expect(country).toEqual(hash);
    expect(rows.some(({ charges_data: charge }) => charge.description !== undefined)).toBe(false);
    expect(rows.some(({ charges_data: charge }) => charge.receipt_email !== undefined)).toBe(true);
    expect(rows.some(({ stripe_metadata: columns }) => columns?.order_number !== undefined)).toBe(true);
    expect((await server.v1("GET", "/quarantine")).body.total).toBe(0);
  });

  it("says what it sends: session, field table, mapping", async () => {
    const { policy } = (await server.v1("GET", "/session")).body;
    expect(policy.preset).toBe("full");
    expect(policy.promotedKeys).toEqual({ charges: { "Order #": "order_number" } });
    const field = async (search: string): Promise<Loose> =>
      (await server.v1("GET", `/fields?resource=charges&search=${encodeURIComponent(search)}`)).body.items;
    expect((await field("description")).find(({ path }: Loose) => path === "description").decision).toBe("drop");
    expect((await field("metadata.order"))[0]).toMatchObject({
      path: "metadata.Order #",
      xdmPath: "_{TENANT}.stripe_metadata.order_number",
      decision: "keep",
    });
    const query = `?connectionId=${connectionId}`;
    const { rows } = (await server.v1("GET", `/mappings/charges/object${query}`)).body;
    const row = (source: string): Loose => rows.find((each: Loose) => each.source === source);
    expect(row("description")).toMatchObject({ policy: "drop", dataPrep: null });
    expect(row("receipt_email")).toMatchObject({ policy: "keep", dataPrep: { source: "receipt_email" } });
    expect(row("customer").dataPrep.source).toMatch(/^sha256\(lower\(trim\(/);
    expect(row("metadata.Order #")).toMatchObject({
      policy: "keep",
      type: "string",
      dataPrep: { destination: "_acme.stripe_metadata.order_number" },
    });
    expect(
      (await server.v1("GET", "/mappings/charges/event")).body.rows.every(({ source }: Loose) => source !== undefined),
    ).toBe(true);
  });

  it("registers the mapping set of its policy with the dataflow", async () => {
    const [flow] = (await server.v1("GET", "/flows")).body.items;
    const set = await server.call("GET", `/data/foundation/conversion/mappingSets/${flow.mappingId as string}`);
    const destinations = set.body.mappings.map(({ destination }: Loose) => destination);
    expect(destinations).toContain("_acme.charges_data.receipt_email");
    expect(destinations).toContain("_acme.stripe_metadata.order_number");
    expect(destinations).not.toContain("_acme.charges_data.description");
  });

  it("compares what it sends, and takes no hash for a country or a customer's id", async () => {
    expect((await finished("/reconciliations", { resources: ["charges"] })).verdict).not.toBe("differs");
    const { answer } = await paidLater();
    expect(answer.policy).toEqual({ country: "hash", customer: "hash" });
    expect(answer.countries.every(({ country }: Loose) => country.length <= 2)).toBe(true);
    for (const { id } of answer.customers) expect(id).toEqual(hash);
  });
});

describe("a policy that cannot be", () => {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-policy-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (name: string, value: string) => (): unknown => readSettings({ [`STRIPE_AEP_POLICY_${name}`]: value });

  it.each([
    ["PRESET", "everything", "(policy.preset of a settings file) must be one of minimal, marketing, full"],
    ["FIELDS", "drop", "must be a map from a Stripe path to one of keep, drop, hash"],
    ["FIELDS", '{"charges.description": "hide"}', "charges.description: must be one of keep, drop, hash"],
    ["PROMOTED_KEYS", "[]", "must be a map from a resource to a map"],
    ["PROMOTED_KEYS", '{"charges": "order"}', "charges: must be a map from a metadata key"],
    ["PROMOTED_KEYS", '{"charges": {"Order #": "order number"}}', "charges.Order #: must be a column, such as"],
  ])("is refused when it is read: %s=%s", (name, value, reason) => {
    expect(read(name, value)).toThrow(reason);
    expect(read(name, value)).toThrow(expect.objectContaining({ code: "SAEP-1801" }));
  });

  it.each([
    ["FIELDS", '{"charges.billing_detials.email": "drop"}', "SAEP-1304", "charges.billing_detials.email"],
    ["FIELDS", '{"amount": "hash"}', "SAEP-1304", "amount"],
    ["PROMOTED_KEYS", '{"invoices": {"a": "b"}}', "SAEP-1001", "no resource"],
    ["PROMOTED_KEYS", '{"charges": {"a": "items"}}', "SAEP-1001", "items"],
  ])("is refused at start: %s=%s", async (name, value, code, reason) => {
    const start = ServerUnderTest.start(
      { [`STRIPE_AEP_POLICY_${name}`]: value, STRIPE_AEP_SIMULATED_OBJECTS: "50" },
      folder,
    );
    await expect(start).rejects.toMatchObject({
      code,
      message: expect.stringContaining(reason),
      next: expect.any(String),
    });
  });
});
