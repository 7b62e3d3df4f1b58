import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  AdjustableClock,
  checkDatasets,
  describeFinding,
  startSimulator,
  type RunningSimulator,
} from "@stripe-aep/simulator";
import { startTestPostgres, type TestPostgres } from "@stripe-aep/test-postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, until } from "./running-server.ts";

/** Kills in each of the two; `npm run verify` does some, `pnpm --filter @stripe-aep/server soak` fifty. */
const KILLS = Number(process.env.STRIPE_AEP_SERVER_KILLS ?? 2);
const OBJECTS = Number(process.env.STRIPE_AEP_SERVER_OBJECTS ?? 3000);

/**
 * Stripe's clock is so far behind ours, in milliseconds, until the changes are over: events are read once they are a minute old
 * by both clocks, and no test waits for that.
 */
const BEHIND = 180_000;

let postgres: TestPostgres | undefined;
let databaseUrl: string | undefined;
let simulator: RunningSimulator;
let folder = "";
const adminToken = "saep_fakeAdministratorOfTheTest";
const encryptionKey = randomBytes(32).toString("base64");

beforeAll(async () => {
  postgres = await startTestPostgres();
  databaseUrl = await postgres?.createDatabase();
  simulator = await startSimulator({
    clock: new AdjustableClock(Date.now() - BEHIND),
    seed: 5,
    objects: OBJECTS,
    changesPerHour: 0,
    platform: { delays: { ingestion: 200 } },
  });
  folder = mkdtempSync(join(tmpdir(), "stripe-aep-many-"));
});
afterAll(async () => {
  for (const server of started) server.end();
  await simulator.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const started: Server[] = [];

/** A server as a process of its own. */
class Server {
  readonly #process: ChildProcess;
  readonly url: Promise<string>;

  constructor(number: number) {
    const { platform, stripe } = simulator;
    const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
    const code = `import(${JSON.stringify(main)}).then((m) => m.main(["--port", "0", "--json"]))`;
    this.#process = spawn(process.execPath, ["--conditions=@stripe-aep/source", "-e", code], {
      env: {
        PATH: process.env.PATH,
        STRIPE_AEP_STATE_FOLDER: join(folder, `server-${number}`),
        STRIPE_AEP_DATABASE_URL: databaseUrl,
        STRIPE_AEP_ENCRYPTION_KEY: encryptionKey,
        STRIPE_AEP_ADMIN_TOKEN: adminToken,
        STRIPE_AEP_PLATFORM_URL: platform.url,
        STRIPE_AEP_IMS_URL: platform.url,
        STRIPE_AEP_CLIENT_ID: platform.clientId,
        STRIPE_AEP_CLIENT_SECRET: platform.clientSecret,
        STRIPE_AEP_IMS_ORG: platform.imsOrg,
        STRIPE_AEP_STRIPE_URL: stripe.url,
        STRIPE_AEP_LOG_LEVEL: "error",
        // A dead server's runs are free again after this.
        STRIPE_AEP_CLAIM_SECONDS: "3",
        // And the feed of an account that it was reading.
        STRIPE_AEP_LEASE_SECONDS: "3",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    started.push(this);
    this.url = new Promise((resolve, reject) => {
      let text = "";
      this.#process.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes("\n")) resolve((JSON.parse(text) as { url: string }).url);
      });
      this.#process.once("exit", () => reject(new Error("the server ended before it was ready")));
    });
    this.url.catch(() => undefined);
  }

  end(): void {
    this.#process.kill("SIGKILL");
  }

  kill(signal: NodeJS.Signals): Promise<number | null> {
    return new Promise((resolve) => {
      this.#process.once("exit", (code) => resolve(code));
      this.#process.kill(signal);
    });
  }
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Loose> {
  const { platform } = simulator;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${adminToken}`,
      "x-api-key": "stripe-aep",
      "x-gw-ims-org-id": platform.imsOrg,
      "x-sandbox-name": platform.sandbox,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...more,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json().catch(() => undefined) };
}

/** At the platform itself, with its own token. */
async function atPlatform(method: string, path: string, body: unknown): Promise<Loose> {
  const { platform } = simulator;
  const headers = { authorization: `Bearer ${platform.token}`, "x-api-key": platform.apiKey };
  const answer = await call(platform.url, method, `/data/foundation${path}`, body, headers);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

/** A schema with one field of ours, and a mapping set into it. */
async function prepare(): Promise<{ schema: string; mapping: string }> {
  const charge = {
    type: "object",
    properties: { id: { title: "id", type: "string" }, amount: { title: "amount", type: "integer" } },
  };
  const group = await atPlatform("POST", "/schemaregistry/tenant/fieldgroups", {
    title: "Fields of charges that are moved under fire",
    description: "Two fields of ours.",
    type: "object",
    "meta:intendedToExtend": ["https://ns.adobe.com/xdm/context/profile"],
    definitions: { charge: { properties: { _acme: { type: "object", properties: { moved: charge } } } } },
    allOf: [{ $ref: "#/definitions/charge" }],
  });
  const schema = await atPlatform("POST", "/schemaregistry/tenant/schemas", {
    title: "Charges that are moved under fire",
    description: "One field of ours.",
    type: "object",
    allOf: [{ $ref: "https://ns.adobe.com/xdm/context/profile" }, { $ref: group.$id }],
  });
  const mapping = await atPlatform("POST", "/conversion/mappingSets", {
    version: 0,
    xdmSchema: schema.$id,
    xdmVersion: "1.0",
    mappings: ["id", "amount"].map((name) => ({
      sourceAttribute: `data.${name}`,
      destinationXdmPath: `_acme.moved.${name}`,
      identity: false,
      version: 0,
    })),
  });
  return { schema: schema.$id, mapping: mapping.id };
}

describe("two servers on one PostgreSQL", () => {
  it("are killed at random in the middle of runs; nothing is lost and nothing arrives twice", async () => {
    if (postgres === undefined) throw new Error("PostgreSQL is not installed; STRIPE_AEP_TEST_POSTGRES may name one");
    const servers = [new Server(0), new Server(1)];
    const [first] = await Promise.all(servers.map(({ url }) => url));
    const connectionId = await connectStripe(first!);
    const { schema, mapping } = await prepare();
    const dataSets: string[] = [];

    for (let kill = 0; kill < KILLS; kill += 1) {
      const [reference] = await atPlatform("POST", "/catalog/dataSets", {
        name: `Under fire ${kill}`,
        schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" },
      });
      dataSets.push(reference.split("/").at(-1));
      const survivor = await servers[(kill + 1) % 2]!.url;
      const flow = await call(survivor, "POST", "/v1/flows", {
        name: `Under fire ${kill}`,
        connectionId,
        resource: "charges",
        schedule: { frequency: "once", startsAt: Date.now(), backfill: true },
        own: { dataSetId: dataSets.at(-1), mappingId: mapping, mappingVersion: 0 },
      });
      expect(flow.status, JSON.stringify(flow.body)).toBe(201);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2500));
      await servers[kill % 2]!.kill("SIGKILL");
      servers[kill % 2] = new Server(kill % 2);
      await servers[kill % 2]!.url;
    }

    const url = await servers[0]!.url;
    await until(
      () => call(url, "GET", "/v1/flows?limit=500"),
      ({ body }) =>
        body.items.length === KILLS && body.items.every((flow: Loose) => flow.lastRun?.status === "succeeded"),
    );
    const truth = [...simulator.world.truth(["charges"])].length;
    const findings = { lost: 0, twice: 0 };
    for (const dataSet of dataSets) {
      const text = await (await fetch(`${simulator.control.url}/platform/datasets/${dataSet}`)).text();
      const ids = text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)._acme.moved.id as string);
      findings.lost += truth - new Set(ids).size;
      findings.twice += ids.length - new Set(ids).size;
    }
    expect(findings).toEqual({ lost: 0, twice: 0 });
    process.stdout.write(
      `${KILLS} kills, ${dataSets.length * truth} rows: lost ${findings.lost}, twice ${findings.twice}\n`,
    );
    // Another sandbox has an engine store of its own on the same PostgreSQL.
    const scopes = ["sources.view"];
    const made = await call(url, "POST", "/v1/tokens", { name: "development", scopes, sandbox: "dev" });
    const dev = { authorization: `Bearer ${made.body.token as string}` };
    expect(await call(url, "GET", "/v1/overview", undefined, dev)).toMatchObject({ status: 200, body: { totals: [] } });
    expect(await Promise.all(servers.map((server) => server.kill("SIGTERM")))).toEqual([0, 0]);
  }, 600_000);

  it("are killed while they move everything by the generated mapping; the judge finds nothing amiss", async () => {
    const servers = [new Server(2), new Server(3)];
    const [first] = await Promise.all(servers.map(({ url }) => url));
    const { body: connections } = await call(first!, "GET", "/v1/connections");
    const connectionId: string = connections.items[0]?.id ?? (await connectStripe(first!));
    const set = await call(first!, "POST", "/v1/set-up", { connectionId });
    expect(set.status, JSON.stringify(set.body)).toBe(202);

    for (let kill = 0; kill < KILLS; kill += 1) {
      // The operation that sets up, the first listing, and what has changed since are all interrupted.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 2500));
      await servers[kill % 2]!.kill("SIGKILL");
      servers[kill % 2] = new Server(2 + (kill % 2));
      await servers[kill % 2]!.url;
      for (const operation of changes) await operate(operation);
      const survivor = await servers[(kill + 1) % 2]!.url;
      for (const { id } of await generatedFlows(survivor)) await call(survivor, "POST", `/v1/flows/${id}/run`);
    }

    const url = await servers[0]!.url;
    await until(
      () => call(url, "GET", `/v1/operations/${set.body.id as string}`),
      ({ body }) => body.state === "succeeded",
    );
    await everyRunEnds(url);
    await fetch(`${simulator.control.url}/clock`, {
      method: "POST",
      body: JSON.stringify({ advanceMilliseconds: BEHIND }),
    });
    for (const { id } of await generatedFlows(url)) await call(url, "POST", `/v1/flows/${id}/run`);
    await everyRunEnds(url);

    const flows = await generatedFlows(url);
    expect(flows).toHaveLength(6);
    const dataSets = flows.flatMap(({ dataSets: all }) => all.map(({ id }: Loose) => id as string));
    const { control } = simulator.systems.platform;
    const report = await checkDatasets({
      truth: simulator.world,
      tenantId: simulator.platform.tenantId,
      expected: {
        object: ["charges", "subscriptions", "refunds", "balance_transactions", "customers", "prices"],
        event: ["charges", "subscriptions", "refunds"],
      },
      async *rows() {
        for (const id of dataSets) yield* control.dumpDataset(id);
      },
    });
    expect(report.findings.filter(({ kind }) => kind !== "unannounced").map(describeFinding)).toEqual([]);
    const { lost, doubled } = report.counts;
    process.stdout.write(`${KILLS} kills, ${report.rows} generated rows: lost ${lost}, twice ${doubled}\n`);
    expect(await Promise.all(servers.map((server) => server.kill("SIGTERM")))).toEqual([0, 0]);
  }, 600_000);
});

/** What happens in the account between two kills. */
const changes = ["createCharge", "refundCharge", "updateCustomer", "cancelSubscription"];

async function operate(name: string): Promise<void> {
  await fetch(`${simulator.control.url}/operations/${name}`, { method: "POST", body: "{}" });
}

async function connectStripe(url: string): Promise<string> {
  const made = await call(url, "POST", "/v1/connections", { name: "Stripe", accessToken: simulator.stripe.key });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body.id;
}

async function generatedFlows(url: string): Promise<readonly Loose[]> {
  const { body } = await call(url, "GET", "/v1/flows?limit=500");
  return body.items.filter(({ engine }: Loose) => engine === "generated");
}

async function everyRunEnds(url: string): Promise<void> {
  const isOver = (status: string): boolean => status === "succeeded" || status === "failed";
  await until(
    async () => (await call(url, "GET", "/v1/overview")).body,
    ({ runs, resources }) =>
      runs.scheduled === 0 && runs.running === 0 && resources.every(({ lastRun }: Loose) => isOver(lastRun?.status)),
  );
}
