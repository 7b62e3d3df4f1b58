import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { drawTemplates } from "./accounts/listed-account.ts";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { EventSource, sendEvent, type SignedEvent } from "./events.ts";
import { medianRatio } from "./interleave.ts";
import { startChild } from "./processes/child.ts";
import type { WebhookAnswer, WebhookMode, WebhookQuestion } from "./processes/serve-webhooks.ts";
import { seededRandom } from "./seeded-random.ts";

const secret = "whsec_fakebenchmark";
const modes: readonly WebhookMode[] = ["stored", "acknowledged", "stored one by one"];
const connections = 64;

export const webhooks: Benchmark = {
  name: "webhooks",
  sentence:
    "Server CPU for each webhook that is verified and acknowledged, divided by that when it is also stored durably before the 200; events in a second, stored together in groups, divided by those stored with one commit for each; acknowledged events missing after the server was killed.",
  caveat:
    "The connector's inbox behind a bare node:http server, 64 connections, events of some 4 KB. The rate is wall time and shares the machine with its load; a virtual disk syncs faster than a cloud's.",
  bars: [
    { figure: "CPU", atLeast: 0.45 },
    { figure: "rate", atLeast: 4 },
    { figure: "lost", atMost: 0 },
  ],
  async run(options) {
    const events = new EventSource(await drawTemplates("charges"), secret);
    const figures = await measureModes(options, events);
    return { ...figures, ...(await killServers(options, events, options.full ? 100 : 10)) };
  },
};

function startServer() {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-webhooks-"));
  const server = startChild<WebhookQuestion, WebhookAnswer>("serve-webhooks");
  return { folder, server, agent: new Agent({ keepAlive: true, maxSockets: connections }) };
}

async function measureModes({ full, say }: BenchmarkOptions, events: EventSource): Promise<Record<string, number>> {
  const { folder, server, agent } = startServer();
  const cpu: Record<string, number[]> = Object.fromEntries(modes.map((mode) => [mode, []]));
  const rates: Record<string, number[]> = Object.fromEntries(modes.map((mode) => [mode, []]));
  try {
    const { url } = await server.ask({ serve: { folder, secret } });
    for (let round = -1; round < (full ? 11 : 7); round += 1) {
      for (const mode of modes) {
        const count = mode === "stored one by one" ? 500 : 3_000;
        const prepared = Array.from({ length: count }, () => events.next());
        await server.ask({ count: true });
        const from = performance.now();
        await sendAll(`${url}/${encodeURIComponent(mode)}`, agent, prepared);
        const seconds = (performance.now() - from) / 1000;
        const spent = (await server.ask({ count: true })).cpu;
        if (round < 0) continue;
        cpu[mode]?.push(spent / count);
        rates[mode]?.push(count / seconds);
      }
    }
  } finally {
    agent.destroy();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const figures = {
    ...medianRatio("CPU", cpu, "acknowledged", "stored"),
    ...medianRatio("rate", rates, "stored", "stored one by one"),
  };
  say(`CPU ${figures.CPU?.toFixed(2) ?? ""}, rate ${figures.rate?.toFixed(1) ?? ""}`);
  return figures;
}

async function sendAll(url: string, agent: Agent, events: readonly SignedEvent[]): Promise<void> {
  const queue = [...events];
  const sender = async () => {
    for (let event = queue.pop(); event !== undefined; event = queue.pop()) await sendEvent(url, agent, event);
  };
  await Promise.all(Array.from({ length: connections }, sender));
}

/** Sends without end, kills the server, and looks for every acknowledged event in what it left. */
async function killServers({ say }: BenchmarkOptions, events: EventSource, kills: number) {
  const random = seededRandom(kills);
  const figures = { kills: 0, acknowledged: 0, lost: 0 };
  for (; figures.kills < kills; figures.kills += 1) {
    const { folder, server, agent } = startServer();
    const acknowledged: string[] = [];
    try {
      const { url } = await server.ask({ serve: { folder, secret } });
      const sending = Promise.allSettled(
        Array.from({ length: connections }, async () => {
          for (;;) {
            const event = events.next();
            await sendEvent(`${url}/stored`, agent, event);
            acknowledged.push(event.id);
          }
        }),
      );
      await wait(100 + 400 * random.next());
      await server.stop();
      await sending;
      const kept = readInbox(join(folder, "state.db"));
      figures.acknowledged += acknowledged.length;
      figures.lost += acknowledged.filter((id) => !kept.has(id)).length;
    } finally {
      agent.destroy();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }
  say(`${figures.lost} of ${figures.acknowledged} acknowledged events lost over ${figures.kills} kills`);
  return figures;
}

function readInbox(file: string): ReadonlySet<string> {
  const database = new DatabaseSync(file);
  try {
    const rows = database.prepare("select event_id from inbox").all() as { event_id: string }[];
    return new Set(rows.map((row) => row.event_id));
  } finally {
    database.close();
  }
}
