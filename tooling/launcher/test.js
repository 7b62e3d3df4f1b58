import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs every test, then says on a line of its own how many passed and failed. A skipped test is named with its reason,
 * and where `CI` is set it is a failure: what nobody ran proves nothing.
 */
export async function test(given, run) {
  const folder = mkdtempSync(join(tmpdir(), "stripe-aep-test-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const code = await run("vitest", ["run", ...reporters, ...given]);
    return existsSync(report) ? conclude(JSON.parse(readFileSync(report, "utf8")), code) : code || 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function conclude(report, code) {
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((result) => result.status === "pending" || result.status === "skipped" || result.status === "todo")
      .map((result) => `${result.fullName} (${file.name})`),
  );
  for (const name of skipped) console.log(`skipped: ${name}`);
  const skipsFail = Boolean(process.env.CI) && skipped.length > 0;
  if (skipsFail) console.log("CI is set, so a skipped test is a failure.");
  const failed = report.numFailedTests + (skipsFail ? skipped.length : 0);
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  for (const file of broken) console.log(`could not run: ${file.name}`);
  console.log(`${report.numPassedTests} passed, ${failed + broken.length} failed`);
  if (report.numPassedTests === 0) console.log("No test ran: that is a failure too.");
  return code !== 0 || failed > 0 || broken.length > 0 || report.numPassedTests === 0 ? 1 : 0;
}
