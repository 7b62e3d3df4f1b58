import type { Mapping, MappingInputRow, MappingJudgement, MappingProblem, MappingRow } from "../../api/types.ts";

/** A row of one's own mapping with everything that is known of it. */
export interface EditedRow {
  /** Its place among all rows, from 0. */
  readonly place: number;
  readonly row: MappingInputRow;
  /** What it makes of the sample record; undefined while it has not been tried. */
  readonly value: unknown;
  readonly problem: MappingProblem | undefined;
  /** What the generated mapping says of the same destination. */
  readonly generated: MappingRow | undefined;
}

/** The generated mapping, as far as the policy sends it, in the form in which it can be edited. */
export function startingRows({ rows }: Mapping): readonly MappingInputRow[] {
  return rows.flatMap(({ dataPrep }) => (dataPrep === null ? [] : [dataPrep]));
}

/** A path is read from the record; everything else is an expression. What was a fixed value stays one. */
export function withSource(row: MappingInputRow, source: string): MappingInputRow {
  if (row.sourceType === "STATIC") return { ...row, source };
  return { ...row, source, sourceType: /^[\w.[\]*]+$/.test(source) ? "ATTRIBUTE" : "EXPRESSION" };
}

/** Rows with their judgement, the worse of a row's problems first. */
export function describeRows(
  rows: readonly MappingInputRow[],
  judgement: MappingJudgement | undefined,
  { rows: generated }: Mapping,
): readonly EditedRow[] {
  const byDestination = new Map(generated.map((row) => [row.dataPrep?.destination ?? row.destination, row]));
  const problems = Map.groupBy(judgement?.problems ?? [], ({ row }) => row);
  return rows.map((row, place) => {
    const own = problems.get(place) ?? [];
    return {
      place,
      row,
      value: judgement?.values[place],
      problem: own.find(({ severity }) => severity === "error") ?? own[0],
      generated: byDestination.get(row.destination),
    };
  });
}

/** Rows whose source or destination has all the words; all of them when there are none. */
export function matchingRows(rows: readonly EditedRow[], search: string, onlyProblems: boolean): readonly EditedRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ row: { source, destination }, problem }) => {
    const text = `${source} ${destination}`.toLowerCase();
    return (!onlyProblems || problem !== undefined) && words.every((word) => text.includes(word));
  });
}
