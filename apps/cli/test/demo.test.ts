import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { spawnCli, temporaryFolder, type CliResult } from "./spawn-cli.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

function demo(...args: string[]): Promise<CliResult> {
  return spawnCli(["demo", "--objects", "120", ...args], { cwd: folder.path });
}

interface Figures {
  readonly reconciled: boolean;
  readonly lost: readonly string[];
  readonly resources: Readonly<Record<string, ResourceFigures>>;
}

interface ResourceFigures {
  readonly read: number;
  readonly stripeCount: number;
  readonly platformCount: number;
  readonly differences: readonly { readonly id: string; readonly reason: string }[];
}

function lastLine(text: string): Figures {
  return JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as Figures;
}

describe("the rehearsal", () => {
  it("moves everything, proves it, and sends nothing twice", async () => {
    const first = await demo("--json");
    expect(first.exitCode, first.stderr).toBe(0);
    expect(first.stdout.trimEnd().split("\n")).toHaveLength(1);
    const figures = lastLine(first.stdout);
    expect(figures).toMatchObject({ schemaVersion: 1, seed: 1, reconciled: true, repeated: false });
    const read = Object.values(figures.resources).reduce((sum, { read }) => sum + read, 0);
    expect(read).toBe(120);
    for (const resource of Object.values(figures.resources)) {
      expect(resource).toMatchObject({ sent: resource.read, accepted: resource.read, unchanged: 0, verdict: "equal" });
      expect(resource.stripeCount).toBe(resource.platformCount);
    }

    const second = await demo();
    expect(second.exitCode, second.stderr).toBe(0);
    expect(second.stdout).toContain("Nothing new: all 120 objects were there already, and nothing was sent twice.");
    expect(second.stdout).toContain("Proven: 120 objects at Stripe, 120 in Experience Platform");
    expect(second.stderr).toContain("Made 0 objects in the platform");
    // No terminal: plain lines, no colours.
    expect(second.stdout + second.stderr).not.toContain("\u001b");
    expect(second.stderr).toMatch(/✓ charges +\d+ +[\d,]+\/s/);
  });

  it("names the row that the platform dropped, and exits 2", async () => {
    const { exitCode, stdout } = await demo("--lose", "1", "--json");
    expect(exitCode).toBe(2);
    const { lost, resources, reconciled } = lastLine(stdout);
    expect(reconciled).toBe(false);
    const differences = Object.values(resources).flatMap((resource) => resource.differences);
    expect(differences.map(({ id, reason }) => ({ id, reason }))).toEqual([{ id: lost[0], reason: "missing" }]);
  });

  it("exits 3 when the only difference is in quarantine", async () => {
    const { exitCode, stdout } = await demo("--fault", "aep-record-refused=0.05");
    expect(stdout).toMatch(/Equal but for quarantine: [1-9]\d* records? w/);
    expect(stdout).toMatch(/quarantined: \d+: Cannot convert the row/);
    expect(exitCode).toBe(3);
  });

  it("asks again for a page that was cut in the middle", async () => {
    const { exitCode, stderr } = await demo("--fault", "reset-mid-body=0.2@/v1/", "--fault", "truncated-json=0.2@/v1/");
    expect(exitCode, stderr).toBe(0);
  });
});

describe("the rehearsal refuses", () => {
  const calm = ({ stderr }: CliResult): void => expect(stderr).not.toMatch(/\n\s+at /);

  it("a platform that answers 401", async () => {
    const result = await demo("--fault", "aep-token-expired=1");
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("SAEP-1201");
    calm(result);
  });

  it("a Stripe key that answers 401", async () => {
    const result = await demo("--fault", "stripe-key-revoked=1");
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain("SAEP-1101");
    calm(result);
  });

  it("an unknown flag, with usage and exit 64", async () => {
    const result = await demo("--loose", "1");
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain("Nonexistent flag: --loose");
    calm(result);
  });

  it("a state folder that is not ours", async () => {
    await mkdir(join(folder.path, "home"));
    await writeFile(join(folder.path, "home", "letter.txt"), "mine");
    const result = await demo("--state", "home");
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain("holds other files and no state of stripe-aep");
    calm(result);
  });

  it("a state folder of a newer version", async () => {
    await mkdir(join(folder.path, "new"));
    await writeFile(
      join(folder.path, "new", "stripe-aep.json"),
      JSON.stringify({ kind: "stripe-aep rehearsal", version: 2 }),
    );
    const result = await demo("--state", "new");
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain("written by a newer stripe-aep");
    calm(result);
  });

  it("another account in the same folder", async () => {
    await demo();
    const result = await demo("--seed", "9");
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain("--seed 1, and --seed 9 was asked for");
  });

  it("a live key within its reach", async () => {
    const env = { STRIPE_API_KEY: "sk_live_fakefakefakefakefake" };
    const result = await spawnCli(["demo"], { cwd: folder.path, env });
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain("SAEP-1705");
    expect(result.stdout + result.stderr).not.toContain("sk_live_fakefake");
  });

  it("a fault that does not exist", async () => {
    const result = await demo("--fault", "gremlins=1");
    expect(result.exitCode).toBe(64);
    expect(result.stderr).toContain("SAEP-3002");
  });
});
