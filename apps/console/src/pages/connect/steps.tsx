import type { ReactNode } from "react";
import { steps, stepTitles } from "./wizard-state.ts";

export interface StepsProps {
  readonly current: number;
  readonly furthest: number;
  readonly onOpen: (step: number) => void;
}

/** Where one is on the way; steps that are complete can be opened again. */
export function Steps({ current, furthest, onOpen }: StepsProps): ReactNode {
  return (
    <nav aria-label="Steps">
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step} className={index < current ? "done" : ""}>
            <button
              type="button"
              disabled={index > furthest}
              aria-current={index === current ? "step" : undefined}
              onClick={() => onOpen(index)}
            >
              <i aria-hidden="true">{index < current ? "✓" : index + 1}</i>
              <span>{stepTitles[step]}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
