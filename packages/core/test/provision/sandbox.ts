import { mkdtemp, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createPlatform, listen, systemClock, type Platform, type PlatformOptions } from "@stripe-aep/simulator";

import { createPlatformClient, type PlatformClient } from "../../src/platform/client.ts";
import { TransportError } from "../../src/ports/ports.ts";
import { nodePorts, type NodePorts } from "../../src/ports/node-ports.ts";
import type { ProvisionRecord } from "../../src/provision/apply-plan.ts";
import type { RecordedObject } from "../../src/provision/desired-object.ts";
import type { SchemaBodies } from "../../src/provision/desired-state.ts";
import type { Json } from "../../src/provision/json.ts";
import { flowEntityHandler } from "../../src/provision/kinds/flow-entities.ts";
import { platformFarSide } from "../../src/provision/platform-far-side.ts";
import { createProvisioner, type Provisioner } from "../../src/provision/provisioner.ts";
import type { ProvisionSettings } from "../../src/provision/provision-settings.ts";
import { Secret } from "../../src/secret.ts";

const folder = fileURLToPath(new URL("../../../../schemas/", import.meta.url));

export const generatedSchemas: SchemaBodies = {
  manifest: JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as SchemaBodies["manifest"],
  body: (path) => JSON.parse(readFileSync(join(folder, path), "utf8")) as Json,
};

export const everything: ProvisionSettings = {
  runner: "self",
  datasets: {
    charges: ["object", "event"],
    subscriptions: ["object", "event"],
    refunds: ["object", "event"],
    balance_transactions: ["object"],
    customers: ["object"],
    prices: ["object"],
  },
  profileDatasets: [],
  schedule: { frequency: "minute", interval: 15, backfill: true },
};

/** A simulated platform over HTTP with everything that provisioning needs around it. */
export interface ProvisionSandbox {
  readonly platform: Platform;
  readonly recorded: Map<string, RecordedObject>;
  readonly ports: NodePorts;
  /** Requests that the platform got, token requests not counted. */
  readonly calls: { count: number };
  provisioner(settings?: ProvisionSettings, schemas?: SchemaBodies): Provisioner;
  /** After so many more calls every request finds the connection refused; undefined: none does. */
  cutAfter(calls: number | undefined): void;
  /** The first matching request is carried out and its answer lost. */
  loseAnswers(match: (method: string, path: string) => boolean): void;
  /** What somebody does by hand. */
  request(method: "POST" | "PATCH", path: string, body: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Adobe's Flow Service, for streams: its entities hold no secret of ours. */
function flowHandlers(client: PlatformClient, { clock }: NodePorts) {
  const secrets = { clock, stripeKey: () => Promise.reject(new Error("no plan of a test holds a key")) };
  const kinds = ["base-connection", "source-connection", "target-connection", "flow"] as const;
  return Object.fromEntries(kinds.map((kind) => [kind, flowEntityHandler(client, kind, secrets)]));
}

export async function openSandbox(options: Partial<PlatformOptions> = {}): Promise<ProvisionSandbox> {
  const platform = createPlatform({ clock: systemClock, seed: 1, ...options });
  const calls = { count: 0 };
  let left: number | undefined;
  let lose: ((method: string, path: string) => boolean) | undefined;
  const listener = await listen(async (request) => {
    if (!request.target.startsWith("/ims")) calls.count += 1;
    const answer = await platform.handle(request);
    if (lose?.(request.method, request.target) === true) {
      lose = undefined;
      return { ...answer, wire: { kind: "lost-answer" } };
    }
    return answer;
  });
  const state = await mkdtemp(join(tmpdir(), "provision-"));
  const ports = nodePorts({ stateFolder: state });
  const recorded = new Map<string, RecordedObject>();
  const record: ProvisionRecord = {
    list: () => Promise.resolve([...recorded.values()]),
    put: (object) => Promise.resolve(void recorded.set(object.key, object)),
    remove: (key) => Promise.resolve(void recorded.delete(key)),
    datasetMade: () => Promise.resolve(),
  };
  const transport: NodePorts["transport"] = {
    send: (request) => {
      if (left !== undefined && left <= 0) throw new TransportError("connect", "connection refused");
      if (left !== undefined) left -= 1;
      return ports.transport.send(request);
    },
  };
  const client = createPlatformClient(
    {
      retryPolicy: { attempts: 2, firstDelay: 1, longestDelay: 1, longestRetryAfter: 1 },
      baseUrl: listener.url,
      imsUrl: listener.url,
      clientId: platform.clientId,
      clientSecret: new Secret(platform.clientSecret),
      apiKey: platform.apiKey,
      imsOrganization: platform.imsOrg,
      sandbox: platform.sandbox,
    },
    { ...ports, transport },
  );
  return {
    platform,
    recorded,
    ports,
    calls,
    provisioner: (settings = everything, schemas = generatedSchemas) =>
      createProvisioner({
        imsOrg: platform.imsOrg,
        sandbox: platform.sandbox,
        settings,
        schemas,
        farSide: () => platformFarSide(client, flowHandlers(client, ports)),
        record,
        clock: ports.clock,
      }),
    cutAfter: (count) => (left = count),
    loseAnswers: (match) => (lose = match),
    request: async (method, path, json) => {
      await client.send({ method, path, json });
    },
    close: async () => {
      await ports.close();
      await listener.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}
