import { exceptionFor, type Exception } from "./exceptions.ts";
import { readSpecifications } from "./read-specifications.ts";
import { createValidator, type Deviation, type Exchange, type Verdict } from "./validate-response.ts";

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

/** Holds answers against every OpenAPI file of a folder. */
export async function holdAnswers(
  folder: string,
  exchanges: readonly Exchange[],
  exceptions: readonly Exception[],
): Promise<ConformanceReport> {
  const specifications = await readSpecifications(folder);
  const files = new Set(specifications.map(({ file }) => file));
  const validate = createValidator(specifications);
  const verdicts: Verdict[] = [];
  const undescribed = new Set<string>();
  for (const exchange of exchanges) {
    const verdict = validate(exchange);
    if (verdict.operation === undefined) undescribed.add(`${exchange.method} ${exchange.path}`);
    else verdicts.push(verdict);
  }
  const exceptionOf = (deviation: Deviation) => exceptionFor(deviation, exceptions);
  const deviations = verdicts.flatMap((verdict) => verdict.deviations);
  const differing = verdicts.filter((verdict) => verdict.deviations.length > 0);
  const deviating = differing.filter((verdict) => verdict.deviations.some((one) => exceptionOf(one) === undefined));
  const used = new Set(deviations.map(exceptionOf).filter((one) => one !== undefined));
  return {
    described: verdicts.length,
    validated: verdicts.filter(({ hadSchema }) => hadSchema).length,
    excepted: differing.length - deviating.length,
    deviating: deviating.length,
    operations: new Set(verdicts.map(({ operation }) => operation)).size,
    undescribed: [...undescribed],
    deviations: deviations.filter((deviation) => exceptionOf(deviation) === undefined),
    used: [...used],
    unused: exceptions.filter((one) => files.has(one.file) && !used.has(one)),
  };
}

/** The report for people; its last line is the count. */
export function inWords(report: ConformanceReport): string {
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
