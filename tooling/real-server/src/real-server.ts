import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import getPort from "get-port";
import { startSimulator, type RunningSimulator } from "@stripe-aep/simulator";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The server as its command starts it: from its sources, which need no build, or as it was built. */
const commands = {
  sources: [
    "--conditions=@stripe-aep/source",
    "--input-type=module",
    "--eval",
    `const { main } = await import("./apps/server/src/main.ts"); await main([]);`,
  ],
  build: ["apps/server/bin/stripe-aep-server.js"],
};

export interface RealServerOptions {
  /** Objects of the simulated account. */
  readonly objects?: number;
  readonly seed?: number;
  /** Default: its sources. */
  readonly from?: keyof typeof commands;
}

/** The real server as a process of its own, with a simulated account and platform that outlive its restarts. */
export class RealServer {
  readonly simulator: RunningSimulator;
  readonly token = "test-token-fake-0123456789abcdef";
  readonly stateFolder: string;
  /** Stays the server's over its restarts, as pages that are open expect. */
  readonly port: number;
  readonly #command: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(simulator: RunningSimulator, port: number, command: readonly string[]) {
    this.simulator = simulator;
    this.stateFolder = mkdtempSync(join(tmpdir(), "stripe-aep-real-server-"));
    this.port = port;
    this.#command = command;
  }

  static async start(options: RealServerOptions = {}): Promise<RealServer> {
    const simulator = await startSimulator({ objects: options.objects ?? 200, seed: options.seed ?? 7 });
    const server = new RealServer(simulator, await getPort({ host: "127.0.0.1" }), commands[options.from ?? "sources"]);
    await server.begin();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  get stripeKey(): string {
    return this.simulator.stripe.key;
  }

  async begin(): Promise<void> {
    const { platform, stripe } = this.simulator;
    const started = spawn(process.execPath, this.#command, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        STRIPE_AEP_PORT: String(this.port),
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
        STRIPE_AEP_CONSOLE_FOLDER: join(root, "apps/console/dist"),
        STRIPE_AEP_ALLOW_PRIVATE_URLS: "true",
      },
    });
    this.#process = started;
    let said = "";
    started.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    started.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
    await answering(`${this.url}healthz`, started, () => said);
  }

  /** Ends the process without its consent, as a crash does. */
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

  /** Asks the server's own API as the console does; a body makes it a POST. Throws when the answer is no success. */
  ask<Answer>(path: string, body?: unknown): Promise<Answer> {
    return askJson(new URL(path, this.url), body, { authorization: `Bearer ${this.token}` });
  }

  /** The rows that the simulated platform holds of a dataset, each as JSON. */
  async rowsOf(dataSetId: string): Promise<readonly string[]> {
    const response = await fetch(new URL(`/platform/datasets/${dataSetId}`, this.simulator.control.url));
    return (await response.text()).split("\n").filter((line) => line !== "");
  }

  /** Controls the simulated account and platform: faults, keys, lost rows. */
  control<Answer>(path: string, body?: unknown): Promise<Answer> {
    return askJson(new URL(path, this.simulator.control.url), body);
  }
}

async function askJson<Answer>(url: URL, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const posted = { method: "POST", headers: { ...headers, "content-type": "application/json" } };
  const response = await fetch(url, body === undefined ? { headers } : { ...posted, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

async function answering(address: string, started: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}:\n${said()}`);
    try {
      if ((await fetch(address)).ok) return;
    } catch {
      // Not listening yet.
    }
    await wait(50);
  }
  throw new Error(`the server did not answer within 30 seconds:\n${said()}`);
}
