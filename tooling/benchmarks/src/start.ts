import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "./benchmark.ts";
import { median } from "./interleave.ts";

const commandLine = fileURLToPath(new URL("../../../apps/cli/bin/stripe-aep.js", import.meta.url));

const commands = {
  node: ["-e", "0"],
  version: [commandLine, "--version"],
  status: [commandLine, "status", "--json"],
} as const;

function milliseconds(words: readonly string[], home: string): number {
  const started = performance.now();
  spawnSync(process.execPath, words, {
    cwd: home,
    env: { ...process.env, HOME: home, XDG_STATE_HOME: home },
    stdio: "ignore",
  });
  return performance.now() - started;
}

export const start: Benchmark = {
  name: "start",
  sentence: "Wall time of `stripe-aep --version` and of `stripe-aep status`, each divided by that of a bare `node`.",
  caveat: "Warm file cache; the built files, not the sources. Status is asked in an empty folder.",
  bars: [
    { figure: "version", atMost: 5 },
    { figure: "status", atMost: 8 },
  ],
  async run({ full, say }) {
    const home = mkdtempSync(join(tmpdir(), "stripe-aep-start-"));
    const quotients: { version: number[]; status: number[] } = { version: [], status: [] };
    try {
      for (let round = -2; round < (full ? 21 : 9); round += 1) {
        const bare = milliseconds(commands.node, home);
        for (const name of ["version", "status"] as const) {
          const quotient = milliseconds(commands[name], home) / bare;
          if (round >= 0) quotients[name].push(quotient);
        }
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
    const figures = { version: median(quotients.version), status: median(quotients.status) };
    say(`--version ${figures.version.toFixed(1)}, status ${figures.status.toFixed(1)} times a bare node`);
    return figures;
  },
};
