import { exceptions } from "./exceptions.ts";
import { type ConformanceReport, holdAnswers, inWords } from "./hold-answers.ts";
import { runScenario } from "./scenario.ts";

const usage = `Usage: npm run conformance -- FOLDER

Holds every answer of the simulated platform against the OpenAPI files in FOLDER.
Exit codes: 0 conforms, 1 deviates, 64 used wrongly.
`;

/** Runs the scenario and holds every answer against the files of a folder. */
export async function checkConformance(folder: string): Promise<ConformanceReport> {
  return holdAnswers(folder, await runScenario(), exceptions);
}

/** `conformance FOLDER`: prints the report; returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const [folder, ...more] = argv;
  if (folder === undefined || folder.startsWith("-") || more.length > 0) {
    process.stderr.write(usage);
    return 64;
  }
  const report = await checkConformance(folder).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
  if (report instanceof Error) {
    process.stderr.write(`${report.message}\n`);
    return 64;
  }
  process.stdout.write(inWords(report));
  return report.deviations.length + report.unused.length === 0 ? 0 : 1;
}
