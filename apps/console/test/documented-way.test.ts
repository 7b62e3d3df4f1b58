import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RealServer } from "@stripe-aep/real-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium, seen, skipsBrowser, visit } from "./chromium.ts";

const docs = (name: string) => readFileSync(fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url)), "utf8");

/** Adobe's source page has these; so have ours, in this order. */
const headings = [
  "Prerequisites",
  "Retrieve your access token",
  "Gather required credentials",
  "Create an Experience Data Model (XDM) schema",
  "IP address allow list",
  "Permissions",
  "Connect your Stripe account",
];

describe("the pages about setting up", () => {
  it.each(["setup-ui.md", "setup-api.md"])("%s has the headings of Adobe's source page", (name) => {
    const own = [...docs(name).matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) => heading);
    expect(own.filter((heading) => headings.includes(heading ?? ""))).toEqual(headings);
  });
});

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start({ objects: 150 });
});
afterAll(() => server?.stop());

describe("docs/setup-api.md", () => {
  const commands = [...docs("setup-api.md").matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, command]) => command ?? "");

  it("has commands that all succeed, one after the other", async () => {
    expect(commands.length).toBeGreaterThan(5);
    const ended = await runScript(["set -euo pipefail", ...commands].join("\n"), {
      SERVER: server.url.replace(/\/$/, ""),
      TOKEN: server.token,
      API_KEY: "stripe-aep",
      IMS_ORG: server.simulator.platform.imsOrg,
      SANDBOX: server.simulator.platform.sandbox,
      STRIPE_KEY: server.simulator.stripe.restrictedKey,
    });
    expect(ended.stderr + (ended.status === 0 ? "" : ended.stdout)).toBe("");
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('"result":true');
  });
});

/** Beside this process, which answers as the simulated account meanwhile. */
async function runScript(
  script: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const running = spawn("bash", ["--norc", "--noprofile", "-c", script], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...variables },
  });
  let stdout = "";
  let stderr = "";
  running.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
  running.stderr.on("data", (bytes: Buffer) => (stderr += bytes.toString()));
  const status = await new Promise<number | null>((resolve) => running.once("close", resolve));
  return { status, stdout, stderr };
}

/** A numbered step of the page: what is done to which control. */
interface DocumentedStep {
  readonly verb: "Select" | "Enter" | "Wait for";
  readonly name: string;
}

function documentedSteps(): readonly DocumentedStep[] {
  const section = docs("setup-ui.md").split("## Connect your Stripe account")[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => /^\d+\. /.test(line));
  return lines.map((line) => {
    const [, verb, name] = /^\d+\. (Select|Enter|Wait for)\b.*?\*\*(.+?)\*\*/.exec(line) ?? [];
    if (verb === undefined || name === undefined) throw new Error(`a step that the test cannot read: ${line}`);
    return { verb: verb as DocumentedStep["verb"], name };
  });
}

async function follow(page: Page, { verb, name }: DocumentedStep, key: string): Promise<void> {
  if (verb === "Wait for") return seen(page, name);
  if (verb === "Enter") return page.getByLabel(name).fill(key);
  const control = page.getByRole("link", { name, exact: true }).or(page.getByRole("button", { name, exact: true }));
  await control.first().click();
}

describe.skipIf(skipsBrowser)("docs/setup-ui.md (needs Chromium)", () => {
  let browser: Browser;
  let fresh: RealServer;
  beforeAll(async () => {
    [browser, fresh] = await Promise.all([launchChromium(), RealServer.start({ objects: 150 })]);
  });
  afterAll(async () => {
    await browser?.close();
    await fresh?.stop();
  });

  it("leads from nothing to a green reconciliation, word for word", async () => {
    const steps = documentedSteps();
    expect(steps.length).toBeGreaterThan(8);
    const { page, wrongs } = await visit(browser, fresh.url, { token: fresh.token });
    for (const step of steps) await follow(page, step, fresh.simulator.stripe.restrictedKey);
    expect(wrongs).toEqual([]);
  });
});
