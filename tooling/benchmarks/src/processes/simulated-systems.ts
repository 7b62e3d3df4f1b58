import { startChild } from "./child.ts";
import type { PlatformAnswer, PlatformQuestion } from "./serve-platform.ts";
import type { StripeAccountOptions, StripeAnswer, StripeQuestion } from "./serve-stripe.ts";

/** Both systems, each in a process of its own. */
export interface SimulatedSystems {
  readonly stripe: StripeAnswer;
  readonly platform: PlatformAnswer;
  countStripe(): Promise<StripeAnswer>;
  countPlatform(): Promise<PlatformAnswer>;
  /** How often each object came in completed batches. */
  objectIds(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

export async function startSimulatedSystems(
  account: StripeAccountOptions,
  options: { readonly counting?: boolean; readonly rememberIds?: boolean } = {},
): Promise<SimulatedSystems> {
  const stripe = startChild<StripeQuestion, StripeAnswer>("serve-stripe");
  const platform = startChild<PlatformQuestion, PlatformAnswer>("serve-platform");
  return {
    stripe: await stripe.ask({ serve: account }),
    platform: await platform.ask({
      serve: { counting: options.counting ?? true, rememberIds: options.rememberIds ?? true },
    }),
    countStripe: () => stripe.ask({ count: true }),
    countPlatform: () => platform.ask({ count: true }),
    objectIds: async () => (await platform.ask({ objectIds: true })).objectIds ?? {},
    stop: async () => {
      await Promise.all([stripe.stop(), platform.stop()]);
    },
  };
}
