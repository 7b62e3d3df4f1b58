import { AdjustableClock, type SimulatedClock } from "./clock.ts";
import { createControlHandle } from "./control.ts";
import { createFaults, type FaultRule } from "./faults.ts";
import { listen, type Listener } from "./http-shell.ts";
import { createPlatform, platformFaultKinds, type Platform, type PlatformOptions } from "./platform/index.ts";
import { openAccountState } from "./account-state.ts";
import { createStripe, type Stripe, type StripeOptions } from "./stripe/create-stripe.ts";
import { stripeAndWireFaultKinds } from "./stripe/fault-kinds.ts";
import { fakeSecret } from "./stripe/keys.ts";
import type { SendWebhook } from "./stripe/webhook-deliveries.ts";
import { mix } from "./world/mix.ts";
import { createWorld, type World, type WorldOptions } from "./world/world.ts";

export interface SimulatorOptions extends Omit<WorldOptions, "clock" | "replay" | "record"> {
  /** The machine's time by default, which the control server can put forward. */
  readonly clock?: SimulatedClock;
  /** Rules for both sides and for the wire; the control server can change them. */
  readonly faults?: readonly FaultRule[];
  readonly stripe?: Omit<StripeOptions, "faults">;
  readonly platform?: Omit<PlatformOptions, "clock" | "seed" | "faults">;
  /** 0, the default, takes a free port. */
  readonly ports?: { readonly stripe?: number; readonly platform?: number; readonly control?: number };
  /** Where webhooks go from the beginning, signed with `webhookSecret`. */
  readonly webhookUrl?: string;
  /** A folder in which the account outlives the process, and the datasets lie; absent: nothing is kept. */
  readonly state?: string;
}

/** Both systems and their control server, on loopback. */
export interface RunningSimulator {
  readonly stripe: {
    readonly url: string;
    readonly key: string;
    readonly restrictedKey: string;
    readonly webhookSecret: string;
    readonly accountId: string;
  };
  readonly platform: {
    readonly url: string;
    readonly token: string;
    readonly apiKey: string;
    readonly imsOrg: string;
    readonly sandbox: string;
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  readonly control: { readonly url: string };
  readonly world: World;
  /** The two systems without their sockets, for whoever lives in the same process. */
  readonly systems: { readonly stripe: Stripe; readonly platform: Platform };
  stop(): Promise<void>;
}

/** How often webhooks that are due and changes that happen by themselves are looked after, in milliseconds. */
const TICK = 100;

/** Starts a Stripe account and an Experience Platform. Throws SAEP-3003 or SAEP-3006. */
export async function startSimulator(options: SimulatorOptions): Promise<RunningSimulator> {
  const clock = options.clock ?? new AdjustableClock();
  const faults = createFaults({
    seed: options.seed,
    kinds: [...stripeAndWireFaultKinds, ...platformFaultKinds],
    rules: options.faults ?? [],
  });
  const saved = await openAccountState(options.state, {
    seed: options.seed,
    objects: options.objects,
    begins: options.begins ?? clock.now(),
  });
  const world = createWorld({ ...options, ...saved, clock });
  const stripe = createStripe(world, { sendWebhook: sendOverHttp, ...options.stripe, faults });
  const dataFolder =
    options.state === undefined
      ? {}
      : { dataFolder: `${options.state}/platform`, stateFile: `${options.state}/platform.json` };
  const platform = createPlatform({ ...dataFolder, ...options.platform, clock, seed: options.seed, faults });
  const webhookSecret = fakeSecret("whsec_", mix(options.seed, 331), 32);
  if (options.webhookUrl !== undefined) stripe.webhookEndpoints.add(options.webhookUrl, webhookSecret);

  const listeners: Listener[] = [];
  const open = async (...args: Parameters<typeof listen>): Promise<Listener> => {
    const listener = await listen(...args);
    listeners.push(listener);
    return listener;
  };
  const stopListening = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.stop()));
  };
  try {
    const stripeListener = await open(stripe.handle, { port: options.ports?.stripe ?? 0 });
    const platformListener = await open(platform.handle, { port: options.ports?.platform ?? 0 });
    const controlHandle = createControlHandle({ stripe, platform, faults, clock, webhookSecret });
    const controlListener = await open(controlHandle, { port: options.ports?.control ?? 0 });
    const stopTicking = tick(world, stripe);
    return {
      stripe: {
        url: stripeListener.url,
        key: stripe.keys.secret,
        restrictedKey: stripe.keys.restricted,
        webhookSecret,
        accountId: world.account.identifiers.accountId,
      },
      platform: {
        url: platformListener.url,
        token: platform.token,
        apiKey: platform.apiKey,
        imsOrg: platform.imsOrg,
        sandbox: platform.sandbox,
        tenantId: platform.tenantId,
        clientId: platform.clientId,
        clientSecret: platform.clientSecret,
      },
      control: { url: controlListener.url },
      world,
      systems: { stripe, platform },
      stop: async () => {
        stopTicking();
        await stopListening();
        await platform.control.save();
      },
    };
  } catch (error) {
    await stopListening();
    throw error;
  }
}

/** Lets the account live and its webhooks leave while nobody asks for anything. */
function tick(world: World, stripe: Stripe): () => void {
  let busy = false;
  const timer = setInterval(() => {
    world.catchUp();
    if (busy) return;
    busy = true;
    void stripe.webhooks.deliverDue().finally(() => {
      busy = false;
    });
  }, TICK);
  timer.unref();
  return () => clearInterval(timer);
}

/** A receiver that takes longer than this has not taken the event. */
const WEBHOOK_TIMEOUT = 20_000;

const sendOverHttp: SendWebhook = async ({ url, headers, body }) => {
  const response = await fetch(url, {
    method: "POST",
    headers,
    body: new Uint8Array(body),
    redirect: "manual",
    signal: AbortSignal.timeout(WEBHOOK_TIMEOUT),
  });
  await response.arrayBuffer();
  return { status: response.status };
};
