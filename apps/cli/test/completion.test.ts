import { execFileSync } from "node:child_process";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CliHost } from "./run-cli.ts";
import { temporaryFolder } from "./spawn-cli.ts";

const cli = new CliHost();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let script: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  script = (await cli.run(["completion", "bash"], { cwd: folder.path, env: {} })).stdout;
});
afterAll(async () => {
  await cli.stop();
  await folder.remove();
});

/** What bash offers after these words, the last of which is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const typed = ["stripe-aep", ...words].map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _stripe_aep; printf '%s\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", `${script}\n${ask}`], { encoding: "utf8" })
    .trim()
    .split("\n");
}

describe("completion in bash", () => {
  it.each([
    [["ru"], ["runs"]],
    [
      ["runs", ""],
      ["cancel", "errors", "list", "show"],
    ],
    [["sync", "ch"], ["charges"]],
    [["sync", "charges", "re"], ["refunds"]],
    [
      ["doctor", "s"],
      ["state", "stripe"],
    ],
    [["completion", "z"], ["zsh"]],
    [
      ["trigger", "charge.dis"],
      ["charge.dispute.closed", "charge.dispute.created"],
    ],
    [["plan", "--det"], ["--detailed-exitcode"]],
  ])("%j offers %j", (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});
