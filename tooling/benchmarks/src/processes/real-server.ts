import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type RunningSimulator, startSimulator } from "@stripe-aep/simulator";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** The built server; its sources where everything else runs from sources too. */
const command = process.execArgv.includes("--conditions=@stripe-aep/source")
  ? [
      ...process.execArgv,
      "--input-type=module",
      "--eval",
      `(await import("./apps/server/src/main.ts")).main(["--json"])`,
    ]
  : [`${root}apps/server/bin/stripe-aep-server.js`, "--json"];

/** The server as its command starts it, with a simulated account and platform that outlive its restarts. */
export class RealServer {
  readonly simulator: RunningSimulator;
  readonly stateFolder = mkdtempSync(join(tmpdir(), "stripe-aep-benchmark-server-"));
  readonly token = "benchmark-token-fake-0123456789abcdef";
  #process: ChildProcess | undefined;
  #url = "";

  private constructor(simulator: RunningSimulator) {
    this.simulator = simulator;
  }

  static async start(objects: number): Promise<RealServer> {
    const server = new RealServer(await startSimulator({ objects, seed: 7 }));
    await server.begin();
    return server;
  }

  /** Ends in a slash; another one after each beginning. */
  get url(): string {
    return this.#url;
  }

  async begin(): Promise<void> {
    const { platform, stripe } = this.simulator;
    const started = spawn(process.execPath, command, {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        STRIPE_AEP_PORT: "0",
        STRIPE_AEP_LOG_LEVEL: "error",
        STRIPE_AEP_STATE_FOLDER: this.stateFolder,
        STRIPE_AEP_PLATFORM_URL: platform.url,
        STRIPE_AEP_IMS_URL: platform.url,
        STRIPE_AEP_CLIENT_ID: platform.clientId,
        STRIPE_AEP_CLIENT_SECRET: platform.clientSecret,
        STRIPE_AEP_IMS_ORG: platform.imsOrg,
        STRIPE_AEP_SANDBOX: platform.sandbox,
        STRIPE_AEP_STRIPE_URL: stripe.url,
        STRIPE_AEP_ADMIN_TOKEN: this.token,
        STRIPE_AEP_ALLOW_PRIVATE_URLS: "true",
      },
    });
    this.#process = started;
    const reach = await firstLine(started);
    this.#url = `${(JSON.parse(reach) as { readonly url: string }).url}/`;
  }

  /** Ends the process without its consent; what it kept stays. */
  async kill(): Promise<void> {
    const ending = this.#process;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGKILL");
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.simulator.stop();
    rmSync(this.stateFolder, { recursive: true, force: true });
  }

  /** Asks `/v1`; a body makes it a POST. Throws when the answer is no success. */
  async ask<Answer>(path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    return askJson(new URL(path, this.url), body === undefined ? { headers } : post(body, headers));
  }

  /** Asks the simulator's control port. */
  control(path: string, body: object): Promise<unknown> {
    return askJson(new URL(path, this.simulator.control.url), post(body));
  }

  /** Asks `/v1` until the answer is as it should be; a minute at most. */
  async until<Answer>(path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await this.ask<Answer>(path);
      if (holds(answer)) return answer;
      await wait(100);
    }
    throw new Error(`${path} did not become what was waited for`);
  }
}

function post(body: object, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", headers, body: JSON.stringify(body) };
}

async function askJson<Answer>(url: URL, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

function firstLine(started: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    started.stdout?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes("\n")) resolve(said.split("\n", 1)[0] ?? "");
    });
    started.once("exit", (code) => reject(new Error(`the server ended with ${code ?? "a signal"}`)));
  });
}
