import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Benchmark, judge, type Result } from "./benchmark.ts";
import { describeMachine } from "./machine.ts";

/** What a run leaves behind. */
export interface KeptResult extends Result {
  readonly full: boolean;
  readonly seconds?: number;
  /** When it ended, in ISO 8601. */
  readonly at: string;
  readonly machine: Readonly<Record<string, string | number>>;
}

/** Where the CPU of a profiled backfill went. */
export interface KeptProfile {
  readonly at: string;
  readonly objects: Readonly<Record<string, number>>;
  /** Microseconds by place (a folder of ours, a package, the garbage collector), most first. */
  readonly places: readonly { readonly place: string; readonly time: number }[];
}

/** A result with what its benchmark said of itself then, so that the page follows from its file alone. */
export interface PublishedResult extends KeptResult, Pick<Benchmark, "sentence" | "caveat"> {}

/** What the page is written from, in its order. */
export interface Kept {
  readonly results: Readonly<Record<string, PublishedResult>>;
  readonly profile?: KeptProfile;
}

const runs = fileURLToPath(new URL("../results/", import.meta.url));
export const documents = fileURLToPath(new URL("../../../docs/", import.meta.url));
/** The results that the page shows, beside it. */
const published = `${documents}benchmarks.json`;

/** A run's result in the folder of last results, which is nobody's but this machine's. */
export function keepResult(result: Result, { full, seconds }: Pick<KeptResult, "full" | "seconds">): void {
  keep(result.name, { ...result, full, seconds, at: new Date().toISOString(), machine: describeMachine() });
}

export function keepProfile(profile: Omit<KeptProfile, "at">): void {
  keep("profile", { at: new Date().toISOString(), ...profile });
}

function keep(name: string, record: object): void {
  mkdirSync(runs, { recursive: true });
  writeFileSync(`${runs}${name}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** What the page shows now. */
export function readPublished(): Kept {
  return existsSync(published) ? (JSON.parse(readFileSync(published, "utf8")) as Kept) : { results: {} };
}

/** The same with this machine's last results in it, held against the bounds of today. Throws when there are none at all. */
export function publishLast(benchmarks: readonly Benchmark[]): Kept {
  const before = readPublished();
  const results: Record<string, PublishedResult> = {};
  for (const benchmark of benchmarks) {
    const last = (readLast(benchmark.name) as KeptResult | undefined) ?? before.results[benchmark.name];
    if (last === undefined) continue;
    const { sentence, caveat } = benchmark;
    results[benchmark.name] = { ...last, ...judge(benchmark, last.figures), sentence, caveat };
  }
  if (Object.keys(results).length === 0) throw new TypeError("no benchmark has been run yet");
  const profile = (readLast("profile") as KeptProfile | undefined) ?? before.profile;
  const kept = { results, ...(profile === undefined ? {} : { profile }) };
  writeFileSync(published, `${JSON.stringify(kept, undefined, 2)}\n`);
  return kept;
}

function readLast(name: string): unknown {
  const file = `${runs}${name}.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}
