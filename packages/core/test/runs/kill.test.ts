import { spawn } from "node:child_process";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { checkDatasets, describeFinding } from "@stripe-aep/simulator";
import { afterEach, expect, test } from "vitest";
import type { ChildSettings } from "./child-sync.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";

const child = new URL("child-sync.ts", import.meta.url).pathname;
const KILLS = 8;

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

/** Resolves with the exit code, or undefined when the process was killed after `milliseconds`. */
function runChild(settings: ChildSettings, milliseconds?: number): Promise<number | undefined> {
  const started = spawn(process.execPath, ["--conditions=@stripe-aep/source", child, JSON.stringify(settings)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const killer = milliseconds === undefined ? undefined : setTimeout(() => started.kill("SIGKILL"), milliseconds);
  return new Promise((resolve) =>
    started.once("exit", (code) => {
      clearTimeout(killer);
      resolve(code ?? undefined);
    }),
  );
}

/** The clock of a dead process's lease has to run out; the test does not wait for it. */
function endLeases(folder: string): void {
  const database = new DatabaseSync(join(folder, "state.db"));
  database.exec("pragma busy_timeout = 10000");
  database.exec("update lease set expires_at = 0");
  database.close();
}

test("a real process killed again and again ends with exactly the account", async () => {
  sandbox = await openSandbox({ objects: 2_500 });
  const { simulator, folder, config } = sandbox;
  const connector = await sandbox.connect();
  await connector.apply(await connector.plan());
  const settings = { folder, config, key: simulator.stripe.key, clientSecret: simulator.platform.clientSecret };
  let killed = 0;
  for (let attempt = 0; attempt < KILLS; attempt += 1) {
    if ((await runChild(settings, 450 + attempt * 90)) === undefined) killed += 1;
    endLeases(folder);
  }
  expect(killed).toBeGreaterThan(0);
  expect(await runChild(settings)).toBe(0);
  const report = await checkDatasets({
    truth: simulator.world,
    tenantId: simulator.platform.tenantId,
    expected: {
      object: ["charges", "subscriptions", "refunds", "balance_transactions", "customers", "prices"],
      event: ["charges", "subscriptions", "refunds"],
    },
    async *rows() {
      const { control } = simulator.systems.platform;
      for (const { id } of await control.datasets()) yield* control.dumpDataset(id);
    },
  });
  expect(report.findings.filter(({ kind }) => kind !== "unannounced").map(describeFinding)).toEqual([]);
});
