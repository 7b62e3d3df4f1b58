import { randomStream, seedOf, type RandomStream } from "./random.ts";
import type { SimulatedResponse } from "./request.ts";
import { SimulatorError } from "./simulator-error.ts";

/** One misbehaviour that can be switched on: its name and, in a sentence, what it does. */
export interface FaultKind {
  readonly name: string;
  readonly side: "stripe" | "platform" | "wire";
  readonly sentence: string;
}

/** When a fault strikes. Everything but `name` and `rate` narrows it. */
export interface FaultRule {
  readonly name: string;
  /** The share of opportunities that it takes, 0 to 1. */
  readonly rate: number;
  /** The beginning of the path it is limited to, such as `/v1/charges`; absent: everywhere. */
  readonly place?: string;
  /** How many opportunities pass unharmed before the first. */
  readonly after?: number;
  /** How often it strikes at most. */
  readonly limit?: number;
  /** What a fault that has a duration takes; each kind has its own default. */
  readonly milliseconds?: number;
  /** What a fault that cuts or trickles takes: bytes, or bytes per second. */
  readonly bytes?: number;
}

/** A rule with what it has done so far. */
export interface FaultReport extends FaultRule {
  readonly opportunities: number;
  readonly strikes: number;
}

/** The faults of one simulator: both sides ask it at every place where something could go wrong. */
export interface Faults {
  /** The rule that strikes now, or undefined: all is well. Every call is one opportunity. */
  strike(name: string, place: string): FaultRule | undefined;
  /** The rate of a fault that changes what objects look like rather than what a request meets. */
  rateOf(name: string): number;
  /** Replaces all rules; their counts begin again. */
  set(rules: readonly FaultRule[]): void;
  report(): readonly FaultReport[];
  /** Every kind that a rule may name. */
  readonly kinds: readonly FaultKind[];
}

/** What the wire does to a correct answer, on either side. */
export const wireFaultKinds: readonly FaultKind[] = [
  {
    name: "lost-answer",
    side: "wire",
    sentence: "The request is carried out and the connection dies before any byte of the answer.",
  },
  {
    name: "reset-mid-body",
    side: "wire",
    sentence: "The connection is reset after half of the body, or after `bytes` bytes.",
  },
  { name: "wrong-length", side: "wire", sentence: "The body ends early although Content-Length promises more." },
  { name: "truncated-json", side: "wire", sentence: "The body is cut and Content-Length agrees with what is left." },
  { name: "garbage-json", side: "wire", sentence: "The body is a page of HTML under the headers of the right answer." },
  { name: "slow-drip", side: "wire", sentence: "The body trickles at `bytes` bytes per second (1000)." },
  { name: "delay", side: "wire", sentence: "The answer arrives after `milliseconds` (2000)." },
];

interface ActiveRule {
  readonly rule: FaultRule;
  readonly random: RandomStream;
  opportunities: number;
  strikes: number;
}

/**
 * Faults from rules and a seed: each rule draws from its own stream, so that adding one does not move the others, and the
 * same requests in the same order meet the same faults. Throws SAEP-3002 for a rule that names no kind or has no valid rate.
 */
export function createFaults(options: {
  readonly seed: number;
  readonly kinds: readonly FaultKind[];
  readonly rules?: readonly FaultRule[];
}): Faults {
  const names = new Set(options.kinds.map(({ name }) => name));
  let active: ActiveRule[] = [];
  const set = (rules: readonly FaultRule[]): void => {
    for (const rule of rules) refuseBadRule(rule, names);
    active = rules.map((rule, position) => ({
      rule,
      random: randomStream(seedOf(options.seed, "fault", position, rule.name)),
      opportunities: 0,
      strikes: 0,
    }));
  };
  set(options.rules ?? []);
  return {
    kinds: options.kinds,
    set,
    strike: (name, place) => active.find((candidate) => candidate.rule.name === name && draw(candidate, place))?.rule,
    rateOf: (name) => active.find(({ rule }) => rule.name === name)?.rule.rate ?? 0,
    report: () => active.map(({ rule, opportunities, strikes }) => ({ ...rule, opportunities, strikes })),
  };
}

function refuseBadRule(rule: FaultRule, names: ReadonlySet<string>): void {
  if (!names.has(rule.name)) {
    throw new SimulatorError(
      "SAEP-3002",
      `no fault is called "${rule.name}"`,
      `choose one of: ${[...names].join(", ")}`,
    );
  }
  if (!(rule.rate >= 0 && rule.rate <= 1)) {
    throw new SimulatorError("SAEP-3002", `the rate of "${rule.name}" is ${rule.rate}`, "give a number from 0 to 1");
  }
}

function draw(candidate: ActiveRule, place: string): boolean {
  const { rule } = candidate;
  if (rule.place !== undefined && !place.startsWith(rule.place)) return false;
  candidate.opportunities += 1;
  const hit = candidate.random.chance(rule.rate);
  if (!hit || candidate.opportunities <= (rule.after ?? 0) || candidate.strikes >= (rule.limit ?? Infinity))
    return false;
  candidate.strikes += 1;
  return true;
}

const GARBAGE = new TextEncoder().encode("<html><body><h1>502 Bad Gateway</h1></body></html>\n");

type WireFaultEffect = (response: SimulatedResponse, rule: FaultRule) => SimulatedResponse;

const wireFaultEffects: Readonly<Record<string, WireFaultEffect>> = {
  "lost-answer": (response) => ({ ...response, wire: { kind: "lost-answer" } }),
  "reset-mid-body": (response, rule) => ({ ...response, wire: { kind: "reset", bytes: cutOf(response, rule) } }),
  "wrong-length": (response, rule) => ({ ...response, wire: { kind: "truncated", bytes: cutOf(response, rule) } }),
  "truncated-json": (response, rule) => ({ ...response, body: response.body.subarray(0, cutOf(response, rule)) }),
  "garbage-json": (response) => ({ ...response, body: GARBAGE }),
  "slow-drip": (response, rule) => ({ ...response, wire: { kind: "slow", bytesPerSecond: rule.bytes ?? 1000 } }),
  delay: (response, rule) => ({ ...response, wire: { kind: "delay", milliseconds: rule.milliseconds ?? 2000 } }),
};

function cutOf(response: SimulatedResponse, rule: FaultRule): number {
  return Math.min(rule.bytes ?? Math.floor(response.body.length / 2), Math.max(0, response.body.length - 1));
}

/** What becomes of a finished answer on the wire; the first kind of `wireFaultKinds` that strikes decides. */
export function sendThroughWire(faults: Faults, place: string, response: SimulatedResponse): SimulatedResponse {
  for (const { name } of wireFaultKinds) {
    const rule = faults.strike(name, place);
    const effect = wireFaultEffects[name];
    if (rule !== undefined && effect !== undefined) return effect(response, rule);
  }
  return response;
}
