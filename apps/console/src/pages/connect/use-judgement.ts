import { useEffect, useState } from "react";
import { judgeMapping } from "../../api/flows.ts";
import { asProblem, type Problem } from "../../api/problem.ts";
import type { MappingInput, MappingInputRow, MappingJudgement } from "../../api/types.ts";

const pauseBeforeJudging = 250;

export interface Judged {
  readonly judgement: MappingJudgement | undefined;
  readonly problem: Problem | undefined;
}

/** Asks the server once the operator pauses; an older answer never overtakes a newer one. */
export function useJudgement(
  { resource, schemaId, record }: Omit<MappingInput, "rows">,
  rows: readonly MappingInputRow[],
  onJudged: (errors: number) => void,
): Judged {
  const [judged, setJudged] = useState<Judged>({ judgement: undefined, problem: undefined });
  const written = JSON.stringify(rows);
  useEffect(() => {
    const superseded = new AbortController();
    const input: MappingInput = {
      resource,
      rows: JSON.parse(written) as readonly MappingInputRow[],
      ...(schemaId === undefined ? {} : { schemaId }),
      ...(record === undefined ? {} : { record }),
    };
    const timer = setTimeout(() => {
      judgeMapping(input, superseded.signal).then(
        (judgement) => {
          setJudged({ judgement, problem: undefined });
          onJudged(judgement.problems.filter(({ severity }) => severity === "error").length);
        },
        (error: unknown) => {
          if (!superseded.signal.aborted) setJudged((before) => ({ ...before, problem: asProblem(error) }));
        },
      );
    }, pauseBeforeJudging);
    return () => {
      clearTimeout(timer);
      superseded.abort();
    };
    // The callback is new with every drawing; what is judged are the rows.
  }, [written, resource, schemaId, record]);
  return judged;
}
