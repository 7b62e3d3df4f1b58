import { type FaultRule, randomStream, type RandomStream, seedOf } from "@stripe-aep/simulator";
import { type ConnectorConfig, defaultDatasets } from "../../src/config.ts";
import { resourceNames } from "../../src/resources.ts";
import type { DiskFault } from "./simulated-disk.ts";

/** What one seed stands for: an account, a machine, and what goes wrong with both. */
export interface Scenario {
  readonly seed: number;
  readonly objects: number;
  readonly pageSize: number;
  /** Things that happen in the account by themselves in an hour. */
  readonly changesPerHour: number;
  /** Objects created in one second before the first run: borders of pages and slices fall into it. */
  readonly crowd: number;
  /** Milliseconds between two looks at the changes while a listing goes on. */
  readonly followEvery: number;
  /** Milliseconds by which the connector's machine is ahead of the world. */
  readonly clockSkew: number;
  readonly webhooks: boolean;
  /** Whether what webhooks announce goes by streaming. */
  readonly streaming: boolean;
  /** What is moved: a few resources, so that a seed is quick. */
  readonly datasets: ConnectorConfig["datasets"];
  readonly delivery: { readonly batchRows: number; readonly fileBytes: number };
  readonly faults: readonly FaultRule[];
  readonly rounds: readonly Round[];
}

/** One run of the connector, and what precedes it. */
export interface Round {
  /** Milliseconds that pass before. */
  readonly pause: number;
  /** Things that happen at once right before the run. */
  readonly burst: number;
  readonly mode: "all" | "backfill";
  /** Dies at this durable operation of the round, if it gets so far. */
  readonly killAt: number | undefined;
  /** Stands still after this many milliseconds, for longer than a lease lives, while another process takes over. */
  readonly freezeAfter: number | undefined;
  /** Runs on another machine, which has the store and not the files of the one before. */
  readonly movesMachine: boolean;
  /** How the disk fails, until the round is over. */
  readonly diskFault: DiskFault | undefined;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Highest rates at which the account can still be read at all; each scenario draws some of them, lower. */
const faultRates: Readonly<Record<string, number>> = {
  "stripe-429-endpoint-rate": 0.1,
  "stripe-429-global-concurrency": 0.1,
  "stripe-lock-timeout": 0.05,
  "stripe-409": 0.05,
  "stripe-500": 0.1,
  "stripe-503": 0.1,
  "stripe-stale-list": 0.3,
  "stripe-stale-retrieve": 0.3,
  "stripe-created-while-paging": 0.2,
  "stripe-changed-while-paging": 0.3,
  "stripe-cursor-vanishes": 0.4,
  "stripe-empty-page": 0.3,
  "stripe-event-late": 0.6,
  "stripe-event-repeated": 0.2,
  "stripe-unknown-field": 0.2,
  "stripe-unknown-value": 0.1,
  "stripe-other-version": 0.05,
  "stripe-clock-skew": 0.3,
  "stripe-mode-swapped": 0.05,
  "webhook-lost": 0.2,
  "webhook-repeated": 0.2,
  "webhook-reordered": 0.2,
  "webhook-wrong-signature": 0.1,
  "lost-answer": 0.08,
  "reset-mid-body": 0.05,
  "wrong-length": 0.05,
  "truncated-json": 0.05,
  "garbage-json": 0.05,
  "slow-drip": 0.01,
  delay: 0.05,
  "aep-token-expired": 0.05,
  "aep-rate-limited": 0.05,
  "aep-unavailable": 0.08,
  "aep-server-error": 0.05,
  "aep-error-after-accepting": 0.08,
  "aep-accept-then-fail": 0.15,
  "aep-record-refused": 0.1,
  "aep-slow-finalisation": 0.1,
};

/** What can go wrong with streamed messages besides. */
const streamFaultRates: Readonly<Record<string, number>> = { "aep-message-refused": 0.2, "aep-payload-too-large": 0.2 };

export function drawScenario(seed: number): Scenario {
  const random = randomStream(seedOf("scenario", seed));
  // Readings cross the longer the rows of one are under way, and streamed ones hardly are.
  if (random.chance(0.2)) return drawStreaming(drawCrossing(seed, random), 1 / 4);
  return drawStreaming(drawMixture(seed, random), 2 / 3);
}

/** Streams what webhooks announce in a part of the scenarios; drawn apart, so that the rest of a seed stays what it was. */
function drawStreaming(scenario: Scenario, part: number): Scenario {
  const random = randomStream(seedOf("streaming", scenario.seed));
  if (!scenario.webhooks || random.chance(1 - part)) return scenario;
  const faults = Object.entries(streamFaultRates)
    .filter(() => scenario.faults.length > 0 && random.chance(0.4))
    .map(([name, rate]) => ({ name, rate: rate * random.next(), place: "/collection" }));
  // Inlets that hardly ever answer, until the faults are over: longer than anybody repeats a request.
  const outage =
    faults.length > 0 && random.chance(0.4) ? [{ name: "aep-unavailable", rate: 0.95, place: "/collection" }] : [];
  const late = scenario.faults.length > 0 && random.chance(0.5) ? [{ name: "aep-record-refused", rate: 0.3 }] : [];
  return { ...scenario, streaming: true, faults: [...scenario.faults, ...faults, ...outage, ...late] };
}

/**
 * Everything changes while it is read, webhooks are followed at once, and lists are seconds behind: readings cross. In some a
 * process dies in the middle of it, and another one goes on elsewhere without the rows that were on their way.
 */
function drawCrossing(seed: number, random: RandomStream): Scenario {
  const ends = randomStream(seedOf("crossing", seed));
  const deadly = ends.chance(0.5);
  const death = () => (deadly ? { killAt: 20 + ends.integer(120), movesMachine: true } : {});
  const calm: Round = {
    pause: 0,
    burst: 8,
    mode: "backfill",
    killAt: undefined,
    freezeAfter: undefined,
    movesMachine: false,
    diskFault: undefined,
  };
  return {
    ...drawMixture(seed, random),
    pageSize: 2,
    changesPerHour: 12_000,
    crowd: 16,
    followEvery: 100,
    clockSkew: 0,
    webhooks: true,
    datasets: { charges: defaultDatasets.charges },
    faults: [
      { name: "stripe-stale-list", rate: 0.5 + random.next() / 2 },
      { name: "stripe-stale-retrieve", rate: random.next() * 0.3 },
    ],
    rounds: [
      { ...calm, ...death() },
      { ...calm, pause: MINUTE, ...death() },
      { ...calm, pause: MINUTE, movesMachine: deadly },
    ],
  };
}

function drawMixture(seed: number, random: RandomStream): Scenario {
  return {
    seed,
    objects: 14 + random.integer(50),
    pageSize: 3 + random.integer(15),
    changesPerHour: random.pick([0, 2, 20, 60]),
    crowd: random.pick([0, 12, 30]),
    followEvery: random.pick([1_000, 5_000, 60_000]),
    clockSkew: random.pick([0, 0, -90_000, 90_000]),
    webhooks: random.chance(0.5),
    streaming: false,
    datasets: drawDatasets(random),
    delivery: { batchRows: 3 + random.integer(40), fileBytes: 2_000 + random.integer(20_000) },
    faults: drawFaults(random),
    rounds: Array.from({ length: 2 + random.integer(3) }, () => drawRound(random)),
  };
}

function drawDatasets(random: RandomStream): ConnectorConfig["datasets"] {
  const first = random.integer(resourceNames.length);
  const chosen = resourceNames.filter((_, place) => place === first || random.chance(0.15));
  return Object.fromEntries(chosen.map((resource) => [resource, defaultDatasets[resource]]));
}

function drawFaults(random: RandomStream): readonly FaultRule[] {
  if (random.chance(0.15)) return [];
  const share = random.pick([0.1, 0.25, 0.5]);
  return Object.entries(faultRates)
    .filter(() => random.chance(share))
    .map(([name, rate]) => ({ name, rate: rate * random.next() }));
}

function drawDiskFault(random: RandomStream): DiskFault | undefined {
  if (!random.chance(0.1)) return undefined;
  return { code: random.pick(["ENOSPC", "EIO"]), fromWrite: 1 + random.integer(150) };
}

function drawRound(random: RandomStream): Round {
  const isKilled = random.chance(0.5);
  return {
    pause: random.pick([0, MINUTE, 20 * MINUTE, 5 * 60 * MINUTE, 3 * DAY, 35 * DAY]),
    burst: random.pick([0, 0, 3, 8]),
    mode: random.chance(0.3) ? "backfill" : "all",
    killAt: isKilled ? 1 + random.integer(random.pick([10, 60, 200])) : undefined,
    freezeAfter: !isKilled && random.chance(0.25) ? random.integer(4_000) : undefined,
    movesMachine: random.chance(0.4),
    diskFault: drawDiskFault(random),
  };
}

/** A small account and nothing that goes wrong but the one thing. */
export function reference(rounds: readonly Partial<Round>[], by?: "webhooks" | "streaming"): Scenario {
  const calm: Round = {
    pause: 0,
    burst: 0,
    mode: "all",
    killAt: undefined,
    freezeAfter: undefined,
    movesMachine: false,
    diskFault: undefined,
  };
  return {
    seed: 4_711,
    objects: 14,
    pageSize: 5,
    changesPerHour: 0,
    crowd: 6,
    followEvery: 60_000,
    clockSkew: 0,
    webhooks: by !== undefined,
    streaming: by === "streaming",
    datasets: { charges: defaultDatasets.charges },
    delivery: { batchRows: 6, fileBytes: 6_000 },
    faults: [],
    rounds: rounds.map((round) => ({ ...calm, ...round })),
  };
}
