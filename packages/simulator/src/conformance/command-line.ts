import { exceptionFor, exceptions, type Exception } from "./exceptions.ts";
import { readSpecifications } from "./read-specifications.ts";
import { runScenario } from "./scenario.ts";
import { createValidator, type Deviation, type Verdict } from "./validate-response.ts";

const usage = `Usage: npm run conformance -- FOLDER

Holds every answer of the simulated platform against the OpenAPI files in FOLDER.
Exit codes: 0 conforms, 1 deviates, 64 used wrongly.
`;

/** What a run found. */
export interface ConformanceReport {
  /** Answers whose operation one of the files describes. */
  readonly described: number;
  /** Of these, answers whose body had a schema to be held against. */
  readonly validated: number;
  /** Answers that differ only where an exception says so. */
  readonly excepted: number;
  /** Answers that differ. */
  readonly deviating: number;
  /** Operations of the files that were called. */
  readonly operations: number;
  /** Answers that no file describes, by `METHOD path`. */
  readonly undescribed: readonly string[];
  readonly deviations: readonly Deviation[];
  readonly used: readonly Exception[];
  readonly unused: readonly Exception[];
}

/** Runs the scenario and holds every answer against the files of a folder. */
export async function checkConformance(folder: string): Promise<ConformanceReport> {
  const specifications = await readSpecifications(folder);
  const files = new Set(specifications.map(({ file }) => file));
  const validate = createValidator(specifications);
  const exchanges = await runScenario();
  const verdicts: Verdict[] = [];
  const undescribed = new Set<string>();
  for (const exchange of exchanges) {
    const verdict = validate(exchange);
    if (verdict.operation === undefined) undescribed.add(`${exchange.method} ${exchange.path}`);
    else verdicts.push(verdict);
  }
  const deviations = verdicts.flatMap((verdict) => verdict.deviations);
  const differing = verdicts.filter((verdict) => verdict.deviations.length > 0);
  const deviating = differing.filter((verdict) => verdict.deviations.some((one) => exceptionFor(one) === undefined));
  const used = new Set(deviations.map(exceptionFor).filter((one) => one !== undefined));
  return {
    described: verdicts.length,
    validated: verdicts.filter(({ hadSchema }) => hadSchema).length,
    excepted: differing.length - deviating.length,
    deviating: deviating.length,
    operations: new Set(verdicts.map(({ operation }) => operation)).size,
    undescribed: [...undescribed],
    deviations: deviations.filter((deviation) => exceptionFor(deviation) === undefined),
    used: [...used],
    unused: exceptions.filter((one) => files.has(one.file) && !used.has(one)),
  };
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

function inWords(report: ConformanceReport): string {
  const { described, validated, excepted, deviating } = report;
  const line = ({ file, operation, status, detail }: Deviation): string => `${file}: ${operation} ${status}: ${detail}`;
  const exception = ({ operation, detail, reason }: Exception): string => `${operation} ${String(detail)}: ${reason}`;
  return [
    `${report.operations} operations called, ${described} answers described, ${validated} bodies held against a schema`,
    ...section("Exceptions", report.used.map(exception)),
    ...section("Exceptions that nothing needs", report.unused.map(exception)),
    ...section("Answers that no file describes", report.undescribed),
    ...section("Deviations", report.deviations.map(line)),
    `${described - excepted - deviating} conform, ${excepted} conform but for an exception, ${deviating} deviate`,
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...[...new Set(lines)].map((line) => `  ${line}`), ""];
}
