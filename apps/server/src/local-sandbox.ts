import { ConfigError } from "@stripe-aep/core";

/** A simulated Stripe account and Experience Platform on this machine. */
export interface LocalSandbox {
  readonly stripeUrl: string;
  readonly stripeKey: string;
  readonly webhookSecret: string;
  readonly platform: {
    readonly url: string;
    readonly token: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiKey: string;
    readonly imsOrganization: string;
    readonly sandbox: string;
    readonly tenantId: string;
  };
  readonly controlUrl: string;
  stop(): Promise<void>;
}

export interface LocalSandboxOptions {
  readonly objects: number;
  readonly seed: number;
  /** Where account and datasets outlive the process; absent: nowhere. */
  readonly state?: string;
}

/** Starts both; refuses where real accounts are configured, so that nobody rehearses into them. */
export async function startLocalSandbox(
  options: LocalSandboxOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LocalSandbox> {
  if (/^(?:sk|rk)_live_/.test(environment.STRIPE_API_KEY ?? "")) {
    throw new ConfigError({
      code: "SAEP-1801",
      message: "A live Stripe key is set, and no platform: the simulated account refuses live keys.",
      where: "STRIPE_API_KEY",
      next: "Set STRIPE_AEP_PLATFORM_URL for real accounts, or take the live key out of the environment.",
    });
  }
  const { startSimulator } = await import("@stripe-aep/simulator");
  const running = await startSimulator(options);
  const { platform, stripe } = running;
  return {
    stripeUrl: stripe.url,
    stripeKey: stripe.key,
    webhookSecret: stripe.webhookSecret,
    platform: { ...platform, imsOrganization: platform.imsOrg },
    controlUrl: running.control.url,
    stop: () => running.stop(),
  };
}
