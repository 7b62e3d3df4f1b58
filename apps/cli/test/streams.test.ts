import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

const entry = fileURLToPath(new URL("./run-from-source.ts", import.meta.url));
const command = `"${process.execPath}" --conditions=@stripe-aep/source "${entry}"`;

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

function shell(line: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile("/bin/sh", ["-c", line], { env: { PATH: process.env.PATH } }, (_error, _stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stderr });
    });
  });
}

describe("standard output", () => {
  it("may be closed before a byte of it is read", async () => {
    const child = spawn(process.execPath, ["--conditions=@stripe-aep/source", entry, "completion", "bash"], {
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const exitCode = await new Promise((resolve) => child.on("close", resolve));
    expect(stderr).toBe("");
    expect(exitCode).toBe(0);
  });

  it.skipIf(!existsSync("/dev/full"))("on a full disk is an error with its code, not a success", async () => {
    const { exitCode, stderr } = await shell(`${command} completion bash > /dev/full`);
    expect(stderr).toMatch(/^error SAEP-1703 {2}ENOSPC/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(1);
  });

  it.skipIf(!existsSync("/dev/full"))("keeps its result when progress and errors cannot be written", async () => {
    const { exitCode } = await shell(`${command} explain SAEP-9999 2> /dev/full`);
    expect(exitCode).toBe(64);
  });
});
