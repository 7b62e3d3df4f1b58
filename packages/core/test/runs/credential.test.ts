import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStripe, createWorld, VirtualClock } from "@stripe-aep/simulator";
import { afterEach, expect, test } from "vitest";
import type { Ports, TransportResponse } from "../../src/ports/ports.ts";
import { TransportError } from "../../src/ports/ports.ts";
import { stripeCredential } from "../../src/runs/stripe-credential.ts";
import { Secret } from "../../src/secret.ts";
import { loadCredential } from "../../src/state/credentials.ts";
import { openStore, type Store } from "../../src/state/open-store.ts";
import { adaptDatabase, sqliteDriver, sqliteDriverOn } from "../../src/state/sqlite-driver.ts";

const HOUR = 3_600_000;
const key = new Secret(Buffer.alloc(32, 7).toString("base64"));
const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A Stripe app that is installed on a simulated account, and the connector's side of it. */
async function install() {
  const clock = new VirtualClock(Date.parse("2025-03-01T00:00:00Z"));
  const world = createWorld({ seed: 3, objects: 12, clock });
  const stripe = createStripe(world);
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-credential-"));
  folders.push(folder);
  const file = join(folder, "state.db");
  const store = await openStore(sqliteDriver(file), clock);
  const wire: { after: (response: TransportResponse) => TransportResponse; exchanges: number } = {
    after: (response) => response,
    exchanges: 0,
  };
  const ports: Ports = {
    clock,
    random: { next: () => 0.5, bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    log: { write: () => undefined },
    files: undefined as never,
    transport: {
      send: async ({ method, url, headers, body }) => {
        wire.exchanges += 1;
        const target = url.replace("https://stripe.simulated", "");
        return wire.after(await stripe.handle({ method, target, headers, body: body ?? new Uint8Array() }));
      },
    },
  };
  const refreshToken = stripe.oauth.issueRefreshToken();
  const open = (on: Store = store) =>
    stripeCredential({
      config: {
        kind: "oauth-refresh",
        appKey: new Secret(stripe.oauth.developerKey),
        initialRefreshToken: new Secret(refreshToken),
        connection: "shop",
      },
      baseUrl: "https://stripe.simulated",
      encryptionKey: key,
      store: on,
      ports,
    });
  return { clock, store, file, wire, open };
}

test("the new token is in the store before anybody uses it, and the next process goes on with it", async () => {
  const { clock, store, wire, open } = await install();
  const first = (await open().current()).reveal();
  expect((await loadCredential(store.database, "shop", key))?.accessToken).toBe(first);
  expect((await open().current()).reveal()).toBe(first);
  expect(wire.exchanges).toBe(1);
  await clock.advance(HOUR);
  expect((await open().current()).reveal()).not.toBe(first);
  expect((await loadCredential(store.database, "shop", key))?.generation).toBe(2);
});

test("many callers at once share one exchange", async () => {
  const { wire, open } = await install();
  const credential = open();
  const tokens = await Promise.all([credential.current(), credential.current(), credential.current()]);
  expect(new Set(tokens.map((token) => token.reveal())).size).toBe(1);
  expect(wire.exchanges).toBe(1);
});

test("an exchange whose answer is lost is not repeated in the same breath", async () => {
  const { wire, open } = await install();
  wire.after = () => {
    throw new TransportError("reset", "the connection was reset");
  };
  await expect(open().current()).rejects.toMatchObject({ code: "SAEP-1109", name: "RetryLaterError" });
  expect(wire.exchanges).toBe(1);
});

test("while the old access token has minutes left, a lost answer stops nothing", async () => {
  const { clock, wire, open } = await install();
  const first = (await open().current()).reveal();
  await clock.advance(HOUR - 4 * 60_000);
  wire.after = () => {
    throw new TransportError("connect", "no route");
  };
  expect((await open().current()).reveal()).toBe(first);
});

test("a token that Stripe refuses is renewed once, and the request may be repeated", async () => {
  const { open, wire } = await install();
  const credential = open();
  const first = (await credential.current()).reveal();
  expect(await credential.refused(new Secret(first))).toBe(true);
  expect((await credential.current()).reveal()).not.toBe(first);
  expect(wire.exchanges).toBe(2);
});

test("a store that cannot be written for a while does not cost the new token; before the exchange it costs nothing", async () => {
  const { clock, file, wire, open } = await install();
  const adapted = adaptDatabase(new DatabaseSync(file));
  const failures = [false, true, true, false];
  const driver = sqliteDriverOn(() => ({
    ...adapted,
    prepare: (text) => {
      if (!text.startsWith('insert into "credential"') || failures.shift() !== true) return adapted.prepare(text);
      throw Object.assign(new Error("database or disk is full"), { errcode: 13 });
    },
  }));
  const store = await openStore(driver, clock);
  const token = await clock.run(open(store).current());
  expect((await loadCredential(store.database, "shop", key))?.accessToken).toBe(token.reveal());
  expect(wire.exchanges).toBe(1);
  failures.push(true);
  await clock.advance(HOUR);
  await expect(clock.run(open(store).current())).rejects.toMatchObject({ code: "SAEP-1004" });
  expect(wire.exchanges).toBe(1);
  await store.close();
});
