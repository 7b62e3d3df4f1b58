import { startSimulator, type RunningSimulator, type SimulatorOptions } from "@stripe-aep/simulator";
import type { Governor } from "../src/http/governor.ts";
import { nodePorts } from "../src/node.ts";
import { createPlatformClient, type PlatformClient } from "../src/platform/client.ts";
import { Secret } from "../src/secret.ts";
import { createStripeClient, type StripeClient } from "../src/stripe/client.ts";

export const apiVersion = "2025-02-24.acacia";

/** A simulated account and platform on loopback, and clients of both. */
export interface SimulatedSystems {
  readonly simulator: RunningSimulator;
  readonly stripe: StripeClient;
  readonly platform: PlatformClient;
  readonly account: string;
  readonly tenantId: string;
  stop(): Promise<void>;
}

/** Lets everything through: limits are the engine's matter. */
export const openGovernor: Governor = { acquire: () => Promise.resolve(), report: () => undefined };

const quickRetries = { attempts: 6, firstDelay: 5, longestDelay: 20, longestRetryAfter: 5_000 };

export async function simulatedSystems(options: SimulatorOptions): Promise<SimulatedSystems> {
  const simulator = await startSimulator(options);
  const ports = nodePorts({ stateFolder: "/nonexistent" });
  const stripe = createStripeClient(
    {
      baseUrl: simulator.stripe.url,
      apiVersion,
      credential: fixedKey(simulator.stripe.restrictedKey),
      retryPolicy: quickRetries,
    },
    ports,
    openGovernor,
  );
  const { platform } = simulator;
  return {
    simulator,
    stripe,
    platform: createPlatformClient(
      {
        baseUrl: platform.url,
        imsUrl: platform.url,
        clientId: platform.clientId,
        clientSecret: new Secret(platform.clientSecret),
        apiKey: platform.apiKey,
        imsOrganization: platform.imsOrg,
        sandbox: platform.sandbox,
        retryPolicy: quickRetries,
      },
      ports,
    ),
    account: simulator.stripe.accountId,
    tenantId: platform.tenantId,
    stop: async () => {
      await ports.close();
      await simulator.stop();
    },
  };
}

export function fixedKey(key: string) {
  const secret = new Secret(key);
  return { current: () => Promise.resolve(secret), refused: () => Promise.resolve(false) };
}
