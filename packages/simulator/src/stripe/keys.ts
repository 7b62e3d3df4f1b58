import { Dice, mix } from "../world/mix.ts";
import type { Account } from "../world/account.ts";
import { StripeRefusal } from "./stripe-error.ts";

/** Permissions of restricted keys that some endpoint here asks for, in Stripe's words (`rak_` in keys and messages). */
export const permissions = [
  "charge_read",
  "subscription_read",
  "customer_read",
  "plan_read",
  "product_read",
  "dispute_read",
  "balance_read",
  "balance_transaction_source_read",
  "event_read",
  "connected_account_read",
  "webhook_read",
  "webhook_write",
] as const;

export interface StripeKey {
  readonly secret: string;
  readonly livemode: boolean;
  /** Absent: a secret key, which may do everything. Names that Stripe does not know are ignored, as there. */
  readonly permissions?: readonly string[];
  /** Milliseconds since 1970 after which it is no longer accepted; OAuth access tokens live an hour. */
  readonly expiresAt?: number;
}

/** The keys of one account; all of them are obviously fake. */
export interface KeyRing {
  /** A secret key of the account's mode. */
  readonly secret: string;
  /** A restricted key that may read everything and manage webhook endpoints. */
  readonly restricted: string;
  /** A secret key of the other mode: it sees nothing of this account's objects. */
  readonly otherMode: string;
  add(key: StripeKey): void;
  /** A restricted key with exactly these permissions. */
  restrict(granted: readonly string[]): string;
  /** From now on the key is answered 401. */
  revoke(secret: string): void;
  restore(secret: string): void;
  /** Takes a permission away from a restricted key, as somebody does in the dashboard. */
  withdraw(secret: string, permission: string): void;
  /** The key of a request, by its Authorization header; throws 401. */
  authenticate(authorization: string | undefined, now: number): StripeKey;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function fakeSecret(prefix: string, seed: number, length = 24): string {
  return `${prefix}fake${new Dice(seed).text(length, letters)}`;
}

export function createKeyRing(account: Account): KeyRing {
  const mode = account.livemode ? "live" : "test";
  const otherMode = account.livemode ? "test" : "live";
  const keys = new Map<string, StripeKey>();
  const revoked = new Set<string>();
  const add = (key: StripeKey): void => void keys.set(key.secret, key);
  const secret = fakeSecret(`sk_${mode}_`, mix(account.seed, 201));
  const restricted = fakeSecret(`rk_${mode}_`, mix(account.seed, 202));
  const other = fakeSecret(`sk_${otherMode}_`, mix(account.seed, 203));
  add({ secret, livemode: account.livemode });
  add({ secret: restricted, livemode: account.livemode, permissions: [...permissions] });
  add({ secret: other, livemode: !account.livemode });
  return {
    secret,
    restricted,
    otherMode: other,
    add,
    restrict: (granted) => {
      const key = fakeSecret(`rk_${mode}_`, mix(account.seed, 204, keys.size));
      add({ secret: key, livemode: account.livemode, permissions: [...granted] });
      return key;
    },
    revoke: (name) => void revoked.add(name),
    restore: (name) => void revoked.delete(name),
    withdraw: (name, permission) => {
      const key = keys.get(name);
      if (key !== undefined)
        add({ ...key, permissions: (key.permissions ?? permissions).filter((held) => held !== permission) });
    },
    authenticate: (authorization, now) => {
      const given = secretOf(authorization);
      if (given === undefined) throw unauthorized(NO_KEY);
      if (given.startsWith("pk_"))
        throw unauthorized(
          `This API call cannot be made with a publishable API key. Please use a secret API key.`,
          "secret_key_required",
        );
      const key = keys.get(given);
      if (key === undefined || revoked.has(given)) throw unauthorized(`Invalid API Key provided: ${masked(given)}`);
      if (key.expiresAt !== undefined && now >= key.expiresAt)
        throw unauthorized(`Expired API Key provided: ${masked(given)}`, "api_key_expired");
      return key;
    },
  };
}

const NO_KEY =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";

function unauthorized(message: string, code?: string): StripeRefusal {
  const error = { type: "invalid_request_error", message, ...(code === undefined ? {} : { code }) } as const;
  return new StripeRefusal(401, error, { "www-authenticate": 'Bearer realm="Stripe"' });
}

/** Bearer, or Basic with the key as user name and no password. */
export function secretOf(authorization: string | undefined): string | undefined {
  const [scheme = "", credentials = ""] = (authorization ?? "").split(" ");
  if (scheme.toLowerCase() === "bearer") return credentials === "" ? undefined : credentials;
  if (scheme.toLowerCase() !== "basic") return undefined;
  const [user = ""] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return user === "" ? undefined : user;
}

/** A key as Stripe shows it in messages: the beginning and the last four characters. */
function masked(secret: string): string {
  const prefix = /^[a-z]+_(?:test|live)_/.exec(secret)?.[0] ?? "";
  return `${prefix}${"*".repeat(Math.max(4, secret.length - prefix.length - 4))}${secret.slice(-4)}`;
}

/** 403 unless the key has one of `needed`; the message names the first, as `rak_…`. */
export function requirePermission(key: StripeKey, needed: readonly string[], accountId: string): void {
  const { permissions: granted } = key;
  if (granted === undefined || needed.length === 0 || needed.some((permission) => granted.includes(permission))) return;
  const names = needed.map((permission) => `'rak_${permission}'`).join(" or ");
  const message = `The provided key '${masked(key.secret)}' does not have the required permissions for this endpoint on account '${accountId}'. Having the ${names} permission would allow this request to continue.`;
  throw new StripeRefusal(403, { type: "invalid_request_error", message, code: "more_permissions_required" });
}
