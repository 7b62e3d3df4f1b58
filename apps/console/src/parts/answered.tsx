import { Button } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import type { LiveAnswer } from "../api/use-answer.ts";
import { Blank } from "./blank.tsx";
import { Instant } from "./instant.tsx";
import { Note, ProblemNote } from "./note.tsx";

export interface AnsweredProps<Value> {
  readonly of: LiveAnswer<Value>;
  readonly children: (value: Value) => ReactNode;
  /** How many lines the waiting figure draws; about the height of what comes. */
  readonly lines?: number;
}

/** The four states of everything that is fetched: waiting, refused, failed, and shown (perhaps stale). */
export function Answered<Value>({ of, children, lines = 5 }: AnsweredProps<Value>): ReactNode {
  const { value, problem } = of;
  if (value !== undefined) {
    return (
      <>
        {problem !== undefined && <Stale of={of} />}
        {children(value)}
      </>
    );
  }
  if (problem?.status === 403) return <NoPermission reason={problem.message} />;
  if (problem !== undefined) return <ProblemNote problem={problem} action={<Again of={of} />} />;
  return <Waiting lines={lines} />;
}

function Again({ of }: { readonly of: LiveAnswer<unknown> }): ReactNode {
  return (
    <Button variant="secondary" size="S" onPress={of.refresh}>
      Try again
    </Button>
  );
}

function Stale({ of }: { readonly of: LiveAnswer<unknown> }): ReactNode {
  return (
    <Note tone="warn" title="This may be out of date." live action={<Again of={of} />}>
      <p>
        {of.problem?.message} What you see was read {of.readAt === undefined ? "earlier" : <Instant at={of.readAt} />}.
      </p>
    </Note>
  );
}

function NoPermission({ reason }: { readonly reason: string }): ReactNode {
  return (
    <Blank picture="lock" title="You may not see this">
      <p>{reason}</p>
      <p>
        Ask whoever gave you your token for the scope <code>sources.view</code> (to see) or <code>sources.manage</code>{" "}
        (to change).
      </p>
    </Blank>
  );
}

export function Waiting({ lines = 5 }: { readonly lines?: number }): ReactNode {
  return (
    <div className="waiting" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} style={{ inlineSize: `${[100, 82, 91, 64, 75][index % 5] ?? 80}%` }} />
      ))}
    </div>
  );
}
