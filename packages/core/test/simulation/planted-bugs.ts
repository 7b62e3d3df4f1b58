import { play } from "./play.ts";
import { drawScenario } from "./scenario.ts";
import type { Planted } from "./stage.ts";

/** A defect that is switched on by the simulation only, to prove that its judge would notice. */
export interface PlantedBug {
  readonly name: string;
  /** Number of the invariant that it breaks. */
  readonly invariant: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly sentence: string;
  readonly planted: Planted;
  /** Of the rarer ones, a seed in which it was noticed: tried first, so that the suite is quick. */
  readonly seed?: number;
}

/** A field that the simulated account shows under `stripe-unknown-field`. */
const NOVEL_FIELD = '"zzz_flag"';

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "checkpoint-early",
    invariant: 1,
    sentence: "A page is checkpointed when it is read, not when its rows are settled.",
    planted: { decisions: { mayCheckpoint: () => true } },
  },
  {
    name: "checkpoint-over-gaps",
    seed: 108,
    invariant: 1,
    sentence: "The checkpoint follows the newest settled page although an earlier one is not settled.",
    planted: { decisions: { provenPrefix: (tickets) => tickets.findLastIndex((ticket) => ticket.settled) + 1 } },
  },
  {
    name: "unchanged-without-waiting",
    seed: 39,
    invariant: 1,
    sentence: "A page that is unchanged only because of a row in flight does not wait for that row.",
    planted: { decisions: { waitsForRowsInFlight: () => false } },
  },
  {
    name: "diagnostics-unread",
    invariant: 2,
    sentence: "A batch that succeeded is taken for wholly accepted.",
    planted: { decisions: { readsDiagnostics: () => false, countsRows: () => false } },
  },
  {
    name: "quarantine-forgotten",
    invariant: 2,
    sentence: "Refused records and rejected rows are counted and not kept.",
    planted: { decisions: { keepsRefused: () => false } },
  },
  {
    name: "ledger-off-by-one",
    invariant: 2,
    sentence: "The ledger counts one row more as read than it accounts for, once in a page.",
    planted: { decisions: { rowsRead: (rows) => rows + 1 } },
  },
  {
    name: "empty-page-is-the-end",
    invariant: 3,
    sentence: "An empty page is believed although more was promised.",
    planted: { decisions: { afterPage: (page) => (page.hasMore && page.records > 0 ? "next-page" : "done") } },
  },
  {
    name: "short-page-is-the-end",
    invariant: 3,
    sentence: "A page with fewer objects than asked for is taken for the last one.",
    planted: { decisions: { afterPage: (page) => (page.records === 100 ? "next-page" : "done") } },
  },
  {
    name: "lost-cursor-is-the-end",
    seed: 92,
    invariant: 3,
    sentence: "When Stripe no longer knows the cursor, the slice is taken for read.",
    planted: { decisions: { survivesLostCursor: () => false } },
  },
  {
    name: "resume-after-the-second",
    invariant: 3,
    sentence: "A slice resumes before the second of its last object, not in it.",
    planted: { decisions: { resumeFrom: (lastSeconds) => lastSeconds - 1 } },
  },
  {
    name: "slice-border-open",
    invariant: 3,
    sentence: "The older part of a cut slice ends a day before the newer one begins.",
    planted: { decisions: { olderPartEnd: (middle) => middle - 86_400 } },
  },
  {
    name: "one-pass-only",
    seed: 15,
    invariant: 3,
    sentence: "Only the first of several listings is read: inactive prices never come.",
    planted: { decisions: { passes: (resource) => resource.passes.slice(0, 1) } },
  },
  {
    name: "batch-not-looked-up",
    invariant: 3,
    sentence: "A batch found after a crash is sent without asking whether the platform has it.",
    planted: { decisions: { looksBatchUp: () => false } },
  },
  {
    name: "streamed-ack-assumed",
    seed: 7,
    invariant: 1,
    sentence: "A stream whose answer never came is taken for accepted.",
    planted: { decisions: { trustsSilence: () => true } },
  },
  {
    name: "streamed-partial-unread",
    seed: 35,
    invariant: 2,
    sentence: "A 207 is taken for a yes to every message in it.",
    planted: { decisions: { readsStreamAnswers: () => false } },
  },
  {
    name: "stream-not-repeated",
    seed: 7,
    invariant: 3,
    sentence: "A stream found after a crash is taken for arrived.",
    planted: { decisions: { repeatsStreams: () => false } },
  },
  {
    name: "streamed-version-anew",
    seed: 35,
    invariant: 3,
    sentence:
      "A stream found on another machine is forgotten, and its objects are sent again in a version of their own.",
    planted: { decisions: { keepsStreamedVersions: () => false } },
  },
  {
    name: "late-refusal-unread",
    seed: 23,
    invariant: 2,
    sentence: "A streamed row that is refused after it was acknowledged is never asked about.",
    planted: { decisions: { readsLateRefusals: () => false } },
  },
  {
    name: "lease-ignored",
    invariant: 3,
    sentence: "A process that lost its lease goes on writing.",
    planted: {
      decisions: { assertsLease: () => false },
      // Renewing the lease finds it lost: the defect does not look at the answer.
      statements: (text) => (text.startsWith('update "lease" set "expires_at"') ? "pretend" : "run"),
    },
  },
  {
    name: "events-not-refetched",
    invariant: 4,
    sentence: "Events are seen, and what they name is not read again.",
    planted: { decisions: { refetches: () => false } },
  },
  {
    name: "events-without-lag",
    invariant: 3,
    sentence: "Events are read up to this second and never looked at again, though some become visible later.",
    planted: {
      decisions: { eventWindow: ({ cursor, stripeNow }) => ({ from: cursor + 1, to: stripeNow }) },
    },
  },
  {
    name: "anchor-late",
    invariant: 3,
    sentence: "Changes are followed from an hour after the listing began.",
    planted: { decisions: { anchor: ({ stripeNow, ownNow }) => Math.min(stripeNow, ownNow) + 3_600 } },
  },
  {
    name: "cursor-ahead-of-time",
    seed: 90,
    invariant: 3,
    sentence: "A Date header that runs ahead carries the event cursor over events that are still to come.",
    planted: {
      decisions: {
        anchor: ({ stripeNow }) => stripeNow,
        eventWindow: ({ cursor, stripeNow, lag, overlap }) => ({ from: cursor - overlap, to: stripeNow - lag }),
      },
    },
  },
  {
    name: "known-is-unchanged",
    invariant: 4,
    sentence: "An object that was sent once is never sent again.",
    planted: { decisions: { recognise: (known) => (known === undefined ? "new" : "unchanged") } },
  },
  {
    name: "last-answer-wins",
    seed: 19,
    invariant: 4,
    sentence: "Whatever answer comes last is taken for the newest.",
    planted: {
      decisions: {
        recognise: (known, { digest }) => (known?.digest === digest ? "unchanged" : "new"),
      },
    },
  },
  {
    name: "rest-not-awaited",
    seed: 80,
    invariant: 4,
    sentence: "Balance transactions that come to rest silently are not looked at again.",
    planted: { statements: (text) => (text.startsWith('insert into "unsettled_object"') ? "pretend" : "run") },
  },
  {
    name: "tombstones-dropped",
    invariant: 4,
    sentence: "What Stripe no longer has is passed over.",
    planted: { decisions: { owesNothing: (_, isTombstone) => isTombstone } },
  },
  {
    name: "unknown-field-stops",
    invariant: 5,
    sentence: "A field that no declaration knows ends the run.",
    planted: {
      ports: (ports) => ({
        ...ports,
        transport: {
          send: async (request) => {
            const response = await ports.transport.send(request);
            if (Buffer.from(response.body).includes(NOVEL_FIELD)) throw new TypeError("an unknown field");
            return response;
          },
        },
      }),
    },
  },
  {
    name: "refusal-stops",
    invariant: 5,
    sentence: "One refused row ends the run instead of going to quarantine.",
    planted: {
      decisions: {
        keepsRefused: () => {
          throw new TypeError("a record was refused");
        },
      },
    },
  },
  {
    name: "key-in-the-log",
    invariant: 6,
    sentence: "A request is logged with its authorization.",
    planted: {
      ports: (ports) => ({
        ...ports,
        transport: {
          send: (request) => {
            ports.log.write("debug", "request-sent", { headers: request.headers });
            return ports.transport.send(request);
          },
        },
      }),
    },
  },
  {
    name: "policy-ignored",
    invariant: 6,
    sentence: "Fields that the policy drops are sent.",
    planted: { config: (config) => ({ ...config, policy: { preset: "marketing" } }) },
  },
  {
    name: "time-leaks-in",
    invariant: 7,
    sentence: "The machine's own time is added to the clock's.",
    planted: {
      ports: (ports) => ({
        ...ports,
        clock: { ...ports.clock, now: () => ports.clock.now() + Math.floor(performance.now() % 50) },
      }),
    },
  },
  {
    name: "retry-by-chance",
    invariant: 7,
    sentence: "The pauses between attempts are drawn from the machine's own chance.",
    planted: { ports: (ports) => ({ ...ports, random: { ...ports.random, next: () => Math.random() } }) },
  },
];

/** A seed of 1 to `seeds` in which the judge notices; undefined if there is none. */
export async function findPlanted(
  bug: PlantedBug,
  seeds: number,
): Promise<{ readonly seed: number; readonly violation: string } | undefined> {
  const order = [
    ...(bug.seed === undefined ? [] : [bug.seed]),
    ...Array.from({ length: seeds }, (_, index) => index + 1),
  ];
  for (const seed of order) {
    const violation = await noticePlanted(bug, seed);
    if (violation !== undefined) return { seed, violation };
  }
  return undefined;
}

async function noticePlanted({ planted, invariant }: PlantedBug, seed: number): Promise<string | undefined> {
  const scenario = drawScenario(seed);
  const outcome = await play(scenario, planted);
  if (outcome.violations.length > 0 || invariant !== 7) return outcome.violations[0];
  const again = await play(scenario, planted);
  return again.trace === outcome.trace ? undefined : "the same seed gave another history";
}
