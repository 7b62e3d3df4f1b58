import { type ChildProcess, fork } from "node:child_process";
import { createStripe, createWorld, documentedLimits, ManualClock } from "@stripe-aep/simulator";
import { startTestPostgres, type TestPostgres } from "@stripe-aep/test-postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/state/open-store.ts";
import { postgresDriver } from "../../src/state/postgres-driver.ts";
import type { ToChild, ToParent } from "./remote-time.ts";

const LATENCY = 100;
const LIMIT = 100;
const PROCESSES = 3;
/** Seconds of the simulated world, before and after one process is killed. */
const SECONDS = 4;

/** One real process; `wakeAt` is undefined while it has something to do. */
interface Reader {
  readonly process: ChildProcess;
  told: number;
  wakeAt: number | undefined;
  answered: number;
  refused: number;
}

/**
 * Real processes and a real PostgreSQL under a simulated time: it goes on only when every process waits for it, so that
 * neither the speed nor the load of the machine can change what is counted.
 */
class Readers {
  readonly #clock = new ManualClock(Date.parse("2025-03-01T00:00:00Z"));
  readonly #stripe = createStripe(createWorld({ seed: 1, objects: 14, clock: this.#clock, livemode: true }), {
    rateLimits: documentedLimits(true),
    latency: LATENCY,
  });
  readonly readers: Reader[] = [];
  #changed: () => void = () => undefined;

  async start(databaseUrl: string): Promise<void> {
    const child = new URL("child-governor.ts", import.meta.url);
    const born = Array.from({ length: PROCESSES }, async () => {
      const process = fork(child, [databaseUrl], { execArgv: ["--conditions=@stripe-aep/source"] });
      const reader: Reader = { process, told: 0, wakeAt: undefined, answered: 0, refused: 0 };
      this.readers.push(reader);
      await new Promise<void>((resolve, reject) => {
        process.once("message", () => resolve());
        process.once("exit", (code) => reject(new Error(`a process ended with ${code ?? "a signal"}`)));
      });
      process.on("message", (message: ToParent) => this.#hear(reader, message));
    });
    await Promise.all(born);
    for (const reader of this.readers) this.#tell(reader, {});
  }

  kill(reader: Reader): void {
    reader.process.kill("SIGKILL");
    this.readers.splice(this.readers.indexOf(reader), 1);
  }

  /** Lets time pass in which everybody reads as fast as he may. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#clock.now() + milliseconds;
    for (;;) {
      await this.#everybodyWaits();
      const wakeAt = Math.min(...this.readers.map((reader) => reader.wakeAt ?? 0), this.#clock.nextWake() ?? Infinity);
      if (wakeAt >= end) break;
      await this.#clock.advance(Math.max(0, wakeAt - this.#clock.now()));
      for (const reader of this.readers) if ((reader.wakeAt ?? Infinity) <= this.#clock.now()) this.#tell(reader, {});
    }
    await this.#clock.advance(end - this.#clock.now());
  }

  async #everybodyWaits(): Promise<void> {
    // What the simulated account has to do takes promises only.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.readers.some(({ wakeAt }) => wakeAt === undefined)) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #tell(reader: Reader, message: Pick<ToChild, "answer">): void {
    reader.told += 1;
    reader.wakeAt = undefined;
    reader.process.send({ now: this.#clock.now(), ...message } satisfies ToChild);
  }

  #hear(reader: Reader, message: ToParent): void {
    if (message.kind === "request") void this.#answer(reader, message);
    // What it says may have crossed with what it was told.
    else if (message.heard === reader.told) {
      reader.wakeAt = message.wakeAt ?? Infinity;
      this.#changed();
    }
  }

  async #answer(reader: Reader, { id, path }: Extract<ToParent, { kind: "request" }>): Promise<void> {
    const headers = { authorization: `Bearer ${this.#stripe.keys.secret}`, "stripe-version": "2025-02-24.acacia" };
    const target = `${path}?limit=1`;
    const { status, headers: said } = await this.#stripe.handle({
      method: "GET",
      target,
      headers,
      body: new Uint8Array(),
    });
    if (status === 429) reader.refused += 1;
    else reader.answered += 1;
    if (!this.readers.includes(reader)) return;
    const reason = said["stripe-rate-limited-reason"];
    this.#tell(reader, { answer: { id, status, ...(reason === undefined ? {} : { reason }) } });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe("processes that share one account on one PostgreSQL", () => {
  let postgres: TestPostgres | undefined;
  const group = new Readers();
  beforeAll(async () => {
    postgres = await startTestPostgres();
    if (postgres === undefined) throw new Error("PostgreSQL is not here; STRIPE_AEP_TEST_POSTGRES may name one");
    const url = await postgres.createDatabase();
    const store = await openStore(postgresDriver(url), { now: () => 0, sleep: async () => undefined });
    await store.close();
    await group.start(url);
  });
  afterAll(async () => {
    for (const { process } of group.readers) process.kill("SIGKILL");
    await postgres?.stop();
  });

  test("reach its limit together, divide it fairly, are not refused, and get the share of one that dies", async () => {
    const all = [...group.readers];
    await group.pass(SECONDS * 1_000);
    const first = all.map(({ answered }) => answered);
    expect(sum(first)).toBeGreaterThanOrEqual(0.95 * LIMIT * SECONDS);
    expect(sum(first)).toBeLessThanOrEqual(LIMIT * SECONDS);
    for (const answered of first) expect(Math.abs(answered / sum(first) - 1 / PROCESSES)).toBeLessThan(0.05);

    group.kill(all[0]!);
    await group.pass(SECONDS * 1_000);
    const survivors = all.slice(1).map(({ answered }, place) => answered - (first[place + 1] ?? 0));
    expect(sum(survivors)).toBeGreaterThanOrEqual(0.95 * LIMIT * SECONDS);
    expect(sum(survivors)).toBeLessThanOrEqual(LIMIT * SECONDS);
    expect(sum(all.map(({ refused }) => refused))).toBe(0);
  });
});
