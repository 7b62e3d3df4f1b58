import { parseArgs } from "node:util";
import { AdjustableClock, ManualClock } from "./clock.ts";
import type { FaultRule } from "./faults.ts";
import { SimulatorError } from "./simulator-error.ts";
import { startSimulator, type RunningSimulator, type SimulatorOptions } from "./start-simulator.ts";
import { documentedLimits } from "./stripe/rate-limits.ts";

const usage = `Usage: stripe-aep-simulator [options]

A Stripe account and an Experience Platform on this machine. Prints where they are, and runs until it is ended.

  --objects N             objects of the six resources (10000)
  --seed N                what the account is drawn from (1)
  --start TIME            the clock begins at this RFC 3339 time (now)
  --manual-clock          the clock stands still until the control server moves it
  --changes-per-hour N    how much happens by itself (60)
  --fault NAME=RATE[@PLACE]
                          a fault, as often as it is given; GET /faults of the control server lists the names
  --rate-limits           Stripe's published limits are enforced
  --live                  a live account instead of a sandbox
  --webhook-url URL       where events are delivered
  --port-stripe N, --port-platform N, --port-control N
                          ports (free ones)
  --state DIR             where the account and the datasets are kept
  --json                  one line of JSON instead of text
  --help                  this text
`;

/** sysexits(3): the command was used wrongly. */
const EX_USAGE = 64;

/** Runs the simulator until SIGINT or SIGTERM; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const values = readFlags(argv);
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    const simulator = await startSimulator(optionsOf(values));
    const ended = untilEnded();
    process.stdout.write(values.json ? `${JSON.stringify(describe(simulator))}\n` : inWords(simulator));
    await ended;
    await simulator.stop();
    return 0;
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error;
    process.stderr.write(`${error.message}\n${error.code === "SAEP-3001" ? `\n${usage}` : ""}`);
    return error.code === "SAEP-3001" ? EX_USAGE : 1;
  }
}

const flags = {
  objects: { type: "string", default: "10000" },
  seed: { type: "string", default: "1" },
  start: { type: "string" },
  "manual-clock": { type: "boolean", default: false },
  "changes-per-hour": { type: "string", default: "60" },
  fault: { type: "string", multiple: true, default: [] as string[] },
  "rate-limits": { type: "boolean", default: false },
  live: { type: "boolean", default: false },
  "webhook-url": { type: "string" },
  "port-stripe": { type: "string", default: "0" },
  "port-platform": { type: "string", default: "0" },
  "port-control": { type: "string", default: "0" },
  state: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    throw new SimulatorError(
      "SAEP-3001",
      cause instanceof Error ? cause.message : String(cause),
      "see the options below",
      cause,
    );
  }
}

type Flags = ReturnType<typeof readFlags>;

function optionsOf(values: Flags): SimulatorOptions {
  const start = values.start === undefined ? Date.now() : Date.parse(values.start);
  if (Number.isNaN(start))
    throw new SimulatorError(
      "SAEP-3001",
      `--start ${String(values.start)} is no time`,
      "give one such as 2026-01-31T12:00:00Z",
    );
  return {
    objects: wholeNumber("objects", values.objects),
    seed: wholeNumber("seed", values.seed),
    clock: values["manual-clock"] ? new ManualClock(start) : new AdjustableClock(start),
    changesPerHour: wholeNumber("changes-per-hour", values["changes-per-hour"]),
    faults: values.fault.map(readFault),
    livemode: values.live,
    ports: {
      stripe: wholeNumber("port-stripe", values["port-stripe"]),
      platform: wholeNumber("port-platform", values["port-platform"]),
      control: wholeNumber("port-control", values["port-control"]),
    },
    stripe: values["rate-limits"] ? { rateLimits: documentedLimits(values.live) } : {},
    ...(values["webhook-url"] === undefined ? {} : { webhookUrl: values["webhook-url"] }),
    ...(values.state === undefined ? {} : { state: values.state }),
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text))
    throw new SimulatorError("SAEP-3001", `--${name} ${text} is no whole number`, "give one such as 10000");
  return Number(text);
}

/** `stripe-500=0.1@/v1/charges`. */
function readFault(text: string): FaultRule {
  const match = /^([^=@]+)=([0-9.]+)(?:@(.+))?$/.exec(text);
  if (match === null)
    throw new SimulatorError("SAEP-3001", `--fault ${text} is no fault`, "give one such as stripe-500=0.1@/v1/charges");
  const [, name = "", rate = "", place] = match;
  return { name, rate: Number(rate), ...(place === undefined ? {} : { place }) };
}

function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => resolve();
    process.once("SIGINT", end);
    process.once("SIGTERM", end);
  });
}

function describe({ stripe, platform, control }: RunningSimulator): object {
  return { stripe, platform, control };
}

function inWords({ stripe, platform, control }: RunningSimulator): string {
  return `A Stripe account is at ${stripe.url} (key ${stripe.key}).
An Experience Platform is at ${platform.url} (organization ${platform.imsOrg}, sandbox ${platform.sandbox}).
Both are controlled at ${control.url}. Press Ctrl-C to end them.
`;
}
