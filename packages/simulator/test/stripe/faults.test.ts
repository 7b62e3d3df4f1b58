import { describe, expect, it } from "vitest";
import { createFaults, wireFaultKinds, type FaultRule } from "../../src/faults.ts";
import { listen } from "../../src/http-shell.ts";
import { refusals, stripeAndWireFaultKinds, stripeFaultKinds } from "../../src/stripe/fault-kinds.ts";
import { openAccount, type Account } from "./client.ts";

function withFault(
  name: string,
  rule: Partial<FaultRule> = {},
  options: Parameters<typeof openAccount>[0] = {},
): Account {
  return openAccount({ ...options, faults: [{ name, rate: 1, ...rule }] });
}

describe("faults", () => {
  it("strike the same requests whenever the seed is the same, at their rate and place", () => {
    const draw = (seed: number): string => {
      const faults = createFaults({
        seed,
        kinds: stripeAndWireFaultKinds,
        rules: [{ name: "stripe-500", rate: 0.3, place: "/v1/charges" }],
      });
      return Array.from({ length: 1000 }, (_, request) =>
        faults.strike("stripe-500", request % 2 === 0 ? "/v1/charges" : "/v1/prices") ? "x" : ".",
      ).join("");
    };
    expect(draw(1)).toBe(draw(1));
    expect(draw(1)).not.toBe(draw(2));
    const strikes = draw(1)
      .split("")
      .flatMap((mark, request) => (mark === "x" ? [request] : []));
    expect(strikes.every((request) => request % 2 === 0)).toBe(true);
    expect(strikes.length).toBeGreaterThan(120);
    expect(strikes.length).toBeLessThan(180);
  });

  it("begin after some requests and end after some strikes", () => {
    const faults = createFaults({
      seed: 1,
      kinds: stripeAndWireFaultKinds,
      rules: [{ name: "stripe-500", rate: 1, after: 3, limit: 2 }],
    });
    const marks = Array.from({ length: 8 }, () => faults.strike("stripe-500", "/") !== undefined);
    expect(marks).toEqual([false, false, false, true, true, false, false, false]);
    expect(faults.report()).toEqual([
      { name: "stripe-500", rate: 1, after: 3, limit: 2, opportunities: 8, strikes: 2 },
    ]);
  });

  it("are refused by name and rate before they are used", () => {
    expect(() => withFault("stripe-earthquake")).toThrow(/SAEP-3002/);
    expect(() => withFault("stripe-500", { rate: 2 })).toThrow(/SAEP-3002/);
  });

  it("refuse requests with the status and headers that they are named after", async () => {
    const expected: Readonly<Record<string, readonly [status: number, type: string, code?: string]>> = {
      "stripe-429-endpoint-rate": [429, "invalid_request_error", "rate_limit"],
      "stripe-429-global-rate": [429, "invalid_request_error", "rate_limit"],
      "stripe-429-endpoint-concurrency": [429, "invalid_request_error", "rate_limit"],
      "stripe-429-global-concurrency": [429, "invalid_request_error", "rate_limit"],
      "stripe-429-resource-specific": [429, "invalid_request_error", "rate_limit"],
      "stripe-lock-timeout": [429, "invalid_request_error", "lock_timeout"],
      "stripe-409": [409, "idempotency_error"],
      "stripe-424": [424, "api_error"],
      "stripe-500": [500, "api_error"],
      "stripe-502": [502, "api_error"],
      "stripe-503": [503, "api_error"],
      "stripe-504": [504, "api_error"],
      "stripe-500-final": [500, "api_error"],
    };
    expect(Object.keys(expected)).toEqual(Object.keys(refusals));
    for (const [name, [status, type, code]] of Object.entries(expected)) {
      const { status: got, body, headers } = await withFault(name).get("/v1/charges");
      expect([name, got, body.error.type, body.error.code]).toEqual([name, status, type, code]);
      const reason = name.startsWith("stripe-429-") ? name.replace("stripe-429-", "") : undefined;
      expect(headers["stripe-rate-limited-reason"]).toBe(reason);
    }
    expect((await withFault("stripe-500-final").get("/v1/charges")).headers["stripe-should-retry"]).toBe("false");
    expect((await withFault("stripe-lock-timeout").get("/v1/charges")).headers["stripe-should-retry"]).toBe("true");
  });

  it("spoil an answer on the wire", async () => {
    const whole = (await openAccount().get("/v1/charges")).bytes;
    expect((await withFault("lost-answer").get("/v1/charges")).wire).toEqual({ kind: "lost-answer" });
    expect((await withFault("reset-mid-body", { bytes: 10 }).get("/v1/charges")).wire).toEqual({
      kind: "reset",
      bytes: 10,
    });
    expect((await withFault("wrong-length").get("/v1/charges")).wire.kind).toBe("truncated");
    expect((await withFault("truncated-json").get("/v1/charges")).bytes.length).toBeLessThan(whole.length);
    expect(new TextDecoder().decode((await withFault("garbage-json").get("/v1/charges")).bytes)).toContain("<html>");
    expect((await withFault("slow-drip", { bytes: 500 }).get("/v1/charges")).wire).toEqual({
      kind: "slow",
      bytesPerSecond: 500,
    });
    expect((await withFault("delay", { milliseconds: 7 }).get("/v1/charges")).wire).toEqual({
      kind: "delay",
      milliseconds: 7,
    });
    expect((await withFault("stripe-timeout").get("/v1/charges")).wire).toEqual({
      kind: "delay",
      milliseconds: 90_000,
    });
    expect(wireFaultKinds.map(({ name }) => name)).toHaveLength(7);
  });

  it("reach real clients through the HTTP shell", async () => {
    const outcome = async (name: string, rule: Partial<FaultRule> = {}): Promise<string> => {
      const account = withFault(name, rule, { objects: 50 });
      const listener = await listen(account.stripe.handle);
      try {
        const response = await fetch(`${listener.url}/v1/charges`, {
          headers: { authorization: `Bearer ${account.stripe.keys.secret}` },
        });
        const text = await response.text();
        return text.trimEnd().endsWith("}") ? "whole" : "cut";
      } catch (error) {
        return (error as Error).name;
      } finally {
        await listener.stop();
      }
    };
    expect(await outcome("lost-answer")).toBe("TypeError");
    expect(await outcome("reset-mid-body")).toBe("TypeError");
    expect(await outcome("wrong-length")).toBe("TypeError");
    expect(await outcome("truncated-json")).toBe("cut");
    expect(await outcome("slow-drip", { bytes: 200_000 })).toBe("whole");
    expect(await outcome("delay", { milliseconds: 5 })).toBe("whole");
  });

  it("show lists and objects as they were", async () => {
    const account = withFault("stripe-stale-list");
    const { operations } = account.stripe.world;
    const id = operations.createCustomer();
    await account.clock.advance(60_000);
    operations.updateCustomer(id, { phone: "+15550199" });
    const young = operations.createCustomer();
    const listed = (await account.all("/v1/customers")).map((customer) => [customer.id, customer.phone]);
    expect(listed.find(([found]) => found === id)?.[1]).not.toBe("+15550199");
    expect(listed.some(([found]) => found === young)).toBe(false);
    expect((await account.get(`/v1/customers/${id}`)).body.phone).toBe("+15550199");
    await account.clock.advance(6000);
    const later = (await account.all("/v1/customers")).map((customer) => [customer.id, customer.phone]);
    expect(later).toEqual(expect.arrayContaining([[id, "+15550199"]]));

    const retrieving = withFault("stripe-stale-retrieve");
    const charge = retrieving.stripe.world.operations.createCharge();
    retrieving.stripe.world.operations.updateCharge(charge, { metadata: { "Order #": "000000042" } });
    expect((await retrieving.get(`/v1/charges/${charge}`)).body.metadata["Order #"]).not.toBe("000000042");
  });

  it("change the account while it is paged through", async () => {
    const created = withFault("stripe-created-while-paging", { limit: 3 });
    const before = created.stripe.world.account.tables.refunds.size;
    await created.all("/v1/refunds", 2);
    expect(created.stripe.world.account.tables.refunds.size).toBe(before + 3);

    const changed = withFault("stripe-changed-while-paging", { limit: 1 });
    const [first] = await changed.all("/v1/charges");
    expect(first.metadata.changed_while_paging).toBeDefined();

    const vanishing = withFault("stripe-cursor-vanishes", { limit: 1 });
    await expect(vanishing.all("/v1/customers", 10)).rejects.toThrow("resource_missing");
  });

  it("empty a page whose cursor lies in a window", async () => {
    const account = withFault("stripe-empty-page");
    const first = await account.get("/v1/charges?created[gte]=0&created[lt]=2000000000&limit=5");
    expect(first.body.data).toHaveLength(5);
    const second = await account.get(
      `/v1/charges?created[gte]=0&created[lt]=2000000000&limit=5&starting_after=${first.body.data[4].id}`,
    );
    expect(second.body.data).toEqual([]);
  });

  it("make events late, missing or twofold", async () => {
    const made = (account: Account): string => account.stripe.world.operations.createCustomer();
    const seen = async (account: Account, customer: string): Promise<number> =>
      (await account.all("/v1/events?type=customer.created")).filter(({ data }) => data.object.id === customer).length;
    const late = withFault("stripe-event-late", { milliseconds: 20_000 });
    const waiting = made(late);
    expect(await seen(late, waiting)).toBe(0);
    await late.clock.advance(20_000);
    expect(await seen(late, waiting)).toBe(1);
    const missing = withFault("stripe-event-missing");
    const silent = made(missing);
    await missing.clock.advance(3_600_000);
    expect(await seen(missing, silent)).toBe(0);
    const twofold = withFault("stripe-event-repeated");
    expect(await seen(twofold, made(twofold))).toBe(2);
  });

  it("show fields and values that nobody declared, in the same objects every time", async () => {
    const account = withFault("stripe-unknown-field", { rate: 0.3 }, { objects: 1000 });
    const marked = async (): Promise<string[]> =>
      (await account.all("/v1/charges")).filter((charge) => "loyalty_forecast" in charge).map(({ id }) => id);
    const first = await marked();
    expect(first.length).toBeGreaterThan(20);
    expect(await marked()).toEqual(first);
    expect((await account.get(`/v1/charges/${first[0] ?? ""}`)).body.zzz_flag).toBe(true);
    const valued = withFault("stripe-unknown-value", { rate: 1 });
    const types = new Set((await valued.all("/v1/charges")).map((charge) => charge.payment_method_details.type));
    expect(types).toContain("moonbeam_pay");
    const truth = [...valued.stripe.world.truth(["refunds"])].map(({ object }) => object.reason);
    expect(truth).toContain("goodwill");
  });

  it("answer in another version, in the other mode, at another time", async () => {
    const version = await withFault("stripe-other-version").get("/v1/charges");
    expect([version.headers["stripe-version"], version.body.data[0].invoice]).toEqual(["2026-10-28.endive", undefined]);
    const mode = await withFault("stripe-mode-swapped").get("/v1/charges");
    expect(mode.body.data.every(({ livemode }: { livemode: boolean }) => livemode)).toBe(true);
    const clock = await withFault("stripe-clock-skew").get("/v1/charges");
    const now = await openAccount().get("/v1/charges");
    expect(Math.abs(Date.parse(clock.headers.date ?? "") - Date.parse(now.headers.date ?? ""))).toBe(3_600_000);
  });

  it("take keys and permissions away for good", async () => {
    const revoked = withFault("stripe-key-revoked", { after: 2, limit: 1 });
    const statuses: number[] = [];
    for (let request = 0; request < 5; request += 1) statuses.push((await revoked.get("/v1/charges")).status);
    expect(statuses).toEqual([200, 200, 401, 401, 401]);
    const withdrawn = withFault("stripe-permission-withdrawn", { after: 1, limit: 1 });
    const key = withdrawn.stripe.keys.restricted;
    const permitted: number[] = [];
    for (let request = 0; request < 3; request += 1)
      permitted.push((await withdrawn.get("/v1/charges", { key })).status);
    permitted.push((await withdrawn.get("/v1/prices", { key })).status);
    expect(permitted).toEqual([200, 403, 403, 200]);
  });

  it("are all in the menu, each with its sentence", () => {
    const names = stripeAndWireFaultKinds.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(stripeFaultKinds.every(({ sentence }) => sentence.endsWith("."))).toBe(true);
  });
});
