import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningSimulator, type SimulatorOptions, startSimulator } from "@stripe-aep/simulator";
import { type ConnectorConfig, defaultDatasets } from "../../src/config.ts";
import { type Connector, createConnector } from "../../src/connector.ts";
import { nodePorts, type NodePorts } from "../../src/ports/node-ports.ts";
import { Secret } from "../../src/secret.ts";

export const schemasFolder = new URL("../../../../schemas", import.meta.url).pathname;

/** Both simulated systems over real HTTP, and a folder for the connector's state. */
export interface Sandbox {
  readonly simulator: RunningSimulator;
  readonly folder: string;
  readonly config: ConnectorConfig;
  /** A connector on the same state, as another process would open it; `alter` its ports. */
  connect(change?: Partial<ConnectorConfig>, alter?: (ports: NodePorts) => NodePorts): Promise<Connector>;
  close(): Promise<void>;
}

export async function openSandbox(options: Partial<SimulatorOptions> & { readonly objects: number }): Promise<Sandbox> {
  const simulator = await startSimulator({ seed: 7, ...options });
  const folder = await mkdtemp(join(tmpdir(), "stripe-aep-test-"));
  const config = configFor(simulator, folder);
  const opened: (() => Promise<void>)[] = [];
  return {
    simulator,
    folder,
    config,
    connect: async (change = {}, alter = (ports) => ports) => {
      const ports = nodePorts({ stateFolder: folder });
      const connector = await createConnector({ ...config, ...change }, alter(ports));
      opened.push(async () => {
        await connector.close();
        await ports.close();
      });
      return connector;
    },
    close: async () => {
      for (const close of opened) await close();
      await simulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function configFor(simulator: RunningSimulator, folder: string): ConnectorConfig {
  const { stripe, platform } = simulator;
  return {
    stripe: {
      baseUrl: stripe.url,
      apiVersion: "2025-02-24.acacia",
      credential: { kind: "key", key: new Secret(stripe.key) },
      share: 1,
      requestsPerSecond: { account: 1_000, endpoint: 1_000 },
      webhookSecrets: { shop: [new Secret(stripe.webhookSecret)] },
    },
    platform: {
      baseUrl: platform.url,
      imsUrl: platform.url,
      clientId: platform.clientId,
      clientSecret: new Secret(platform.clientSecret),
      apiKey: platform.apiKey,
      imsOrganization: platform.imsOrg,
      sandbox: platform.sandbox,
    },
    state: { store: { kind: "sqlite", file: join(folder, "state.db") }, spoolFolder: join(folder, "spool") },
    schemasFolder,
    datasets: defaultDatasets,
    policy: { preset: "minimal" },
    changes: { eventLag: 0 },
  };
}
