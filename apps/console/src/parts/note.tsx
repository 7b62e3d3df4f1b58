import type { ReactNode } from "react";
import type { Problem } from "../api/problem.ts";
import { Mark, type Tone } from "./marks.tsx";
import { Words } from "./words.tsx";

export interface NoteProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Read out when it appears; for answers to what the reader just did. */
  readonly live?: boolean;
}

export function Note({ tone, title, children, action, live = false }: NoteProps): ReactNode {
  return (
    <div className={`note tone-${tone}`} role={live ? (tone === "bad" ? "alert" : "status") : undefined}>
      <Mark tone={tone} />
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        {children}
      </div>
      {action}
    </div>
  );
}

/** What failed, where, why, and what to do next. */
export function ProblemNote({
  problem,
  action,
}: {
  readonly problem: Problem;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <Note tone="bad" title={problem.message} live action={action}>
      {problem.next !== undefined && (
        <p>
          <Words>{problem.next}</Words>
        </p>
      )}
      <p className="small soft">
        {[
          problem.code,
          problem.where === undefined ? undefined : `at ${problem.where}`,
          problem.requestId === undefined ? undefined : `request ${problem.requestId}`,
        ]
          .filter((part) => part !== undefined)
          .join(" · ")}
      </p>
    </Note>
  );
}
