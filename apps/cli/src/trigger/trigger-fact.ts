import {
  ConfigError,
  RetryLaterError,
  StoppedError,
  TransportError,
  type ResourceName,
  type Transport,
  type TransportResponse,
} from "@stripe-aep/core";

import type { Settings } from "../settings/resolve-settings.ts";
import type { EarlierResult, Fact } from "./facts.ts";

/** What a simulated account was made to undergo. */
export interface TriggeredFact {
  /** Named after the event that announces it. */
  readonly fact: string;
  readonly resource: ResourceName;
  readonly operations: readonly {
    readonly name: string;
    /** The Stripe id of what it made; null for what made nothing. */
    readonly id: string | null;
  }[];
  /** Where it has got to since, with `--through-aep`; milliseconds since it was triggered. */
  readonly hops: readonly Hop[];
}

export interface Hop {
  readonly place: "stripe" | "platform" | "dataset";
  readonly milliseconds: number;
}

const CONTROL_TIMEOUT_MILLISECONDS = 10_000;

/**
 * Where the simulated account is controlled. Throws `ConfigError` (SAEP-1707) when the settings lead to a real account, which
 * this program only ever reads, or when nobody said where.
 */
export function controlAddress({ values }: Settings, fact: Fact): string {
  const account = String(values.get("stripe.baseUrl")?.value);
  if (!isOnThisMachine(account)) {
    throw new ConfigError({
      code: "SAEP-1707",
      message: `The account at ${account} is a real one: stripe-aep reads it and never changes it.`,
      where: "stripe.baseUrl",
      next: `In Stripe's test mode, Stripe's own command line makes the same happen: \`stripe trigger ${fact.name}\`. A simulated account comes with \`npm run simulator\`.`,
    });
  }
  const control = values.get("simulator.controlUrl")?.value;
  if (typeof control === "string" && isOnThisMachine(control)) return control;
  throw new ConfigError({
    code: "SAEP-1707",
    message: "Nobody said where the simulated account is controlled.",
    where: "simulator.controlUrl",
    next: "Set simulator.controlUrl, or STRIPE_AEP_SIMULATOR_CONTROL_URL, to the control address that `npm run simulator` printed.",
  });
}

function isOnThisMachine(address: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(address).hostname);
}

/** Has the simulated account undergo the fact; gives what each operation made. */
export async function triggerFact(
  transport: Transport,
  control: string,
  fact: Fact,
): Promise<TriggeredFact["operations"]> {
  const results: (string | null)[] = [];
  for (const { name, arguments: given } of fact.operations) {
    results.push(await operate(transport, `${control.replace(/\/$/, "")}/operations/${name}`, filled(given, results)));
  }
  return fact.operations.map(({ name }, index) => ({ name, id: results[index] ?? null }));
}

async function operate(transport: Transport, url: string, given: unknown): Promise<string | null> {
  const response = await post(transport, url, given);
  const answer = JSON.parse(Buffer.from(response.body).toString()) as {
    readonly result?: unknown;
    readonly error?: { readonly message?: string; readonly next?: string };
  };
  if (response.status === 200) return typeof answer.result === "string" ? answer.result : null;
  throw new StoppedError({
    code: "SAEP-1708",
    message: `The simulated account refuses: ${answer.error?.message ?? `status ${response.status}`}`,
    where: url,
    ...(answer.error?.next === undefined ? {} : { next: answer.error.next }),
  });
}

async function post(transport: Transport, url: string, value: unknown): Promise<TransportResponse> {
  const body = Buffer.from(JSON.stringify(value));
  const headers = { "content-type": "application/json" };
  try {
    return await transport.send({
      method: "POST",
      url,
      headers,
      body,
      timeoutMilliseconds: CONTROL_TIMEOUT_MILLISECONDS,
    });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    throw new RetryLaterError({
      code: "SAEP-1708",
      message: `The simulated account cannot be controlled: ${error.message}.`,
      where: url,
      next: "Start it with `npm run simulator`, and set simulator.controlUrl to the control address that it prints.",
      cause: error,
    });
  }
}

/** Arguments with the results of earlier operations in place. */
function filled(value: unknown, results: readonly (string | null)[]): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, results));
  if (typeof value !== "object" || value === null) return value;
  if (isEarlierResult(value)) return results[value.result];
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, results)]));
}

function isEarlierResult(value: object): value is EarlierResult {
  return "result" in value && typeof value.result === "number";
}
