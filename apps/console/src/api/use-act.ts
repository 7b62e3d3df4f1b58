import { useCallback, useState } from "react";
import { asProblem, type Problem } from "./problem.ts";

export interface Act<Arguments extends readonly unknown[]> {
  readonly run: (...given: Arguments) => void;
  readonly busy: boolean;
  readonly problem: Problem | undefined;
}

/** Something the reader does: busy while it goes on, the problem when it is refused, once at a time. */
export function useAct<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<void>,
): Act<Arguments> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = useCallback(
    (...given: Arguments) => {
      setBusy(true);
      setProblem(undefined);
      act(...given)
        .catch((error: unknown) => setProblem(asProblem(error)))
        .finally(() => setBusy(false));
    },
    [act],
  );
  return { run, busy, problem };
}
