import type { Connector } from "@stripe-aep/core";

/**
 * Seconds that the platform is behind Stripe by now: what the last run left, and the time since. Undefined before a first full
 * read, and where the store serves several accounts.
 */
export async function lagAtStart(connector: Pick<Connector, "status">, now: number): Promise<number | undefined> {
  const [feed, ...others] = await connector.status();
  const last = feed?.lastRun;
  if (last?.endedAt === undefined || others.length > 0) return undefined;
  const lags = Object.values(last.resources).flatMap(({ lagSeconds }) => lagSeconds ?? []);
  return lags.length === 0 ? undefined : Math.max(...lags) + Math.max(0, now - last.endedAt) / 1000;
}
