import {
  createFaults,
  createPlatform,
  createStripe,
  createWorld,
  type Platform,
  platformFaultKinds,
  randomStream,
  seedOf,
  type SendWebhook,
  type Stripe,
  stripeAndWireFaultKinds,
  VirtualClock,
  type World,
} from "@stripe-aep/simulator";
import type { ConnectorConfig } from "../../src/config.ts";
import { type Connector, createConnector } from "../../src/connector.ts";
import { decisions as soundDecisions, type Decisions } from "../../src/pipeline/decisions.ts";
import type { Ports } from "../../src/ports/ports.ts";
import type { RunReport } from "../../src/runs/run-report.ts";
import { Secret } from "../../src/secret.ts";
import type { Scenario } from "./scenario.ts";
import { SimulatedDisk } from "./simulated-disk.ts";
import { platformUrl, SimulatedNetwork, stripeUrl } from "./simulated-network.ts";
import { DurableOperations, SimulatedProcess } from "./simulated-process.ts";

export const schemasFolder = new URL("../../../../schemas", import.meta.url).pathname;
const WEBHOOK_SECRET = "whsec_simulated0000000000000000";
const START = Date.parse("2025-03-01T12:00:00Z");

/** What a defect that is planted on purpose replaces. */
export interface Planted {
  readonly decisions?: Partial<Decisions>;
  /** Wraps the ports of every process. */
  readonly ports?: (ports: Ports, process: SimulatedProcess) => Ports;
  readonly config?: (config: ConnectorConfig) => ConnectorConfig;
  /** Statements that the store's database is only told to have been carried out. */
  readonly statements?: (text: string) => "run" | "pretend";
}

/** Everything of one simulation that outlives a process. */
export interface Stage {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly world: World;
  readonly stripe: Stripe;
  readonly platform: Platform;
  readonly disk: SimulatedDisk;
  readonly network: SimulatedNetwork;
  readonly operations: DurableOperations;
  readonly reports: RunReport[];
  readonly violations: string[];
  /** Codes of the errors that ended runs. */
  readonly failures: string[];
  /** When processes died, in milliseconds. */
  readonly deaths: number[];
  readonly logLines: string[];
  start(): Promise<RunningConnector>;
  setFaults(active: boolean): void;
}

export interface RunningConnector {
  readonly process: SimulatedProcess;
  readonly connector: Connector;
}

/** Faults that are part of what the objects are: they do not pass. */
const objectFaults: ReadonlySet<string> = new Set(["stripe-unknown-field", "stripe-unknown-value"]);

export function openStage(scenario: Scenario, planted: Planted = {}): Stage {
  const clock = new VirtualClock(START);
  const random = randomStream(seedOf("machine", scenario.seed));
  const kinds = [...stripeAndWireFaultKinds, ...platformFaultKinds];
  const faults = createFaults({ seed: scenario.seed, kinds });
  const { seed, objects, changesPerHour } = scenario;
  const world = createWorld({ seed, objects, changesPerHour, clock });
  const receiver: { current: RunningConnector | undefined } = { current: undefined };
  const sendWebhook: SendWebhook = async ({ headers, body }) => {
    const running = receiver.current;
    if (running?.process.alive !== true) return { status: 503 };
    try {
      const received = running.connector.receiveWebhook(body, headers["stripe-signature"], "shop");
      await Promise.race([received, running.process.died]);
      return { status: 200 };
    } catch {
      return { status: 400 };
    }
  };
  const stripe = createStripe(world, { faults, sendWebhook, pageCacheBytes: 0 });
  if (scenario.webhooks)
    stripe.webhookEndpoints.add("https://connector.simulated/webhooks/stripe/shop", WEBHOOK_SECRET);
  const platform = createPlatform({ clock, seed, faults, delays: { ingestion: 1_500, streaming: 2_500 } });
  const operations = new DurableOperations();
  const disk = new SimulatedDisk(schemasFolder);
  const network = new SimulatedNetwork({
    clock,
    random: randomStream(seedOf("network", scenario.seed)),
    stripe: stripe.handle,
    platform: platform.handle,
    pageSize: scenario.pageSize,
  });
  const stage: Stage = {
    scenario,
    clock,
    world,
    stripe,
    platform,
    disk,
    network,
    operations,
    reports: [],
    violations: [],
    failures: [],
    deaths: [],
    logLines: [],
    setFaults: (active) => faults.set(scenario.faults.filter(({ name }) => active || objectFaults.has(name))),
    async start() {
      const process = new SimulatedProcess({ clock, clockSkew: scenario.clockSkew, random, disk, network, operations });
      const config = configFor(stage, process, planted.statements);
      const ports = planted.ports?.(process.ports, process) ?? process.ports;
      const connector = await createConnector(planted.config?.(config) ?? config, ports, {
        ...soundDecisions,
        ...planted.decisions,
      });
      receiver.current = { process, connector };
      return receiver.current;
    },
  };
  return stage;
}

function configFor(stage: Stage, process: SimulatedProcess, statements: Planted["statements"]): ConnectorConfig {
  const { platform, stripe, scenario } = stage;
  return {
    stripe: {
      baseUrl: stripeUrl,
      apiVersion: "2025-02-24.acacia",
      credential: { kind: "key", key: new Secret(stripe.keys.secret) },
      webhookSecrets: { shop: [new Secret(WEBHOOK_SECRET)] },
    },
    platform: {
      baseUrl: platformUrl,
      imsUrl: platformUrl,
      clientId: platform.clientId,
      clientSecret: new Secret(platform.clientSecret),
      apiKey: platform.apiKey,
      imsOrganization: platform.imsOrg,
      sandbox: platform.sandbox,
    },
    state: { store: { kind: "driver", driver: stage.disk.storeOf(process, statements) }, spoolFolder: "/state/spool" },
    schemasFolder,
    datasets: scenario.datasets,
    policy: { preset: "minimal" },
    delivery: { ...scenario.delivery, webhooks: scenario.streaming ? "streaming" : "batch" },
    changes: { followEvery: scenario.followEvery },
  };
}
