/** One of several processes that read an account as fast as they may. Time and Stripe are the parent's, the store is real. */
import { createGovernor } from "../../src/http/account-governor.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { resourceNames, resources } from "../../src/resources.ts";
import { openStore } from "../../src/state/open-store.ts";
import { postgresDriver } from "../../src/state/postgres-driver.ts";
import { reserveSlots } from "../../src/state/rate-slots.ts";
import type { ToChild, ToParent } from "./remote-time.ts";

const READERS_PER_RESOURCE = 4;

const sleepers = new Set<{ readonly wakeAt: number; readonly wake: () => void }>();
const waiting = new Map<number, (answer: NonNullable<ToChild["answer"]>) => void>();
let now = 0;
let heard = 0;
let statements = 0;
let requests = 0;

const clock: Clock = {
  now: () => now,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const sleeper = { wakeAt: now + Math.max(0, milliseconds), wake: resolve };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        sleepers.delete(sleeper);
        reject(signal.reason as Error);
      });
    }),
};

function tell(message: ToParent): void {
  process.send?.(message);
}

/** Immediates run when no promise has anything left to do. */
function sayWhenQuiet(): void {
  setImmediate(() => {
    if (statements > 0) return;
    const wakeAt = sleepers.size === 0 ? null : Math.min(...[...sleepers].map((sleeper) => sleeper.wakeAt));
    tell({ kind: "quiet", wakeAt, heard });
  });
}

process.on("message", (message: ToChild) => {
  heard += 1;
  now = message.now;
  for (const sleeper of sleepers) {
    if (sleeper.wakeAt > now) continue;
    sleepers.delete(sleeper);
    sleeper.wake();
  }
  if (message.answer !== undefined) waiting.get(message.answer.id)?.(message.answer);
  sayWhenQuiet();
});

function request(path: string): Promise<NonNullable<ToChild["answer"]>> {
  const id = ++requests;
  tell({ kind: "request", id, path });
  return new Promise<NonNullable<ToChild["answer"]>>((resolve) => waiting.set(id, resolve)).finally(() => {
    waiting.delete(id);
  });
}

const store = await openStore(postgresDriver(process.argv[2] ?? ""), clock);
const governor = createGovernor(
  {
    accountRate: 100,
    endpointRate: 25,
    share: 1,
    reserveSlots: async (...of) => {
      statements += 1;
      try {
        return await reserveSlots(store.database, ...of);
      } finally {
        statements -= 1;
        sayWhenQuiet();
      }
    },
  },
  clock,
);

async function readForever(path: string): Promise<never> {
  const endpoint = `GET ${path}`;
  for (;;) {
    await governor.acquire(endpoint);
    const { status, reason } = await request(path);
    governor.report(endpoint, { status, ...(reason === undefined ? {} : { rateLimitedReason: reason }) });
  }
}

tell({ kind: "quiet", wakeAt: null, heard: -1 });
process.once("message", () => {
  for (const resource of resourceNames) {
    for (let reader = 0; reader < READERS_PER_RESOURCE; reader += 1) void readForever(resources[resource].listPath);
  }
});
