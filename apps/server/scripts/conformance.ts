import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdAnswers, inWords } from "@stripe-aep/simulator/conformance";
import { serve } from "../src/main.ts";
import { readSettings } from "../src/settings.ts";
import { exceptions } from "../test/conformance/exceptions.ts";
import { rules } from "../test/conformance/rules.ts";
import { runScenario } from "../test/conformance/scenario.ts";

/** `conformance FOLDER`: holds this server's Flow Service against the OpenAPI files in FOLDER and against what is documented. */
const [folder = ""] = process.argv.slice(2);
const stateFolder = mkdtempSync(join(tmpdir(), "stripe-aep-conformance-"));
const settings = readSettings({
  STRIPE_AEP_PORT: "0",
  STRIPE_AEP_STATE_FOLDER: stateFolder,
  STRIPE_AEP_SIMULATED_OBJECTS: "100",
  STRIPE_AEP_LOG_LEVEL: "error",
});
const server = await serve(settings, {});
try {
  const exchanges = await runScenario(server.reach);
  const report = await holdAnswers(folder, exchanges, exceptions);
  const broken = rules.filter(({ holds }) => !holds(exchanges)).map(({ sentence }) => sentence);
  process.stdout.write(
    `${inWords(report)}${rules.length - broken.length} documented rules hold, ${broken.length} do not\n`,
  );
  for (const sentence of broken) process.stdout.write(`  ${sentence}\n`);
  process.exitCode = report.deviations.length + report.unused.length + broken.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(stateFolder, { recursive: true, force: true });
}
