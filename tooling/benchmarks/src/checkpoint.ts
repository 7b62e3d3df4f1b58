import { mkdtempSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { medianRatio } from "./interleave.ts";
import { collecting, startChild } from "./processes/child.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import { type SimulatedSystems, startSimulatedSystems } from "./processes/simulated-systems.ts";
import { seededRandom } from "./seeded-random.ts";

/** Statements that keep a checkpoint: counts, cursors, and the batches on their way. */
const checkpointStatements = [
  'insert into "ledger"',
  'update "slice"',
  'insert into "batch"',
  'delete from "batch"',
  'insert into "batch_page"',
  'delete from "batch_page"',
];
const digestStatement = 'insert into "object_version"';

const variants = {
  nothing: [...checkpointStatements, digestStatement],
  checkpoints: [digestStatement],
  everything: [],
} as const satisfies Record<string, readonly string[]>;

export const checkpoint: Benchmark = {
  name: "checkpoint",
  sentence:
    "Client CPU of a backfill with ledger, cursors and batch records, divided by the same with SQLite only pretending to keep them; again with a digest for each object; and ids lost or doubled at the platform over random kills of the process.",
  caveat:
    "What is pretended is SQLite's part; the statements are built in every variant, so the quotients leave that out, and with it all reading from the store: they are a lower bound of what checkpoints cost. A killed process's lease is ended by hand, as if its minute had passed.",
  bars: [
    { figure: "ledger and cursor", atMost: 1.08 },
    { figure: "with digests", atMost: 1.35 },
    { figure: "lost", atMost: 0 },
    { figure: "doubled", atMost: 0 },
  ],
  async run(options) {
    const figures = await measureCost(options);
    return { ...figures, ...(await killRepeatedly(options, options.full ? 200 : 20)) };
  },
};

async function measureCost({ full, say }: BenchmarkOptions): Promise<Record<string, number>> {
  const systems = await startSimulatedSystems(
    { kind: "listed", objects: { charges: full ? 100_000 : 20_000 }, spread: "uniform" },
    { rememberIds: false },
  );
  const client = startChild<ConnectorTask, ConnectorOutcome>("run-connector", collecting);
  const rounds: Record<keyof typeof variants, number[]> = { nothing: [], checkpoints: [], everything: [] };
  try {
    for (let round = -2; round < (full ? 11 : 7); round += 1) {
      for (const [name, pretended] of Object.entries(variants)) {
        const outcome = await client.ask({ ...systems, datasets: { charges: ["object"] }, pretended });
        const { rows } = await systems.countPlatform();
        if (rows !== outcome.objects || rows === 0)
          throw new Error(`${name}: ${rows} of ${outcome.objects} rows arrived`);
        if (round >= 0) rounds[name as keyof typeof variants].push(outcome.cpu / outcome.objects);
      }
    }
  } finally {
    await Promise.all([client.stop(), systems.stop()]);
  }
  const figures = {
    ...medianRatio("ledger and cursor", rounds, "checkpoints", "nothing"),
    ...medianRatio("with digests", rounds, "everything", "nothing"),
  };
  say(`${figures["ledger and cursor"]?.toFixed(3) ?? ""}, with digests ${figures["with digests"]?.toFixed(3) ?? ""}`);
  return figures;
}

const charges = 8_000;

/** Backfills that are killed at random moments and begun again until they end; several, until there were enough kills. */
async function killRepeatedly({ say }: BenchmarkOptions, kills: number): Promise<Record<string, number>> {
  const random = seededRandom(kills);
  const figures = { kills: 0, runs: 0, lost: 0, doubled: 0 };
  while (figures.kills < kills) {
    const systems = await startSimulatedSystems({ kind: "listed", objects: { charges }, spread: "uniform" });
    const folder = mkdtempSync(join(tmpdir(), "stripe-aep-kill-"));
    try {
      while (!(await runUntilKilled(systems, folder, figures.kills < kills ? random.next() : undefined)))
        figures.kills += 1;
      figures.runs += 1;
      const arrived = Object.values(await systems.objectIds());
      figures.lost += charges - arrived.length;
      figures.doubled += arrived.filter((times) => times > 1).length;
    } finally {
      await systems.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    say(`${figures.kills} kills in ${figures.runs} backfills: ${figures.lost} lost, ${figures.doubled} doubled`);
  }
  return figures;
}

/** Kills it within two seconds and a half of its first request; whether it came to its end before. Without a `place`, it is let run. */
async function runUntilKilled(systems: SimulatedSystems, folder: string, place: number | undefined): Promise<boolean> {
  const client = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
  const task: ConnectorTask = {
    ...systems,
    folder,
    datasets: { charges: ["object"] },
    delivery: { batchRows: 400, fileBytes: 64 * 1024 },
    // Slow enough that a kill finds it at work.
    requestsPerSecond: { account: 20, endpoint: 20 },
  };
  const ended = client.ask(task).then(() => true);
  const killed = place === undefined ? ended : aliveFor(systems, 2_500 * place);
  try {
    return await Promise.race([ended, killed]);
  } finally {
    ended.catch(() => undefined);
    await client.stop();
    endLease(join(folder, "state.db"));
  }
}

/** False when the time, in milliseconds from the first request on, is over. */
async function aliveFor(systems: SimulatedSystems, milliseconds: number): Promise<false> {
  while ((await systems.countStripe()).requests === 0) await wait(50);
  return wait(milliseconds, false);
}

function endLease(file: string): void {
  const database = new DatabaseSync(file);
  try {
    const isMade = database.prepare("select 1 from sqlite_master where name = 'lease'").get() !== undefined;
    if (isMade) database.exec("update lease set expires_at = 0");
  } finally {
    database.close();
  }
}
