import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Benchmark } from "./benchmark.ts";
import { medianRatio } from "./interleave.ts";

const commandLine = fileURLToPath(new URL("../../../apps/cli/bin/stripe-aep.js", import.meta.url));

const commands = {
  node: ["-e", "0"],
  version: [commandLine, "--version"],
  status: [commandLine, "status", "--json"],
} as const;

/** A profile as `init` writes it; its secrets stand in the environment. */
const settings = `version: 1
profiles:
  default:
    stripe:
      key: env:STRIPE_KEY
    aep:
      imsOrg: 0000000000000000FAKE0000@AdobeOrg
      sandbox: prod
      clientId: fake
      clientSecret: env:AEP_SECRET
`;

function milliseconds(words: readonly string[], home: string): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, words, {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_STATE_HOME: home,
      STRIPE_KEY: "sk_test_fakebenchmark",
      AEP_SECRET: "fake",
    },
    stdio: "ignore",
  });
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status ?? "a signal"}`);
  return performance.now() - started;
}

export const start: Benchmark = {
  name: "start",
  sentence: "Wall time of `stripe-aep --version` and of `stripe-aep status`, each divided by that of a bare `node`.",
  caveat:
    "Warm file cache; the built files, not the sources. Status reads a settings file and opens the store of a profile that has not run yet.",
  bars: [
    { figure: "version", atMost: 5 },
    { figure: "status", atMost: 8 },
  ],
  async run({ full, say }) {
    const home = mkdtempSync(join(tmpdir(), "stripe-aep-start-"));
    const rounds = { node: [] as number[], version: [] as number[], status: [] as number[] };
    writeFileSync(join(home, "stripe-aep.yaml"), settings);
    try {
      for (let round = -2; round < (full ? 21 : 9); round += 1) {
        for (const name of ["node", "version", "status"] as const) {
          const time = milliseconds(commands[name], home);
          if (round >= 0) rounds[name].push(time);
        }
      }
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
    const figures: Record<string, number> = {
      ...medianRatio("version", rounds, "version", "node"),
      ...medianRatio("status", rounds, "status", "node"),
    };
    say(`--version ${figures.version?.toFixed(1) ?? ""}, status ${figures.status?.toFixed(1) ?? ""} times a bare node`);
    return figures;
  },
};
