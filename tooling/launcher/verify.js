import { pinnedNode } from "./run.js";
import { test } from "./test.js";

const turbo = (...words) => ["turbo", [...words, "--output-logs=errors-only", "--log-order=grouped"]];

/** What CI runs, in this order; `npm run verify` on any machine is the same list. */
const steps = [
  ["build", ...turbo("run", "build")],
  ["project boundaries", "turbo", ["boundaries"]],
  ["types", ...turbo("run", "typecheck")],
  ["lint", "eslint", ["."]],
  ["format", "prettier", ["--check", "--log-level=warn", "."]],
  ["unused code and dependencies", "knip", []],
  ["published packages", ...turbo("run", "check:package")],
  ["generated files unchanged", "codegen", ["--schemas", "schemas", "--check"]],
];

/** Runs every step even after one has failed, so that one run shows all that is wrong; the tests come last. */
export async function verify(given, run) {
  const failed = [];
  for (const [name, command, words] of steps) {
    const started = performance.now();
    const code =
      command === "codegen"
        ? await run(pinnedNode(), ["packages/codegen/bin/codegen.js", ...words])
        : await run(command, words);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
    if (code !== 0) failed.push(name);
  }
  const tests = await test(given, run);
  if (failed.length > 0) console.log(`Failed before the tests: ${failed.join(", ")}`);
  return failed.length > 0 || tests !== 0 ? 1 : 0;
}
