import { readFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CliHost } from "./run-cli.ts";
import { guideNames, startAccounts, type SimulatedAccounts } from "./simulated-accounts.ts";
import { everythingWritten, temporaryFolder, type CliResult } from "./spawn-cli.ts";

const cli = new CliHost();
let accounts: SimulatedAccounts;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

/** Planted where secrets stand; nothing that any command writes may hold them. */
const canaries = { stripe: "", adobe: "" };

const settings = `version: 1
profile: dev
profiles:
  dev:
    aep: { imsOrg: "${guideNames.imsOrg}", sandbox: ${guideNames.sandbox}, clientId: ${guideNames.clientId} }
  elsewhere:
    aep: { imsOrg: "${guideNames.imsOrg}", sandbox: nowhere, clientId: ${guideNames.clientId} }
  prod:
    production: true
    aep: { imsOrg: "${guideNames.imsOrg}", sandbox: ${guideNames.sandbox}, clientId: ${guideNames.clientId} }
`;

beforeAll(async () => {
  accounts = await startAccounts();
  folder = await temporaryFolder();
  canaries.stripe = accounts.env.STRIPE_API_KEY ?? "";
  canaries.adobe = accounts.env.AEP_CLIENT_SECRET ?? "";
  await writeFile(join(folder.path, "stripe-aep.yaml"), settings);
  await writeFile(join(folder.path, "not-a-plan.json"), "[1]");
  await writeFile(join(folder.path, "no-json.json"), "{");
  await writeFile(join(folder.path, "newer.json"), '{"formatVersion":2}');
});
afterAll(async () => {
  await cli.stop();
  await accounts.stop();
  await folder.remove();
});

function run(
  line: string,
  more: { env?: Record<string, string>; input?: string; answer?: string } = {},
): Promise<CliResult> {
  const { env = {}, ...rest } = more;
  return cli.run(line.split(" "), { cwd: folder.path, env: { ...accounts.env, ...env }, ...rest });
}

/** What is typed, the exit code, and what the error says. */
const refusals: readonly (readonly [string, number, string])[] = [
  ["nonsense", 64, "command nonsense not found"],
  ["sync chargs", 64, "There is no resource chargs; did you mean charges?"],
  ["backfill everything", 64, "There is no resource everything"],
  ["reconcile run customer", 64, "did you mean customers?"],
  ["reconcile run --from yesterday", 64, "--from takes a day such as 2026-10-01"],
  ["reconcile run --level deep", 64, "Expected --level=deep to be one of"],
  ["preview charges", 64, "Missing 1 required arg"],
  ["preview charges ch_nowhere", 1, "Stripe has no object ch_nowhere in charges"],
  ["apply no-such-file.json", 64, "cannot be read"],
  ["apply not-a-plan.json", 64, "it is not a plan of stripe-aep"],
  ["apply no-json.json", 64, "it is not JSON"],
  ["apply newer.json", 64, "its version is 2"],
  ["plan --profile stage", 64, "there is no profile stage; known are dev, elsewhere, prod"],
  ["plan --profile elsewhere", 1, "nowhere"],
  ["plan --settings missing.yaml", 64, "There is no settings file missing.yaml"],
  ["config get stripe.shair", 64, "did you mean stripe.share?"],
  ["config set stripe.share 7", 64, "must be a number above 0 and at most 1"],
  ["config set stripe.key sk_test_fakefakefake", 64, "must say where the secret stands"],
  ["init --ims-org x --sandbox dev --client-id c", 64, "There is a stripe-aep.yaml already"],
  ["init --force --ims-org x --sandbox dev --client-id c", 64, "--ims-org must be an organisation id"],
  ["init --force --sandbox dev --client-id c", 64, "There is no terminal to ask at: give --ims-org"],
  ["explain SAEP-9999", 64, "There is no error SAEP-9999"],
  ["runs show run_nowhere", 64, "There is no run run_nowhere"],
  ["quarantine show q_nowhere", 64, "There is no entry q_nowhere"],
  ["quarantine drop q_nowhere", 64, "There is no open entry q_nowhere"],
  ["quarantine list --status lost", 64, "Expected --status=lost to be one of"],
  ["schema diff nowhere elsewhere", 1, "SAEP-2013"],
  ["schema lint nowhere", 1, "SAEP-2013"],
  ["schema explain charges.amuont", 1, "There is no field charges.amuont"],
  ["schema generate", 64, "Missing required flag out"],
  ["doctor everything", 64, "Expected everything to be one of"],
  ["completion tcsh", 64, "Expected tcsh to be one of"],
  ["auth login --for stripe", 64, "Nothing came on standard input"],
  ["destroy", 64, "destroy removes datasets with their data"],
  ["demo --objects many", 64, "Expected an integer"],
  ["demo --fault rain", 64, "--fault takes NAME=RATE"],
];

describe("bad input", () => {
  it.each(refusals)("%s", async (line, exitCode, message) => {
    const result = await run(line);
    expect(result.stderr + result.stdout).toContain(message);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(/^error SAEP-\d{4} {2}/m);
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it("is an object with its code for programs", async () => {
    const { stdout } = await run("sync chargs --json");
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, error: { code: "SAEP-1701" } });
  });

  it("names a secret that is not there, and where it should stand", async () => {
    const { exitCode, stderr } = await cli.run(["status"], { cwd: folder.path, env: {} });
    expect(exitCode).toBe(4);
    expect(stderr).toContain("cannot be read from env:STRIPE_API_KEY");
  });

  it("is refused when a test key stands in a production profile", async () => {
    const { exitCode, stderr } = await run("sync --profile prod", {
      env: {
        STRIPE_AEP_STRIPE_BASE_URL: "https://api.stripe.com",
        STRIPE_AEP_AEP_PLATFORM_URL: "https://platform.adobe.io",
        STRIPE_AEP_AEP_IMS_URL: "https://ims-na1.adobelogin.com",
      },
    });
    expect(stderr).toContain("SAEP-1010");
    expect(exitCode).toBe(4);
  });

  it("is a state folder that cannot be written", async () => {
    await writeFile(join(folder.path, "a-file"), "");
    const { exitCode, stderr } = await run("status --state a-file");
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/^error SAEP-/m);
  });

  it("is a dataset that was never made", async () => {
    const { exitCode, stderr } = await run("sync --state fresh");
    expect(stderr).toContain("SAEP-1407");
    expect(exitCode).toBe(64);
  });
});

describe("every command", () => {
  const manifest = JSON.parse(readFileSync(new URL("../src/oclif.manifest.json", import.meta.url), "utf8")) as {
    commands: Record<string, { args: Record<string, { required?: boolean; options?: string[] }>; flags: object }>;
  };
  const commands = Object.entries(manifest.commands).map(([id, { args, flags }]) => ({
    words: id.replaceAll(":", " "),
    /** Something in the place of each argument that must be there. */
    given: Object.values(args).flatMap(({ required, options }) => (required === true ? [options?.[0] ?? "x"] : [])),
    needsSettings: "settings" in flags,
  }));

  it.each(commands)("$words refuses a flag that it does not know", async ({ words, given }) => {
    const { exitCode, stderr, stdout } = await run([words, ...given, "--no-such-flag"].join(" "));
    expect(stderr).toMatch(/^error SAEP-1701 {2}/);
    expect(stderr).toMatch(/^ {2}next {3}/m);
    expect(stdout).toBe("");
    expect(exitCode).toBe(64);
  });

  // `config path` says where they would stand.
  it.each(commands.filter(({ needsSettings, words }) => needsSettings && words !== "config path"))(
    "$words names settings that are not there",
    async ({ words, given }) => {
      const line = [...words.split(" "), ...given, "--settings", "missing.yaml"];
      const { exitCode, stderr } = await cli.run(line, { cwd: folder.path, env: accounts.env, input: "x" });
      expect(stderr).toMatch(/^error SAEP-(?:1001|1701|1504)/);
      expect(exitCode).toBe(64);
    },
  );
});

describe("a far side", () => {
  it.each([
    ["plan", { AEP_CLIENT_SECRET: "wrong" }],
    ["sync", { STRIPE_API_KEY: "rk_test_fakefakefakefakefake" }],
    ["reconcile run", { STRIPE_API_KEY: "rk_test_fakefakefakefakefake" }],
    ["preview charges ch_x", { STRIPE_API_KEY: "rk_test_fakefakefakefakefake" }],
  ])("that refuses the credential of %s ends with 4", async (line, env) => {
    const { exitCode, stderr } = await run(line, { env });
    expect(stderr).toMatch(/^error SAEP-\d{4}/m);
    expect(exitCode).toBe(4);
  });
});

describe("doctor", () => {
  it("names each permission that is missing, and who can grant it", async () => {
    const { control } = accounts.simulator.systems.platform;
    const { keys } = accounts.simulator.systems.stripe;
    const all = control.permissions();
    const whole = await run("doctor --strict");
    expect(whole.exitCode, whole.stdout).toBe(0);
    expect(whole.stdout).toContain("? aep      Manage Identity Namespaces: no namespace can be removed");
    control.setPermissions(["View Schemas", "Manage Datasets", "View Identity Namespaces", "View Sources"]);
    const weak = keys.restrict(["charge_read", "event_read"]);
    const missing = await run("doctor", { env: { STRIPE_API_KEY: weak } });
    control.setPermissions(all);
    expect(missing.exitCode).toBe(4);
    expect(missing.stdout).toContain("✗ aep      Manage Schemas: may not write to the Schema Registry");
    expect(missing.stdout).toMatch(/→ Ask an administrator of the organisation for Manage Schemas, in a role/);
    expect(missing.stdout).toContain("✓ aep      Manage Datasets: may write to Catalog");
    expect(missing.stdout).toContain("! aep      Manage Sources: may not write to Flow Service");
    expect(missing.stdout).toMatch(/✓ stripe +rak_charge_read: may read charges/);
    expect(missing.stdout).toMatch(/✗ stripe +rak_customer_read: may not read customers/);
    expect(missing.stdout).toMatch(/→ Ask whoever owns the key in the Stripe dashboard for rak_customer_read/);
  });

  it("says which addresses an IP restriction must let in, for Adobe's runner and for this host", async () => {
    const adobe = await run("doctor network", { env: { STRIPE_AEP_RUNNER: "adobe", STRIPE_AEP_AEP_REGION: "NLD2" } });
    expect(adobe.stdout).toContain("40.74.26.0/23");
    expect((await run("doctor network")).stdout).toMatch(/this host (?:calls from|has no address)/);
  });

  it("warns of an unrestricted key", async () => {
    const unrestricted = await run("doctor stripe --strict", {
      env: { STRIPE_API_KEY: accounts.simulator.stripe.key },
    });
    expect(unrestricted.stdout).toContain("this secret key is unrestricted: it can move money");
    expect(unrestricted.exitCode).toBe(2);
  });

  it("refuses a live key in a development profile, unless it was forced", async () => {
    const mixed = { STRIPE_API_KEY: "rk_live_fakefakefakefake" };
    expect((await run("doctor", { env: mixed })).stderr).toContain("SAEP-1010");
    const forced = await run("doctor stripe", { env: { ...mixed, STRIPE_AEP_ALLOW_MIXED_MODES: "true" } });
    expect(forced.stderr + forced.stdout).not.toContain("SAEP-1010");
  });
});

describe("a whole life", () => {
  it("applies and moves", async () => {
    expect((await run("apply")).exitCode).toBe(0);
    expect((await run("sync --json")).exitCode).toBe(0);
  });

  it("finds what the platform lost, and repairs it", async () => {
    const { control } = accounts.simulator.systems.platform;
    const plan = JSON.parse((await run("plan --json")).stdout) as { plan: { steps: { key: string; id: string }[] } };
    const datasetId = plan.plan.steps.find(({ key }) => key === "dataset/charges/object")?.id ?? "";
    const lost = await control.loseRow({ datasetId });

    const differs = await run("reconcile run");
    expect(differs.exitCode).toBe(2);
    expect(differs.stdout).toContain(lost?.objectId);
    const repaired = await run("reconcile repair");
    expect(repaired.stdout).toContain("Sent 1 objects again.");
    expect(repaired.exitCode).toBe(0);
  });

  it.each([
    "status --json",
    "runs list --json",
    "runs errors",
    "quarantine list",
    "state show",
    "auth status",
    "config list --verbose",
    "config path",
    "schema lint",
    "schema export --tenant acme --json",
    "completion bash",
    "completion zsh",
    "completion fish",
    "completion powershell",
    "plan --detailed-exitcode",
    "apply --dry-run",
    "destroy --dry-run",
  ])("then %s has nothing to complain of", async (line) => {
    expect((await run(line)).exitCode).toBe(0);
  });

  it("removes everything but what stays for ever", async () => {
    const destroyed = await run("destroy --yes");
    expect(destroyed.stdout).toContain("an identity namespace can never be deleted");
    expect((await run("plan --detailed-exitcode")).exitCode).toBe(2);
  });

  it("fills a dataset that somebody deleted and apply made anew", async () => {
    expect((await run("apply --state second")).exitCode).toBe(0);
    expect((await run("sync --state second")).exitCode).toBe(0);
    expect((await run("destroy --yes --state second")).exitCode).toBe(0);
    expect((await run("apply --state second")).exitCode).toBe(0);
    await run("sync --state second");
    expect((await run("reconcile run --state second")).exitCode).toBe(0);
  });

  it("keeps stored secrets where only their owner can read them", async () => {
    const stored = await run("auth login --for stripe --file keys/stripe", { input: "rk_test_fakefakefakefake\n" });
    expect(stored.exitCode).toBe(0);
    expect(await readFile(join(folder.path, "keys/stripe"), "utf8")).toBe("rk_test_fakefakefakefake\n");
  });
});

describe("secrets", () => {
  it("stand in no file that any command left, but those that are made to hold them", async () => {
    const files = (await readdir(folder.path, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const searched = files.filter(({ parentPath }) => !/(?:^|\/)(?:keys|secrets)(?:\/|$)/.test(parentPath));
    expect(searched.some(({ name }) => name === "state.sqlite")).toBe(true);
    for (const { parentPath, name } of searched) {
      const bytes = await readFile(join(parentPath, name), "latin1");
      for (const canary of Object.values(canaries)) expect(bytes.includes(canary), `${parentPath}/${name}`).toBe(false);
    }
  });

  it("stand in nothing that any command wrote", () => {
    const text = everythingWritten.join("");
    expect(text.length).toBeGreaterThan(10_000);
    for (const canary of Object.values(canaries)) expect(text).not.toContain(canary);
    for (const canary of ["sk_test_fakefakefake", "rk_test_fakefakefakefake"]) expect(text).not.toContain(canary);
  });
});
