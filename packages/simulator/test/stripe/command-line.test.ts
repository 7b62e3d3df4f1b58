import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const source = fileURLToPath(new URL("../../src/command-line.ts", import.meta.url));
const program = `import { main } from ${JSON.stringify(source)}; process.exitCode = await main(process.argv.slice(1));`;

/** The command itself, from its source. */
function run(...flags: string[]): ChildProcess {
  return spawn(process.execPath, [
    "--conditions=@stripe-aep/source",
    "--input-type=module",
    "--eval",
    program,
    "--",
    ...flags,
  ]);
}

async function finish(child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, ...text };
}

describe("stripe-aep-simulator", () => {
  it("prints one line of JSON when both servers are ready, and runs until it is ended", async () => {
    const child = run(
      "--objects",
      "60",
      "--seed",
      "3",
      "--json",
      "--fault",
      "stripe-503=1@/v1/prices",
      "--manual-clock",
      "--start",
      "2026-05-01T00:00:00Z",
    );
    const ended = once(child, "close");
    if (child.stdout === null) throw new Error("no output");
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const ready = JSON.parse(line) as {
      stripe: Record<string, string>;
      platform: Record<string, string>;
      control: { url: string };
    };
    expect(Object.keys(ready)).toEqual(["stripe", "platform", "control"]);
    expect(Object.keys(ready.platform)).toEqual(
      expect.arrayContaining(["url", "token", "apiKey", "imsOrg", "sandbox", "tenantId"]),
    );
    const headers = { authorization: `Bearer ${ready.stripe.key ?? ""}` };
    const charges = await fetch(`${ready.stripe.url ?? ""}/v1/charges`, { headers });
    expect([charges.status, charges.headers.get("date")]).toEqual([200, "Fri, 01 May 2026 00:00:00 GMT"]);
    expect((await fetch(`${ready.stripe.url ?? ""}/v1/prices`, { headers })).status).toBe(503);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  it("explains itself when it is used wrongly, with exit code 64", async () => {
    for (const flags of [
      ["--objcts", "3"],
      ["--fault", "lightning"],
    ]) {
      const { code, stdout, stderr } = await finish(run(...flags));
      expect([flags, code, stdout]).toEqual([flags, 64, ""]);
      expect(stderr).toContain("SAEP-3001");
      expect(stderr).toContain("Usage: stripe-aep-simulator");
    }
  });

  it("fails with exit code 1 when there cannot be such an account or such a fault", async () => {
    expect(await finish(run("--objects", "3"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("SAEP-3003") as string,
    });
    expect(await finish(run("--fault", "earthquake=1"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("SAEP-3002") as string,
    });
  });

  it("shows its options on request", async () => {
    expect(await finish(run("--help"))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("--changes-per-hour") as string,
    });
  });
});
