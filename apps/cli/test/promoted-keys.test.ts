import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { AdjustableClock } from "@stripe-aep/simulator";
import { afterAll, beforeAll, expect, it } from "vitest";

import { CliHost } from "./run-cli.ts";
import { guideNames, startAccounts, type SimulatedAccounts } from "./simulated-accounts.ts";
import { temporaryFolder } from "./spawn-cli.ts";

const cli = new CliHost();
const clock = new AdjustableClock();
let accounts: SimulatedAccounts;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  accounts = await startAccounts({ clock });
  folder = await temporaryFolder();
});
afterAll(async () => {
  await cli.stop();
  await accounts.stop();
  await folder.remove();
});

async function settle(policy: string): Promise<void> {
  const { imsOrg, sandbox, clientId } = guideNames;
  const aep = `aep: { imsOrg: "${imsOrg}", sandbox: ${sandbox}, clientId: ${clientId} }`;
  const datasets = "datasets: { charges: [object] }";
  const text = `version: 1\nprofile: dev\nprofiles:\n  dev:\n    ${aep}\n    ${datasets}\n    policy: ${policy}\n`;
  await writeFile(join(folder.path, "stripe-aep.yaml"), text);
}

async function run(line: string): Promise<void> {
  const { exitCode, stdout, stderr } = await cli.run(line.split(" "), { cwd: folder.path, env: accounts.env });
  expect(exitCode, stdout + stderr).toBe(0);
}

type Row = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The promoted columns of each charge's newest row, by the charge's id. */
async function columns(): Promise<ReadonlyMap<string, unknown>> {
  const { control, tenantId } = accounts.simulator.systems.platform;
  const [dataset] = await control.datasets();
  const found = new Map<string, unknown>();
  for await (const row of control.dumpDataset(dataset?.id ?? "")) {
    const tenant = (row as Row)[`_${tenantId}`];
    expect(JSON.stringify(tenant)).not.toContain('"metadata"');
    found.set(String(tenant?.charges_data?.id), tenant?.stripe_metadata);
  }
  return found;
}

it("a metadata key that the settings promote becomes a typed column, also of a dataset that has rows", async () => {
  await settle("{ preset: minimal }");
  await run("apply");
  await run("sync");
  expect(new Set((await columns()).values())).toEqual(new Set([undefined]));

  await settle('{ promotedKeys: { charges: { "Order #": order_number, Guest: guest:boolean, Module: module:hash } } }');
  // A store that knows of nothing sends everything again, and needs not wait until what it has just sent may be doubted.
  // Stripe's answers tell whole seconds: what two stores send of one second has no order.
  await clock.advance(1_000);
  await run("apply --state second");
  await run("sync --state second");
  const promoted = await columns();
  const notes = [...accounts.simulator.world.truth(["charges"])].map(({ id, object }) => {
    return [id, object.metadata as Readonly<Record<string, string>>] as const;
  });
  expect(notes.some(([, metadata]) => metadata["Order #"] !== undefined && metadata.Guest === "Yes")).toBe(true);
  for (const [id, metadata] of notes) {
    const { order_number: number, guest, module } = (promoted.get(id) ?? {}) as Readonly<Record<string, unknown>>;
    expect([id, number, guest]).toEqual([id, metadata["Order #"], metadata.Guest === "Yes" ? true : undefined]);
    if (metadata.Module === undefined) expect(module).toBeUndefined();
    else expect(module).toMatch(/^[0-9a-f]{64}$/);
  }
  await run("reconcile run --state second");
});
