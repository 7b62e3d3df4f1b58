import { pinnedNode } from "./run.js";
import { test } from "./test.js";
import { verify } from "./verify.js";

const everything = ["./packages/*", "./apps/*", "./schemas"];

const runFile = (file, fixed = []) => ({
  run: (given, run) => run(pinnedNode(), [file, ...fixed, ...given]),
});

/**
 * The root scripts, the same few words for everybody. `build`: the workspaces that must be built first; `run`: what
 * happens then, with the arguments handed on.
 */
export const scripts = {
  setup: { run: async () => 0 },
  build: { build: everything, run: async () => 0 },
  start: { build: ["@stripe-aep/cli..."], ...runFile("apps/cli/bin/stripe-aep.js", ["demo"]) },
  cli: { build: ["@stripe-aep/cli..."], ...runFile("apps/cli/bin/stripe-aep.js") },
  serve: {
    build: ["@stripe-aep/server...", "@stripe-aep/console..."],
    ...runFile("apps/server/bin/stripe-aep-server.js"),
  },
  codegen: {
    build: ["@stripe-aep/codegen..."],
    ...runFile("packages/codegen/bin/codegen.js", ["--schemas", "schemas"]),
  },
  simulator: { build: ["@stripe-aep/simulator..."], ...runFile("packages/simulator/bin/simulator.js") },
  // The simulation plays the sources: its harness is not part of the built package.
  simulate: {
    build: ["@stripe-aep/schemas..."],
    ...runFile("--conditions=@stripe-aep/source", ["packages/core/test/simulation/command-line.ts"]),
  },
  conformance: {
    build: ["@stripe-aep/simulator...", "@stripe-aep/schemas..."],
    run: async (given, run) => {
      const simulated = await run(pinnedNode(), ["packages/simulator/bin/conformance.js", ...given]);
      if (simulated === 64) return simulated;
      const source = "--conditions=@stripe-aep/source";
      return (await run(pinnedNode(), [source, "apps/server/scripts/conformance.ts", ...given])) || simulated;
    },
  },
  bench: {
    build: everything,
    run: (given, run) => run(pinnedNode(), ["--expose-gc", "tooling/benchmarks/src/command-line.ts", ...given]),
  },
  test: { build: everything, run: test },
  verify: { run: verify },
};
