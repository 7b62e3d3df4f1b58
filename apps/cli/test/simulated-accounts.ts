import { startSimulator, type RunningSimulator, type SimulatorOptions } from "@stripe-aep/simulator";

/** The organisation, sandbox and client id that the guide names. */
export const guideNames = {
  imsOrg: "0123456789ABCDEF01234567@AdobeOrg",
  sandbox: "dev",
  clientId: "0123456789abcdef0123456789abcdef",
} as const;

export interface SimulatedAccounts {
  readonly simulator: RunningSimulator;
  /** What the environment holds so that every command reaches the simulated account and platform. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startAccounts(options: Partial<SimulatorOptions> = {}): Promise<SimulatedAccounts> {
  const { imsOrg, sandbox, clientId } = guideNames;
  const simulator = await startSimulator({
    seed: 1,
    objects: 60,
    ...options,
    platform: { imsOrg, clientId, sandboxes: [{ name: sandbox, type: "development" }], ...options.platform },
  });
  return {
    simulator,
    env: {
      STRIPE_API_KEY: simulator.stripe.restrictedKey,
      AEP_CLIENT_SECRET: simulator.platform.clientSecret,
      STRIPE_AEP_STRIPE_BASE_URL: simulator.stripe.url,
      STRIPE_AEP_AEP_PLATFORM_URL: simulator.platform.url,
      STRIPE_AEP_AEP_IMS_URL: simulator.platform.url,
      STRIPE_AEP_SIMULATOR_CONTROL_URL: simulator.control.url,
    },
    stop: () => simulator.stop(),
  };
}
