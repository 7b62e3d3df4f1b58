import { createConnector, Secret, type ConnectorConfig, type ResourceName } from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { schemasFolder } from "../mappers.ts";
import { answerQuestions } from "./child.ts";
import { spentSince, startSpending, type Spending } from "./spending.ts";
import { pretendStatements } from "./pretend-statements.ts";
import { profileCpu } from "./profile-cpu.ts";

export interface ConnectorTask {
  readonly stripe: { readonly url: string; readonly key: string };
  readonly platform: {
    readonly url: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiKey: string;
    readonly imsOrg: string;
    readonly sandbox: string;
  };
  readonly datasets: ConnectorConfig["datasets"];
  readonly delivery?: ConnectorConfig["delivery"];
  /** Requests per second that Stripe allows; absent: as many as it answers. */
  readonly requestsPerSecond?: { readonly account: number; readonly endpoint: number };
  readonly livemode?: boolean;
  /** Beginnings of statements that SQLite only pretends to carry out: what a run costs without them. */
  readonly pretended?: readonly string[];
  /** Where the state is kept; absent: a new folder, removed afterwards. */
  readonly folder?: string;
  /** How often to note CPU and memory, in objects read. */
  readonly noteEvery?: number;
  /** Where to write V8's CPU profile of the run; absent: none is made. */
  readonly profile?: string;
}

/** One backfill into provisioned datasets; provisioning is not counted. */
export interface ConnectorOutcome extends Spending {
  /** Milliseconds since 1970, so that other processes can tell what they did meanwhile. */
  readonly startedAt: number;
  readonly objects: number;
  readonly accepted: number;
  /** Read a second time and the same as before: an account that lives announces changes while it is listed. */
  readonly unchanged: number;
  readonly notes: readonly (Spending & { readonly objects: number })[];
}

answerQuestions<ConnectorTask, ConnectorOutcome>(async (task) => {
  const folder = task.folder ?? (await mkdtemp(join(tmpdir(), "stripe-aep-benchmark-")));
  const ports = nodePorts({ stateFolder: folder });
  const connector = await createConnector(configOf(task, folder), ports);
  const forget = pretendStatements(task.pretended ?? []);
  try {
    await connector.apply(await connector.plan());
    globalThis.gc?.();
    const finishProfile = task.profile === undefined ? undefined : await profileCpu(task.profile);
    const started = startSpending();
    const read = new Map<ResourceName, number>();
    const notes: (Spending & { objects: number })[] = [];
    const report = await connector.sync({
      mode: "backfill",
      onProgress: (progress) => {
        read.set(progress.resource, progress.read);
        const objects = [...read.values()].reduce((sum, count) => sum + count, 0);
        const due = task.noteEvery !== undefined && objects >= (notes.length + 1) * task.noteEvery;
        if (due) notes.push({ objects, ...spentSince(started) });
      },
    });
    await finishProfile?.();
    const figures = Object.values(report.resources).flatMap((resource) => Object.values(resource.datasets));
    return {
      ...spentSince(started),
      startedAt: performance.timeOrigin + started.at,
      objects: [...read.values()].reduce((sum, count) => sum + count, 0),
      accepted: figures.reduce((sum, { accepted }) => sum + accepted, 0),
      unchanged: figures.reduce((sum, { unchanged }) => sum + unchanged, 0),
      notes,
    };
  } finally {
    forget();
    await connector.close();
    await ports.close();
    if (task.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
});

function configOf(task: ConnectorTask, folder: string): ConnectorConfig {
  const { stripe, platform } = task;
  return {
    stripe: {
      baseUrl: stripe.url,
      apiVersion: "2025-02-24.acacia",
      credential: { kind: "key", key: new Secret(stripe.key) },
      share: 1,
      requestsPerSecond: task.requestsPerSecond ?? { account: 1_000_000, endpoint: 1_000_000 },
      ...(task.livemode === undefined ? {} : { livemode: task.livemode }),
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
    datasets: task.datasets,
    policy: { preset: "minimal" },
    ...(task.delivery === undefined ? {} : { delivery: task.delivery }),
  };
}
