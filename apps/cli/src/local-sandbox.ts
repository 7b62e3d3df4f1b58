import type { RunningSimulator, SimulatorOptions, simulatorErrorCodes } from "@stripe-aep/simulator";
import { ConfigError, type ConnectorConfig } from "@stripe-aep/core";

import { UsageError } from "./exit-codes.ts";

/** Both simulated systems, and what reaches into them. */
export type LocalSandbox = RunningSimulator;

export interface LocalSandboxOptions {
  readonly seed: number;
  /** About how many objects the account holds, of all six resources. */
  readonly objects: number;
  /** Folder in which account and platform outlive the process. */
  readonly folder: string;
  /** What goes wrong on purpose, in the simulator's own words. */
  readonly faults?: readonly FaultRule[];
}

export type FaultRule = NonNullable<SimulatorOptions["faults"]>[number];

/**
 * A Stripe account and an Experience Platform on this machine, over HTTP on free ports of loopback. The only file of this
 * app that loads the simulator, and only when a rehearsal asks for it.
 */
export async function startLocalSandbox(options: LocalSandboxOptions): Promise<LocalSandbox> {
  const { startSimulator } = await import("@stripe-aep/simulator");
  return startSimulator({
    seed: options.seed,
    objects: options.objects,
    state: options.folder,
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
}

/** What can go wrong with the simulated systems themselves, by code. */
export async function simulatorErrors(): Promise<typeof simulatorErrorCodes> {
  return (await import("@stripe-aep/simulator")).simulatorErrorCodes;
}

/** `NAME=RATE[@PLACE]`, as the simulator's own command line takes it. Throws `UsageError`. */
export function readFault(text: string): FaultRule {
  const match = /^([a-z0-9-]+)=([\d.]+)(?:@(.+))?$/.exec(text);
  if (match === null)
    throw new UsageError(
      `--fault takes NAME=RATE or NAME=RATE@PLACE, such as stripe-500=0.1@/v1/charges; this is ${text}`,
    );
  const [, name = "", rate, place] = match;
  return { name, rate: Number(rate), ...(place === undefined ? {} : { place }) };
}

/** A rehearsal must not have anything real within its reach. Throws `ConfigError`. */
export function refuseRealAccounts(environment: Readonly<Record<string, string | undefined>>): void {
  const live = ["STRIPE_API_KEY", "STRIPE_AEP_STRIPE_KEY"].find((name) => (environment[name] ?? "").includes("_live_"));
  const production = environment.STRIPE_AEP_PRODUCTION === "true" ? "STRIPE_AEP_PRODUCTION" : undefined;
  const real = live ?? production;
  if (real === undefined) return;
  throw new ConfigError({
    code: "SAEP-1705",
    message: `The rehearsal uses a simulated account, and ${real} in the environment names a real one.`,
    where: real,
    next: `Unset ${real}, or run \`stripe-aep sync\` against the real accounts.`,
  });
}

/** Refuses any settings that do not lead to this machine. */
export function refuseRealAddresses(config: ConnectorConfig): void {
  for (const address of [config.stripe.baseUrl, config.platform.baseUrl, config.platform.imsUrl]) {
    if (new URL(address).hostname === "127.0.0.1") continue;
    throw new ConfigError({
      code: "SAEP-1705",
      message: `The rehearsal stays on this machine, and ${address} is elsewhere.`,
      where: address,
    });
  }
}
