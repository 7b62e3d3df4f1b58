import { describe, expect, it } from "vitest";
import { documentedLimits } from "../../src/stripe/rate-limits.ts";
import { openAccount, type Account } from "./client.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

async function refusal(account: Account, target: string, key?: string): Promise<readonly unknown[]> {
  const { status, body } = await account.get(target, key === undefined ? {} : { key });
  return [status, body.error?.type, body.error?.code];
}

describe("keys", () => {
  it("are taken as Bearer and as the user name of Basic, and nothing else is", async () => {
    const account = openAccount();
    const { secret } = account.stripe.keys;
    const ask = async (authorization: string): Promise<number> =>
      (await account.get("/v1/charges", { headers: { authorization } })).status;
    expect(await ask(`Bearer ${secret}`)).toBe(200);
    expect(await ask(`Basic ${Buffer.from(`${secret}:`).toString("base64")}`)).toBe(200);
    expect(await ask("")).toBe(401);
    expect(await ask("Bearer sk_test_fakewrong")).toBe(401);
    expect(await ask("Bearer pk_test_fakepublishable")).toBe(401);
  });

  it("are masked in every answer", async () => {
    const account = openAccount();
    const { status, body } = await account.get("/v1/charges", { key: "sk_test_fakeABCDEFGHIJKLMNOPWXYZ" });
    expect(status).toBe(401);
    expect(body.error.message).toMatch(/^Invalid API Key provided: sk_test_\*+WXYZ$/);
  });

  it("that lack a permission are told which, for each endpoint", async () => {
    const account = openAccount();
    const { keys } = account.stripe;
    const needs = [
      ["/v1/charges", "charge_read"],
      ["/v1/refunds", "charge_read"],
      ["/v1/subscriptions", "subscription_read"],
      ["/v1/customers", "customer_read"],
      ["/v1/prices", "plan_read"],
      ["/v1/balance_transactions", "balance_read"],
      ["/v1/events", "event_read"],
      ["/v1/account", "connected_account_read"],
    ] as const;
    const nothing = keys.restrict([]);
    for (const [target, permission] of needs) {
      const { status, body } = await account.get(target, { key: nothing });
      expect([target, status, body.error.type, body.error.code]).toEqual([
        target,
        403,
        "invalid_request_error",
        "more_permissions_required",
      ]);
      expect(body.error.message).toContain(`'rak_${permission}'`);
      expect((await account.get(target, { key: keys.restrict([permission]) })).status).toBe(200);
      expect((await account.get(target, { key: keys.restricted })).status).toBe(200);
    }
    expect(
      (await account.get("/v1/balance_transactions", { key: keys.restrict(["balance_transaction_source_read"]) }))
        .status,
    ).toBe(200);
    expect((await account.get("/v1/prices", { key: keys.restrict(["price_read"]) })).status).toBe(403);
  });

  it("of the other mode see nothing of this one", async () => {
    const account = openAccount();
    const key = account.stripe.keys.otherMode;
    const [charge] = (await account.get("/v1/charges")).body.data;
    expect(key).toMatch(/^sk_live_fake/);
    expect((await account.get("/v1/charges", { key })).body.data).toEqual([]);
    expect((await account.get("/v1/events", { key })).body.data).toEqual([]);
    const missing = await account.get(`/v1/charges/${charge.id}`, { key });
    expect(missing.status).toBe(404);
    expect(missing.body.error.message).toContain("a similar object exists in test mode, but a live mode key was used");
  });

  it("can be revoked in the middle, and restored", async () => {
    const account = openAccount();
    const { keys } = account.stripe;
    expect((await account.get("/v1/charges")).status).toBe(200);
    keys.revoke(keys.secret);
    expect(await refusal(account, "/v1/charges")).toEqual([401, "invalid_request_error", undefined]);
    keys.restore(keys.secret);
    expect((await account.get("/v1/charges")).status).toBe(200);
  });

  it("reach no other account", async () => {
    const account = openAccount();
    const mine = account.stripe.world.account.identifiers.accountId;
    expect((await account.get("/v1/charges", { headers: { "stripe-account": mine } })).status).toBe(200);
    expect((await account.get("/v1/charges", { headers: { "stripe-account": "acct_other" } })).body.error.code).toBe(
      "account_invalid",
    );
  });
});

describe("OAuth of Stripe Apps", () => {
  const basic = (secret: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`${secret}:`).toString("base64")}`,
  });

  it("exchanges a code once, within five minutes, and rotates refresh tokens", async () => {
    const account = openAccount();
    const { oauth } = account.stripe;
    const exchange = (form: string): ReturnType<Account["post"]> =>
      account.post("/v1/oauth/token", form, { headers: basic(oauth.developerKey) });
    const code = oauth.issueCode();
    const first = await exchange(`grant_type=authorization_code&code=${code}`);
    expect(Object.keys(first.body).sort()).toEqual([
      "access_token",
      "livemode",
      "refresh_token",
      "scope",
      "stripe_user_id",
      "token_type",
    ]);
    expect((await exchange(`grant_type=authorization_code&code=${code}`)).body.error).toBe("invalid_grant");
    const second = await exchange(`grant_type=refresh_token&refresh_token=${first.body.refresh_token}`);
    expect([second.status, second.body.account_id, second.body.scope]).toEqual([
      200,
      first.body.stripe_user_id,
      "stripe_apps",
    ]);
    expect((await exchange(`grant_type=refresh_token&refresh_token=${first.body.refresh_token}`)).status).toBe(400);
    expect((await exchange("grant_type=password")).body.error).toBe("unsupported_grant_type");
    const late = oauth.issueCode();
    await account.clock.advance(5 * 60_000);
    expect((await exchange(`grant_type=authorization_code&code=${late}`)).status).toBe(400);
    expect((await account.post("/v1/oauth/token", "grant_type=refresh_token")).status).toBe(401);
  });

  it("gives access tokens that live an hour and refresh tokens that live a year", async () => {
    const account = openAccount();
    const { oauth } = account.stripe;
    const refresh = async (token: string): ReturnType<Account["post"]> =>
      account.post("/v1/oauth/token", `grant_type=refresh_token&refresh_token=${token}`, {
        headers: basic(oauth.developerKey),
      });
    const { body } = await refresh(oauth.issueRefreshToken());
    expect((await account.get("/v1/charges", { key: body.access_token })).status).toBe(200);
    await account.clock.advance(HOUR);
    expect(await refusal(account, "/v1/charges", body.access_token)).toEqual([
      401,
      "invalid_request_error",
      "api_key_expired",
    ]);
    await account.clock.advance(366 * DAY);
    expect((await refresh(body.refresh_token)).body.error).toBe("invalid_grant");
  });
});

describe("limits", () => {
  it("let 25 requests of any second through to one endpoint, exactly", async () => {
    const account = openAccount({ livemode: true, stripe: { rateLimits: documentedLimits(true) } });
    const [charge] = (await account.get("/v1/charges?limit=1")).body.data;
    await account.clock.advance(1000);
    const ask = async (target: string, times: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let time = 0; time < times; time += 1) statuses.push((await account.get(target)).status);
      return statuses;
    };
    expect(await ask("/v1/charges", 26)).toEqual([...Array<number>(25).fill(200), 429]);
    const refused = await account.get("/v1/charges");
    expect(refused.headers["stripe-rate-limited-reason"]).toBe("endpoint-rate");
    expect(refused.headers).not.toHaveProperty("retry-after");
    expect([refused.body.error.type, refused.body.error.code]).toEqual(["invalid_request_error", "rate_limit"]);
    expect(await ask(`/v1/charges/${charge.id}`, 1)).toEqual([200]);
    await account.clock.advance(999);
    expect(await ask("/v1/charges", 1)).toEqual([429]);
    await account.clock.advance(1);
    expect(await ask("/v1/charges", 26)).toEqual([...Array<number>(25).fill(200), 429]);
  });

  it("let 100 through to a live account and 25 to a sandbox", async () => {
    for (const [livemode, limit] of [
      [true, 100],
      [false, 25],
    ] as const) {
      const account = openAccount({ livemode, stripe: { rateLimits: documentedLimits(livemode) } });
      const targets = ["charges", "refunds", "customers", "prices", "balance_transactions", "subscriptions"];
      const statuses: (readonly [number, string | undefined])[] = [];
      for (let request = 0; request <= limit; request += 1) {
        const { status, headers } = await account.get(`/v1/${targets[request % targets.length] ?? ""}?limit=1`);
        statuses.push([status, headers["stripe-rate-limited-reason"]]);
      }
      expect(statuses.filter(([status]) => status === 200)).toHaveLength(limit);
      expect(statuses.at(-1)).toEqual([429, "global-rate"]);
    }
  });

  it("count requests in flight", async () => {
    const account = openAccount({ stripe: { latency: 100, rateLimits: { endpointInFlight: 2, accountInFlight: 3 } } });
    const asked = ["/v1/charges", "/v1/charges", "/v1/charges", "/v1/refunds", "/v1/prices"].map((target) =>
      account.get(target),
    );
    await account.clock.advance(100);
    const answers = await Promise.all(asked);
    expect(answers.map(({ status, headers }) => [status, headers["stripe-rate-limited-reason"]])).toEqual([
      [200, undefined],
      [200, undefined],
      [429, "endpoint-concurrency"],
      [200, undefined],
      [429, "global-concurrency"],
    ]);
    const next = account.get("/v1/charges");
    await account.clock.advance(100);
    expect((await next).status).toBe(200);
  });
});
