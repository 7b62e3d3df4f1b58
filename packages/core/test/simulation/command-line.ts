/**
 * `simulate [--seeds N] [--from SEED] [--json] [--planted [--write]]`: plays seeds, says which fail and why, and exits 1 if
 * any does. One seed again: `simulate --from 1234 --seeds 1`. With `--planted`, looks for every planted defect instead, and
 * with `--write` puts what it found into docs/invariants.md.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { renderInvariants } from "./invariants.ts";
import { findPlanted, plantedBugs } from "./planted-bugs.ts";
import { play } from "./play.ts";
import { drawScenario } from "./scenario.ts";

const { values } = readFlags();

function readFlags() {
  try {
    return parseArgs({
      options: {
        seeds: { type: "string", default: "1000" },
        from: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
        planted: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.stderr.write("usage: npm run simulate -- [--seeds N] [--from SEED] [--planted [--write]] [--json]\n");
    process.exit(64);
  }
}

function say(line: string): void {
  (values.json ? process.stderr : process.stdout).write(`${line}\n`);
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} must be a whole number above 0, not ${text}\n`);
  process.exit(64);
}

async function playSeeds(from: number, seeds: number): Promise<boolean> {
  const failed: number[] = [];
  let violations = 0;
  const startedAt = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    const outcome = await play(drawScenario(seed));
    if (outcome.violations.length > 0) failed.push(seed);
    violations += outcome.violations.length;
    for (const violation of outcome.violations) say(`seed ${seed}: ${violation}`);
    if ((seed - from + 1) % 100 === 0) say(`${seed - from + 1} of ${seeds} seeds, ${failed.length} failed`);
  }
  say(`${seeds} seeds in ${((performance.now() - startedAt) / 1000).toFixed(1)} s, ${violations} violations`);
  if (values.json) process.stdout.write(`${JSON.stringify({ seeds, violations, failed })}\n`);
  return failed.length === 0;
}

async function findAllPlanted(seeds: number): Promise<boolean> {
  const missed: string[] = [];
  const found: Record<string, number> = {};
  for (const bug of plantedBugs) {
    const first = await findPlanted(bug, seeds);
    if (first === undefined) missed.push(bug.name);
    else found[bug.name] = first.seed;
    const [violation = ""] = (first?.violation ?? "").split("\n");
    say(
      `${bug.name} (invariant ${bug.invariant}): ${first === undefined ? "NOT FOUND" : `seed ${first.seed}: ${violation}`}`,
    );
  }
  if (values.write) await writePage(new Map(Object.entries(found)));
  if (values.json) process.stdout.write(`${JSON.stringify({ planted: plantedBugs.length, found, missed })}\n`);
  return missed.length === 0;
}

async function writePage(noticed: ReadonlyMap<string, number>): Promise<void> {
  const page = fileURLToPath(new URL("../../../../docs/invariants.md", import.meta.url));
  const { format, resolveConfig } = await import("prettier");
  const text = await format(renderInvariants(noticed), { ...(await resolveConfig(page)), filepath: page });
  writeFileSync(page, text);
}

const seeds = wholeNumber("seeds", values.planted && values.seeds === "1000" ? "200" : values.seeds);
const isClean = values.planted ? await findAllPlanted(seeds) : await playSeeds(wholeNumber("from", values.from), seeds);
process.exitCode = isClean ? 0 : 1;
