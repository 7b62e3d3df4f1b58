/**
 * Adobe's own command line with this package linked into it. A suite of its own (`pnpm --filter @stripe-aep/cli test:aio`),
 * because `aio` is 1,900 packages; an install that fails is a failure.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { guideNames, startAccounts, type SimulatedAccounts } from "../simulated-accounts.ts";
import { temporaryFolder, type CliResult } from "../spawn-cli.ts";

/** The version that is linked into; `engines` of ours and of this one both hold for the pinned Node. */
const AIO_VERSION = "11.1.2";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let accounts: SimulatedAccounts;

function execute(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<CliResult> {
  return new Promise((resolve) => {
    const options = { cwd: folder.path, env: { ...env }, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(command, [...args], options, (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

function aio(line: string, env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const nothingSent = { AIO_TELEMETRY_DISABLED: "1", CI: "true", NO_COLOR: "1" };
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}`;
  return execute(process.execPath, [join(folder.path, "node_modules/@adobe/aio-cli/bin/run"), ...line.split(" ")], {
    PATH: path,
    HOME: folder.path,
    ...nothingSent,
    ...env,
  });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  accounts = await startAccounts();
  const description = { private: true, dependencies: { "@adobe/aio-cli": AIO_VERSION } };
  await writeFile(join(folder.path, "package.json"), JSON.stringify(description));
  const environment = { ...(process.env as Record<string, string>) };
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
  const installed = await execute("npm", install, environment);
  expect(installed.exitCode, installed.stderr).toBe(0);
  const linked = await aio(`plugins link ${packageFolder} --no-install`);
  expect(linked.exitCode, linked.stderr).toBe(0);
  const { imsOrg, sandbox, clientId } = guideNames;
  await mkdir(join(folder.path, "state"));
  await writeFile(
    join(folder.path, "stripe-aep.yaml"),
    `version: 1\nprofile: dev\nprofiles:\n  dev:\n    aep: { imsOrg: "${imsOrg}", sandbox: ${sandbox}, clientId: ${clientId} }\n    state: { folder: state }\n`,
  );
});
afterAll(async () => {
  await accounts.stop();
  await folder.remove();
});

describe(`aio ${AIO_VERSION}`, () => {
  it("lists the plugin, and its own commands stay its own", async () => {
    expect((await aio("--version")).stdout).toContain(`@adobe/aio-cli/${AIO_VERSION}`);
    expect((await aio("plugins")).stdout).toContain("@stripe-aep/cli");
    expect((await aio("config --help")).stdout).toContain("persistent configuration data");
  });

  it("shows the help of the topic, of a topic in it, and of a command", async () => {
    const topic = await aio("stripe-aep --help");
    expect(topic.stdout).toContain("aio stripe-aep COMMAND");
    expect(topic.stdout).toContain("stripe-aep plan");
    expect((await aio("stripe-aep runs --help")).stdout).toContain("stripe-aep runs cancel");
    const plan = await aio("stripe-aep plan --help");
    expect(plan.stdout).toContain("--detailed-exitcode");
    expect(plan.stdout).toContain("$ aio stripe-aep plan -o plan.json");
  });

  it("explains an error by its code", async () => {
    const { exitCode, stdout } = await aio("stripe-aep explain SAEP-1101");
    expect(stdout).toMatch(/^SAEP-1101 {2}/);
    expect(exitCode).toBe(0);
  });

  it("plans, applies, moves and proves", async () => {
    const plan = await aio("stripe-aep plan --json", accounts.env);
    expect(plan.exitCode, plan.stderr).toBe(0);
    const { counts } = JSON.parse(plan.stdout) as { counts: { create: number } };
    expect(counts.create).toBeGreaterThan(42);
    expect((await aio("stripe-aep plan --detailed-exitcode", accounts.env)).exitCode).toBe(2);
    const applied = await aio("stripe-aep apply", accounts.env);
    expect(applied.stdout).toContain(`Created ${counts.create}`);
    expect((await aio("stripe-aep sync --json", accounts.env)).stdout).toContain('"type":"result"');
    expect((await aio("stripe-aep reconcile run", accounts.env)).exitCode).toBe(0);
    expect((await aio("stripe-aep status", accounts.env)).stdout).toContain(accounts.simulator.stripe.accountId);
  });

  it("fails with our errors and exit codes, once", async () => {
    const { exitCode, stderr } = await aio("stripe-aep sync chargs", accounts.env);
    expect(exitCode).toBe(64);
    expect(stderr.match(/There is no resource chargs; did you mean charges\?/g)).toHaveLength(1);
    expect(stderr).toContain("error SAEP-1701");
    expect(stderr).not.toContain("EEXIT");
    expect((await aio("stripe-aep status", {})).exitCode).toBe(4);
  });
});
