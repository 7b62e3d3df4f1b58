import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen, type Listener } from "@stripe-aep/simulator";
import { startTestPostgres, type TestPostgres } from "@stripe-aep/test-postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/secret.ts";
import { loadCredential } from "../../src/state/credentials.ts";
import { openStore, type Store } from "../../src/state/open-store.ts";
import { postgresDriver } from "../../src/state/postgres-driver.ts";
import { sqliteDriver } from "../../src/state/sqlite-driver.ts";
import type { StoreDriver } from "../../src/state/store-driver.ts";
import type { RotationTask } from "./child-rotation.ts";
import { Mortality, mortalStore } from "./mortal-store.ts";
import { encryptionKey, HOUR, losesTheAnswer, openRig, type Rig } from "./rotation-rig.ts";

const folder = mkdtempSync(join(tmpdir(), "stripe-aep-rotation-"));
const postgres: TestPostgres | undefined = await startTestPostgres();
const databaseUrl = (await postgres?.createDatabase()) ?? "";
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const drivers: Readonly<Record<string, (() => StoreDriver) | undefined>> = {
  SQLite: () => sqliteDriver(join(folder, "state.db")),
  PostgreSQL: postgres === undefined ? undefined : () => postgresDriver(databaseUrl),
};

const child = new URL("child-rotation.ts", import.meta.url).pathname;

/** Its exit code (null when it was killed) and what it said. */
function runProcess(task: RotationTask): Promise<{ readonly code: number | null; readonly said: string }> {
  const started = spawn(process.execPath, ["--conditions=@stripe-aep/source", child, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  started.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => started.once("close", (code) => resolve({ code, said })));
}

describe.each(Object.keys(drivers))("a rotation on %s", (name) => {
  let rig: Rig;
  let store: Store;
  let listener: Listener | undefined;
  const opened: Store[] = [];
  beforeAll(async () => {
    rig = openRig();
    store = await openStoreOf();
    listener = await listen(rig.stripe.handle, { port: 0 });
  });
  afterEach(() => {
    rig.wire = (exchange) => exchange();
  });
  afterAll(async () => {
    for (const one of opened) await one.close();
    await listener?.stop();
  });

  /** As another process would. */
  async function openStoreOf(life?: Mortality): Promise<Store> {
    const driver = drivers[name]?.();
    if (driver === undefined) throw new Error("PostgreSQL is not here; STRIPE_AEP_TEST_POSTGRES may name one");
    const one = await openStore(life === undefined ? driver : mortalStore(driver, life), rig.ports.clock);
    opened.push(one);
    return one;
  }

  const stored = (connection: string) => loadCredential(store.database, connection, encryptionKey);

  /** The token that a process gets, having judged that it is good and was durable before. */
  async function goodToken(connection: string, refreshToken: string, on = store): Promise<Secret> {
    const token = await rig.open(connection, on, refreshToken).current();
    expect(await rig.opens(token)).toBe(true);
    expect((await stored(connection))?.accessToken).toBe(token.reveal());
    return token;
  }

  function taskFor(connection: string, refreshToken: string): RotationTask {
    return {
      place: name === "SQLite" ? { file: join(folder, "state.db") } : { url: databaseUrl },
      connection,
      refreshToken,
      baseUrl: listener?.url ?? "",
      appKey: rig.stripe.oauth.developerKey,
      encryptionKey: encryptionKey.reveal(),
      ahead: rig.clock.now() - Date.now(),
    };
  }

  /** A process that dies right before a step; which step, and whether the new pair was lost with it. */
  async function die(connection: string, refreshToken: string, step: number) {
    const life = new Mortality(step);
    const dying = await openStoreOf(life);
    const before = await stored(connection);
    const exchanges = rig.exchanges;
    life.begin();
    // What a dead process would have gone on to say is nobody's business.
    await rig
      .open(connection, dying, refreshToken, life)
      .current()
      .catch(() => undefined);
    const after = await stored(connection);
    const isLost = rig.exchanges > exchanges && (after?.generation ?? 0) === (before?.generation ?? 0);
    return { isDead: life.isDead, steps: life.steps, isLost };
  }

  test.each([
    ["the first exchange", false],
    ["a later one", true],
  ])(
    "dies at every step of %s: only between Stripe's answer and the store is a token lost, and is told so",
    async (what, isLater) => {
      const lostAfter: string[] = [];
      for (let step = 1; ; step += 1) {
        const connection = `${what} ${step}`;
        const refreshToken = rig.stripe.oauth.issueRefreshToken();
        if (isLater) await goodToken(connection, refreshToken);
        await rig.clock.advance(HOUR);
        const { isDead, steps, isLost } = await die(connection, refreshToken, step);
        // What the dead one held runs out.
        await rig.clock.advance(120_000);
        if (isLost) {
          lostAfter.push(steps.at(-1) ?? "");
          const refusal = { code: "SAEP-1108", message: expect.stringContaining("never came to its end") };
          await expect(rig.open(connection, store, refreshToken).current()).rejects.toMatchObject(refusal);
          await goodToken(connection, rig.stripe.oauth.issueRefreshToken());
        } else {
          await goodToken(connection, refreshToken);
        }
        if (!isDead) {
          expect(steps.length).toBeGreaterThan(6);
          break;
        }
      }
      expect(lostAfter).toEqual(["exchange 1"]);
    },
  );

  test("two real processes that rotate at once make one exchange, and go on with the same token", async () => {
    const task = taskFor("two at once", rig.stripe.oauth.issueRefreshToken());
    const [one, two] = await Promise.all([runProcess(task), runProcess(task)]);
    expect(one.code).toBe(0);
    expect(two).toEqual(one);
    expect(await rig.opens(new Secret(one.said))).toBe(true);
    expect((await stored("two at once"))?.generation).toBe(1);
  });

  test.each([
    ["before it notes that it begins", 'insert into "credential" 1', "lives"],
    ["before it asks Stripe", "exchange 1", "lives"],
    ["with the answer in its hand", 'insert into "credential" 2', "is lost"],
    ["right after the new pair is durable", 'update "lease" set 1', "lives"],
  ])("a real process killed %s", async (_, diesBefore, fate) => {
    const connection = `killed before ${diesBefore}`;
    const refreshToken = rig.stripe.oauth.issueRefreshToken();
    expect(await runProcess({ ...taskFor(connection, refreshToken), diesBefore })).toEqual({ code: null, said: "" });
    await rig.clock.advance(120_000);
    if (fate === "lives") await goodToken(connection, refreshToken);
    else await expect(rig.open(connection, store, refreshToken).current()).rejects.toMatchObject({ code: "SAEP-1108" });
  });

  test("one that was suspended with the answer in its hand loses to nobody: what it got is kept", async () => {
    const refreshToken = rig.stripe.oauth.issueRefreshToken();
    rig.wire = async (exchange) => {
      const answer = await exchange();
      rig.wire = (next) => next();
      await rig.clock.advance(120_000);
      // The other one finds the lease run out, and the old token dead at Stripe.
      await expect(rig.open("suspended", store, refreshToken).current()).rejects.toMatchObject({ code: "SAEP-1108" });
      return answer;
    };
    await goodToken("suspended", refreshToken, await openStoreOf());
    await goodToken("suspended", refreshToken);
  });

  test("one that was suspended before it asked goes on with what the other one got", async () => {
    const refreshToken = rig.stripe.oauth.issueRefreshToken();
    let others: Secret | undefined;
    rig.wire = async (exchange) => {
      rig.wire = (next) => next();
      await rig.clock.advance(120_000);
      others = await goodToken("overtaken", refreshToken);
      return exchange();
    };
    const token = await rig.open("overtaken", await openStoreOf(), refreshToken).current();
    expect(token.reveal()).toBe(others?.reveal());
  });

  test("a lost answer is asked for once more, later, by whoever comes next: then Stripe's word decides", async () => {
    const refreshToken = rig.stripe.oauth.issueRefreshToken();
    rig.wire = losesTheAnswer;
    const before = rig.exchanges;
    const credential = rig.open("lost answer", store, refreshToken);
    await expect(credential.current()).rejects.toMatchObject({ code: "SAEP-1109" });
    await expect(credential.current()).rejects.toMatchObject({ code: "SAEP-1109" });
    expect(rig.exchanges - before).toBe(1);
    rig.wire = (exchange) => exchange();
    await rig.clock.advance(61_000);
    await expect(credential.current()).rejects.toMatchObject({ code: "SAEP-1108" });
    // Installed again: the settings hold another token.
    await goodToken("lost answer", rig.stripe.oauth.issueRefreshToken());
  });

  test("what Stripe never carried out leaves no trace", async () => {
    const refreshToken = rig.stripe.oauth.issueRefreshToken();
    rig.wire = async () => ({ status: 429, headers: {}, body: new Uint8Array() });
    await expect(rig.open("busy", store, refreshToken).current()).rejects.toMatchObject({ code: "SAEP-1103" });
    expect((await stored("busy"))?.renewingSince).toBeUndefined();
    rig.wire = (exchange) => exchange();
    await goodToken("busy", refreshToken);
  });
});
