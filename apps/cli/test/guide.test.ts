import { readFile } from "node:fs/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startAccounts, type SimulatedAccounts } from "./simulated-accounts.ts";
import { temporaryFolder } from "./spawn-cli.ts";
import { CliHost } from "./run-cli.ts";

const guide = await readFile(new URL("../../../docs/ten-minutes.md", import.meta.url), "utf8");
const lines = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.trim().split("\n"));

const cli = new CliHost();
let accounts: SimulatedAccounts;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  accounts = await startAccounts();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await cli.stop();
  await accounts.stop();
  await folder.remove();
});

describe("the guide, line by line", () => {
  it("has lines", () => {
    expect(lines.length).toBeGreaterThan(8);
  });

  it.each(lines)("%s", async (line) => {
    const variable = /^export (\w+)=/.exec(line)?.[1];
    if (variable !== undefined) {
      // The reader puts his own secret there; the simulated accounts have theirs.
      expect(accounts.env).toHaveProperty(variable);
      return;
    }
    const [program, ...args] = line.split(" ");
    expect(program).toBe("stripe-aep");
    const { exitCode, stdout, stderr } = await cli.run(args, { cwd: folder.path, env: accounts.env });
    expect(exitCode, stdout + stderr).toBe(0);
  });

  it("leaves a dataflow that runs and is proven", async () => {
    const { stdout } = await cli.run(["reconcile", "run", "--json"], { cwd: folder.path, env: accounts.env });
    const { report } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as { report: { verdict: string } };
    expect(report.verdict).toBe("equal");
  });
});
