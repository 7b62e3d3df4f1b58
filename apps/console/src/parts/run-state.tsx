import type { ReactNode } from "react";
import type { RunSummary } from "../api/types.ts";
import { State, type Tone } from "./marks.tsx";

const states: Readonly<Record<string, readonly [Tone, string]>> = {
  running: ["busy", "Running"],
  succeeded: ["good", "Succeeded"],
  partial: ["warn", "Partial success"],
  failed: ["bad", "Failed"],
  interrupted: ["warn", "Interrupted"],
  scheduled: ["still", "Scheduled"],
  enabled: ["good", "Enabled"],
  disabled: ["still", "Disabled"],
  draft: ["still", "Draft"],
  open: ["warn", "Open"],
  replayed: ["good", "Replayed"],
  dropped: ["still", "Dropped"],
  agrees: ["good", "Agrees"],
  differs: ["bad", "Differs"],
  settling: ["busy", "Settling"],
  unchecked: ["still", "Not compared yet"],
};

/** The state of a run, a dataflow, a record or a day, always with the same word, colour and shape. */
export function StateOf({ state }: { readonly state: string }): ReactNode {
  const [tone, word] = states[state] ?? ["still", state];
  return <State tone={tone}>{word}</State>;
}

/** The same for a run: one that succeeded although records were refused does not look like one that moved everything. */
export function StateOfRun({ of }: { readonly of: Pick<RunSummary, "status" | "partial"> }): ReactNode {
  return <StateOf state={of.partial ? "partial" : of.status} />;
}
