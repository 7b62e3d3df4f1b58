import { parseArgs } from "node:util";
import { type Benchmark, judge, type Result } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";
import { drawProfile } from "./flame/profile-backfill.ts";
import { keepResult } from "./kept.ts";
import { describeMachine } from "./machine.ts";
import { writePage } from "./write-page.ts";

const usage = `usage: npm run bench -- [NAME …] [--full] [--json] [--flame] [--page]
NAME: ${benchmarks.map(({ name }) => name).join(", ")}; without one, all of them in turn.
--full  more objects and more rounds
--json  the last line on stdout is one JSON object for each benchmark
--flame profiles a backfill and draws docs/pictures/flame-graph.svg; alone, it runs nothing else
--page  writes docs/benchmarks.md from the last results; alone, it runs nothing
peers is both of peer and peer-latency, which install npm packages and are left out unless they are named.`;

/** They need the registry and a PostgreSQL, which not every machine has. */
const onlyByName = ["peer", "peer-latency"];

/** Runs the named benchmarks; 0: every bar held, 1: one broke, 64: usage. */
async function main(words: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      full: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      flame: { type: "boolean", default: false },
      page: { type: "boolean", default: false },
    },
  });
  const names = positionals.flatMap((name) => (name === "peers" ? onlyByName : [name]));
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) throw new TypeError(`unknown benchmark: ${unknown.join(", ")}`);
  const isAll = names.length === 0 && !values.page && !values.flame;
  const chosen = benchmarks.filter(({ name }) => (isAll ? !onlyByName.includes(name) : names.includes(name)));
  if (chosen.length > 0) process.stderr.write(`on ${Object.entries(describeMachine()).flat().join(" ")}\n`);
  let pass = true;
  for (const benchmark of chosen) {
    const result = await measure(benchmark, values.full);
    pass &&= result.pass;
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : describe(result));
  }
  if (values.flame) await drawProfile();
  if (values.page) await writePage(benchmarks);
  return pass ? 0 : 1;
}

/** One that cannot be run here keeps no bound, and leaves its last result as it was; the others still run. */
async function measure(benchmark: Benchmark, full: boolean): Promise<Result> {
  const say = (line: string) => process.stderr.write(`${benchmark.name}: ${line}\n`);
  const started = performance.now();
  try {
    const result = judge(benchmark, await benchmark.run({ full, say }));
    keepResult(result, { full, seconds: Math.round((performance.now() - started) / 1000) });
    return result;
  } catch (error) {
    say(`could not be run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return judge(benchmark, {});
  }
}

function describe({ name, figures, bars }: Result): string {
  const lines = Object.entries(bars).map(([figure, { atLeast, atMost, held }]) => {
    const bound = atLeast === undefined ? `at most ${atMost ?? ""}` : `at least ${atLeast}`;
    return `  ${held ? "ok    " : "BROKEN"} ${figure} ${(figures[figure] ?? Number.NaN).toFixed(3)} (${bound})`;
  });
  return `${name}\n${lines.join("\n")}\n`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n${usage}\n`);
  process.exitCode = 64;
}
