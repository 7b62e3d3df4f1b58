import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "../src/main.ts";
import { readSettings } from "../src/settings.ts";
import type { RunningServer } from "../src/start-server.ts";
import type { Call } from "./transcript.ts";

/** The whole server on a free port, with a state folder of its own that goes when it stops. */
export class ServerUnderTest {
  readonly running: RunningServer;
  readonly folder: string;
  /** Hears of every call that is made through this. */
  onCall: ((call: Call) => void) | undefined;

  private constructor(running: RunningServer, folder: string) {
    this.running = running;
    this.folder = folder;
  }

  static async start(
    environment: Readonly<Record<string, string>> = {},
    folder = mkdtempSync(join(tmpdir(), "stripe-aep-server-")),
  ): Promise<ServerUnderTest> {
    const settings = readSettings({
      STRIPE_AEP_PORT: "0",
      STRIPE_AEP_STATE_FOLDER: folder,
      STRIPE_AEP_SIMULATED_OBJECTS: "300",
      STRIPE_AEP_LOG_LEVEL: "error",
      ...environment,
    });
    return new ServerUnderTest(await serve(settings, {}), folder);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends it and starts it again on the same state. */
  async restart(environment: Readonly<Record<string, string>> = {}): Promise<ServerUnderTest> {
    await this.running.stop();
    return ServerUnderTest.start(environment, this.folder);
  }

  get url(): string {
    return this.running.reach.url;
  }

  /** Adobe's four headers, and a content type when there is a body. */
  headers(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const { token, apiKey, imsOrg, sandbox } = this.running.reach;
    return {
      authorization: `Bearer ${token}`,
      "x-api-key": apiKey,
      "x-gw-ims-org-id": imsOrg,
      "x-sandbox-name": sandbox,
      ...more,
    };
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: this.headers({ ...(body === undefined ? {} : { "content-type": "application/json" }), ...more }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    this.onCall?.({ method, path, body, headers: more, status: response.status, answer: text });
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }

  flowService(method: string, path: string, body?: unknown, more?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.call(method, `/data/foundation/flowservice${path}`, body, more);
  }

  v1(method: string, path: string, body?: unknown, more?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.call(method, `/v1${path}`, body, more);
  }
}

/** What JSON gives: whatever the test expects it to be. */
export type Loose = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Loose;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Milliseconds for what is waited for to come about on a busy machine. */
const PATIENCE = 150_000;

/** Asks until `done` says so; a test that waits for something asks for it instead of sleeping. */
export async function until<Value>(ask: () => Promise<Value>, done: (value: Value) => boolean): Promise<Value> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`still not so after ${PATIENCE / 1000} s: ${JSON.stringify(value).slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
