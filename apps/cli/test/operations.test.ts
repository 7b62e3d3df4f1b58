import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";

import { signWebhook } from "@stripe-aep/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { facts } from "../src/trigger/facts.ts";
import { checkedOutputs, publishedSchemas } from "./published-schemas.ts";
import { CliHost } from "./run-cli.ts";
import { guideNames, startAccounts, type SimulatedAccounts } from "./simulated-accounts.ts";
import { everythingWritten, spawnCli, temporaryFolder, type CliResult } from "./spawn-cli.ts";

const cli = new CliHost();
let accounts: SimulatedAccounts;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  accounts = await startAccounts();
  folder = await temporaryFolder();
  const { imsOrg, sandbox, clientId } = guideNames;
  await mkdir(join(folder.path, "keys"));
  await writeFile(join(folder.path, "keys/stripe"), `${accounts.env.STRIPE_API_KEY ?? ""}\n`);
  await writeFile(
    join(folder.path, "stripe-aep.yaml"),
    `version: 1\nprofile: dev\nprofiles:\n  dev:\n    aep: { imsOrg: "${imsOrg}", sandbox: ${sandbox}, clientId: ${clientId} }\n`,
  );
  expect((await run("apply")).exitCode).toBe(0);
  expect((await run("sync")).exitCode).toBe(0);
});
afterAll(async () => {
  await cli.stop();
  await accounts.stop();
  await folder.remove();
});

function run(line: string, more: { env?: Record<string, string>; input?: string } = {}): Promise<CliResult> {
  const { env = {}, ...rest } = more;
  return cli.run(line.split(" "), { cwd: folder.path, env: { ...accounts.env, ...env }, ...rest });
}

async function json(line: string): Promise<unknown> {
  return JSON.parse((await run(line)).stdout.trimEnd().split("\n").at(-1) ?? "") as unknown;
}

interface Rewound {
  readonly cursors: readonly { readonly source: string; readonly before: number; readonly after: number }[];
}

describe("state rewind", () => {
  it("says what would go back, goes back, and the next run reads again and sends nothing twice", async () => {
    const planned = (await json("state rewind --to 2d --dry-run --json")) as Rewound;
    expect(planned.cursors.map(({ source }) => source)).toContain("events/0");
    const rewound = (await json("state rewind --to 2d --json")) as Rewound;
    expect(rewound.cursors.map(({ before }) => before)).toEqual(planned.cursors.map(({ before }) => before));
    expect(await json("state rewind --to 1d --json")).toMatchObject({ cursors: [] });
    const { run: report } = (await json("sync --json")) as { run: { resources: Record<string, { sent: number }> } };
    expect(Object.values(report.resources).reduce((sum, { sent }) => sum + sent, 0)).toBe(0);
    expect((await run("reconcile run")).exitCode).toBe(0);
    expect(((await json("state rewind --to 1d --dry-run --json")) as Rewound).cursors.length).toBeGreaterThan(0);
  });

  it("refuses what is no moment, or has not come", async () => {
    expect((await run("state rewind --to someday")).exitCode).toBe(64);
    expect((await run("state rewind --to 2999-01-01")).exitCode).toBe(64);
  });
});

describe("state export and import", () => {
  it("let another store go on where this one stands", async () => {
    const exported = await run("state export state.ndjson --json");
    expect(exported.exitCode, exported.stderr).toBe(0);
    const file = join(folder.path, "state.ndjson");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await run("state import state.ndjson --state moved")).exitCode).toBe(0);
    const { run: report } = (await json("sync --state moved --json")) as {
      run: { resources: Record<string, { sent: number }> };
    };
    expect(Object.values(report.resources).reduce((sum, { sent }) => sum + sent, 0)).toBe(0);
    expect((await run("reconcile run --state moved")).exitCode).toBe(0);
    expect((await run("plan --detailed-exitcode --state moved")).exitCode).toBe(0);
    expect((await run("runs list --state moved")).stdout).toContain("run_");
  });

  it("refuse a store that is not empty, a file cut off, and what is no export, and import nothing of it", async () => {
    const whole = await readFile(join(folder.path, "state.ndjson"), "utf8");
    const lines = whole.trimEnd().split("\n");
    await writeFile(join(folder.path, "cut.ndjson"), lines.slice(0, -1).join("\n"));
    await writeFile(join(folder.path, "short.ndjson"), [...lines.slice(0, 5), lines.at(-1)].join("\n"));
    await writeFile(join(folder.path, "bad.ndjson"), [lines[0], '{"table":"migration","row":{}}'].join("\n"));
    expect((await run("state import state.ndjson")).stderr).toContain("the store is not empty");
    for (const name of ["cut.ndjson", "short.ndjson", "bad.ndjson", "stripe-aep.yaml"]) {
      const { exitCode, stderr } = await run(`state import ${name} --state empty`);
      expect(stderr, name).toContain("SAEP-1006");
      expect(exitCode, name).toBe(64);
    }
    expect((await run("state import nowhere.ndjson --state empty")).exitCode).toBe(64);
    expect((await run("state import state.ndjson --state empty")).exitCode).toBe(0);
  });
});

describe("auth rotate", () => {
  const stored = { STRIPE_AEP_STRIPE_KEY: "file:keys/stripe" };

  it("replaces a key by another of the same account, and only then", async () => {
    const file = join(folder.path, "keys/stripe");
    const env = { STRIPE_AEP_STRIPE_KEY: `file:${file}` };
    const before = await readFile(file, "utf8");
    const refused = await run("auth rotate --for stripe", { env, input: "rk_test_fakefakefakenothing" });
    expect(refused.exitCode).toBe(4);
    expect(await readFile(file, "utf8")).toBe(before);

    const fresh = accounts.simulator.stripe.key;
    const rotated = await run("auth rotate --for stripe", { env, input: fresh });
    expect(rotated.exitCode, rotated.stderr).toBe(0);
    expect(await readFile(file, "utf8")).toBe(`${fresh}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await run("sync", { env })).exitCode).toBe(0);
    expect(everythingWritten.join("")).not.toContain(fresh);
  });

  it("leaves a secret alone that stands elsewhere", async () => {
    const { exitCode, stderr } = await run("auth rotate --for aep", { env: stored, input: "fake" });
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/SAEP-/);
  });
});

describe("init --from-account", () => {
  it("asks Stripe whose key it is", async () => {
    const { imsOrg, sandbox, clientId } = guideNames;
    const line = `init --from-account --ims-org ${imsOrg} --sandbox ${sandbox} --client-id ${clientId} --json`.split(
      " ",
    );
    const cwd = join(folder.path, "fresh");
    await mkdir(cwd);
    const refused = await cli.run(line, { cwd, env: { ...accounts.env, STRIPE_API_KEY: "rk_test_fakefakefakewrong" } });
    expect(refused.exitCode).toBe(4);
    const { exitCode, stdout, stderr } = await cli.run(line, { cwd, env: accounts.env });
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ account: accounts.simulator.stripe.accountId });
    const written = await readFile(join(cwd, "stripe-aep.yaml"), "utf8");
    expect(written).toContain(`# Account ${accounts.simulator.stripe.accountId}.`);
    expect(written).not.toContain("production: true");
  });
});

describe("config set", () => {
  it("writes into the project's file or into one's own", async () => {
    expect((await run("config set --local stripe.share 0.5")).exitCode).toBe(0);
    expect((await run("config set --global stripe.share 0.4 --profile dev")).exitCode).toBe(0);
    expect(await readFile(join(folder.path, "stripe-aep.yaml"), "utf8")).toContain("share: 0.5");
    expect(await readFile(join(folder.path, ".config/stripe-aep/config.yaml"), "utf8")).toContain("share: 0.4");
    expect((await run("config get stripe.share")).stdout).toBe("0.5\n");
    expect((await run("config set --local --global stripe.share 0.5")).exitCode).toBe(64);
  });
});

describe("reconcile report", () => {
  it("counts and sums every day on both sides", async () => {
    const { verdict, days } = (await json("reconcile report --json")) as { verdict: string; days: unknown[] };
    expect(verdict).toBe("equal");
    expect(days.length).toBeGreaterThan(10);
    const csv = (await run("reconcile report charges --csv")).stdout.split("\r\n");
    expect(csv[0]).toBe("resource,day,currency,stripeCount,platformCount,field,stripeSum,platformSum,equal");
    expect(csv[1]).toMatch(/^charges,\d{4}-\d{2}-\d{2},[A-Z]{3},\d+,\d+,\w+,-?[\d.]+,-?[\d.]+,true$/);
    expect((await run("reconcile report --differing")).stdout).toBe("No day differs.\n");
  });
});

/** A server that keeps what it is sent. */
async function receiver() {
  const received: { readonly body: string; readonly signature: unknown }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ body, signature: request.headers["stripe-signature"] });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/hook`, stop: () => server.close() };
}

describe("listen --forward-to", () => {
  it("sends on what it kept, byte for byte, and nothing that it refused", async () => {
    const target = await receiver();
    const secret = accounts.simulator.stripe.webhookSecret;
    const event = {
      id: "evt_1",
      object: "event",
      type: "ping",
      created: Math.floor(Date.now() / 1000),
      livemode: false,
    };
    const body = Buffer.from(JSON.stringify(event, undefined, 2));
    const post = (url: string, signature: string): Promise<Response> =>
      fetch(url, { method: "POST", body, headers: { "stripe-signature": signature } });
    const signature = signWebhook(body, Math.floor(Date.now() / 1000), [secret]);
    let statuses: Promise<readonly number[]> | undefined;
    const { exitCode, stdout, stderr } = await spawnCli(["listen", "--forward-to", target.url, "--json"], {
      cwd: folder.path,
      env: { ...accounts.env, STRIPE_AEP_STRIPE_WEBHOOK_SECRETS: "env:WEBHOOK_SECRET", WEBHOOK_SECRET: secret },
      onOutput: (written, interrupt) => {
        const url = /Listening at (\S+);/.exec(written)?.[1];
        if (url === undefined || statuses !== undefined) return;
        statuses = (async () => {
          const forged = await post(url, signature.replace(/v1=..../, "v1=0000"));
          const genuine = await post(url, signature);
          interrupt();
          return [forged.status, genuine.status];
        })();
      },
    });
    target.stop();
    expect(await statuses).toEqual([400, 200]);
    expect(exitCode, stderr).toBe(130);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual({ schemaVersion: 1, type: "webhook", kept: false, forwarded: 204 });
    expect(lines.at(-1)).toMatchObject({ type: "result", webhooks: 1, exit: 130 });
    expect(target.received).toEqual([{ body: body.toString(), signature }]);
  });
});

describe("Ctrl-C", () => {
  it("ends with 130 and a last line for programs, and the next run goes on", async () => {
    let interrupted = false;
    const { exitCode, stdout, stderr } = await spawnCli(["sync", "--watch", "--every", "60", "--json"], {
      cwd: folder.path,
      env: accounts.env,
      onOutput: (text, interrupt) => {
        if (interrupted || !text.includes('"type":"run"')) return;
        interrupted = true;
        interrupt();
      },
    });
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain("Stopping after the current page");
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ type: "result", runs: 1, exit: 130 });
    expect((await run("sync")).exitCode).toBe(0);
  });
});

describe("trigger", () => {
  it.each(facts)("$name happens to the simulated account", async ({ name, resource, operations }) => {
    const triggered = (await json(`trigger ${name} --json`)) as { operations: { id: string | null }[] };
    expect(triggered).toMatchObject({
      fact: name,
      resource,
      operations: operations.map((one) => ({ name: one.name })),
    });
  });

  it("follows a fact to its dataset", async () => {
    const { stdout, exitCode } = await run("trigger balance.available --through-aep --every 1 --json");
    expect(exitCode).toBe(0);
    const places = [...stdout.matchAll(/"type":"hop","place":"(\w+)"/g)].map(([, place]) => place);
    expect(places).toEqual(["stripe", "platform", "dataset"]);
  });

  it("refuses a real account, an unknown fact, and a simulator that is not there", async () => {
    const real = await run("trigger charge.refunded", {
      env: { STRIPE_AEP_STRIPE_BASE_URL: "https://api.stripe.com" },
    });
    expect(real.stderr).toContain("The account at https://api.stripe.com is a real one");
    expect(real.stderr).toContain("`stripe trigger charge.refunded`");
    expect(real.exitCode).toBe(64);
    const unknown = await run("trigger charge.refund");
    expect(unknown.stderr).toContain("did you mean charge.refunded?");
    expect(unknown.exitCode).toBe(64);
    const gone = await run("trigger charge.refunded", {
      env: { STRIPE_AEP_SIMULATOR_CONTROL_URL: "http://127.0.0.1:9" },
    });
    expect(gone.stderr).toContain("SAEP-1708");
    expect(gone.exitCode).toBe(5);
  });
});

describe("runs cancel", () => {
  it("asks a run to stop, whoever carries it, and knows which have ended", async () => {
    const [last] = ((await json("runs list --json")) as { runs: { runId: string }[] }).runs;
    const ended = await run(`runs cancel ${last?.runId ?? ""}`);
    expect(ended.stderr).toContain("has ended already: succeeded");
    expect(ended.exitCode).toBe(64);
    // The run of a process that died stands in the store as one that goes on.
    const database = new DatabaseSync(join(folder.path, ".local/state/stripe-aep/dev/state.sqlite"));
    database.prepare("update run set status = 'running' where run_id = ?").run(last?.runId ?? "");
    database.close();
    expect(await json(`runs cancel ${last?.runId ?? ""} --json`)).toMatchObject({ status: "cancelling" });
    expect(await json(`runs show ${last?.runId ?? ""} --json`)).toMatchObject({ run: { status: "cancelling" } });
    expect((await run("sync")).exitCode).toBe(0);
    expect(await json(`runs show ${last?.runId ?? ""} --json`)).toMatchObject({ run: { status: "interrupted" } });
  });
});

describe("rows that the platform refused", () => {
  it("are told by the run, the list of runs and the status, until they have arrived", async () => {
    const { faults } = accounts.simulator.systems.stripe;
    faults.set([{ name: "aep-record-refused", rate: 1, limit: 1 }]);
    accounts.simulator.world.operations.createCustomer();
    const moved = await run("backfill customers");
    faults.set([]);
    expect(moved.stdout).toMatch(/^customers +object .* 1 .*! quarantined$/m);
    expect(moved.exitCode).toBe(3);
    expect((await run("runs list --limit 1")).stdout).toMatch(/succeeded +\d+ +1$/m);
    expect((await run("status")).stdout).toMatch(/^customers .*! 1 refused$/m);
    const replayed = await run("quarantine replay");
    expect(replayed.exitCode, replayed.stdout).toBe(0);
    expect((await run("quarantine list")).stdout).toContain("No record is in quarantine.");
  });
});

describe("output for programs", () => {
  it("is held against the published schema of every command", async () => {
    const out = join(folder.path, "generated");
    const [quarantined] = await quarantineOne();
    for (const line of [
      "auth status",
      "auth login --for aep --file keys/aep",
      "auth rotate --for stripe",
      "auth logout",
      "backfill",
      "completion bash",
      "config get stripe.share",
      "config list",
      "config path",
      "config set stripe.share 0.5",
      "doctor",
      "explain SAEP-1101",
      "plan",
      "apply --dry-run",
      "apply",
      `quarantine show ${quarantined}`,
      "quarantine list",
      "runs errors",
      "quarantine replay",
      `quarantine drop ${quarantined}`,
      "preview charges ch_3MmlLrLkdIwHu7ix0snN0B15",
      "reconcile run",
      "reconcile repair --plan",
      "reconcile repair",
      `schema generate --out ${out}`,
      `schema lint ${out}`,
      `schema types --out ${out}/copied`,
      "schema export --tenant acme",
      "schema explain charges.amount",
      `schema diff ${out} ${out}`,
      "state show",
      "state import state.ndjson --state programs",
      "status",
      "sync --dry-run",
      "destroy --yes",
    ])
      await run(`${line} --json`, {
        env: { STRIPE_AEP_STRIPE_KEY: `file:${join(folder.path, "keys/stripe")}` },
        input: accounts.simulator.stripe.key,
      });
    // The rehearsal has a file of its own.
    expect([...publishedSchemas.keys()].filter((name) => !checkedOutputs.has(name))).toEqual(["demo"]);
  });
});

/** Refuses the next charge by a policy of the platform, so that there is something to show. */
async function quarantineOne(): Promise<readonly string[]> {
  accounts.simulator.world.operations.createCharge({ fields: { amount: "a lot" } });
  await run("backfill charges");
  const { entries } = (await json("quarantine list --json")) as { entries: { quarantine_id: string }[] };
  return entries.map((entry) => entry.quarantine_id);
}
