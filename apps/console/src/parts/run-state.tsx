import type { ReactNode } from "react";
import { State, type Tone } from "./marks.tsx";

const states: Readonly<Record<string, readonly [Tone, string]>> = {
  running: ["busy", "Running"],
  succeeded: ["good", "Succeeded"],
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
