import { RetryLaterError, type Connector, type ResourceName } from "@stripe-aep/core";

import { untilNextRun } from "../sync/until-next-run.ts";
import type { Hop } from "./trigger-fact.ts";

/** Events are read a minute behind Stripe's clock; after so many runs the row is not merely late. */
const MOST_RUNS = 60;

export interface FollowedFact {
  readonly resource: ResourceName;
  /** Milliseconds, by the clock that `now` reads. */
  readonly triggeredAt: number;
}

export interface FollowOptions {
  readonly now: () => number;
  /** Seconds between runs. */
  readonly every: number;
  readonly signal: AbortSignal;
  readonly onHop: (hop: Hop) => void;
}

/**
 * Moves what has changed, again and again, until the dataset holds what the account does; tells each place when the fact has
 * got there. Throws `RetryLaterError` (SAEP-1709) when it does not arrive.
 */
export async function followToDataset(
  connector: Pick<Connector, "sync" | "reconcile">,
  { resource, triggeredAt }: FollowedFact,
  { now, every, signal, onHop }: FollowOptions,
): Promise<readonly Hop[]> {
  const hops: Hop[] = [];
  const reached = (place: Hop["place"]): void => {
    const hop = { place, milliseconds: Math.round(now() - triggeredAt) };
    hops.push(hop);
    onHop(hop);
  };
  reached("stripe");
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const report = await connector.sync({ mode: "changes", stop: signal });
    if ((report.resources[resource]?.accepted ?? 0) > 0) {
      reached("platform");
      const { verdict } = await connector.reconcile({ resources: [resource], signal });
      if (verdict !== "differs") {
        reached("dataset");
        return hops;
      }
    }
    if (!(await untilNextRun(every, signal))) break;
  }
  throw new RetryLaterError({
    code: "SAEP-1709",
    message: `What was triggered in ${resource} has not arrived in its dataset.`,
    where: resource,
    next: "Run `stripe-aep reconcile run` to see what is missing and why.",
  });
}
