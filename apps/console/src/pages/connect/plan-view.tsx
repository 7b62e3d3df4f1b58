import type { ReactNode } from "react";
import type { PlanSummary } from "../../api/types.ts";
import type { LiveAnswer } from "../../api/use-answer.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { State, type Tone } from "../../parts/marks.tsx";
import { Note } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";

const acts: Readonly<Record<string, readonly [Tone, string]>> = {
  create: ["busy", "create"],
  change: ["warn", "change"],
  adopt: ["good", "use"],
  keep: ["good", "there"],
  blocked: ["bad", "blocked"],
};

export interface PlanCardProps {
  readonly plan: LiveAnswer<PlanSummary>;
  readonly note?: string;
}

/**
 * What is made in Experience Platform, and what of it can never be undone. The button that starts it waits until this is
 * answered: nobody should start what he could not see, and a button that moves under the pointer would lose the press.
 */
export function PlanCard({ plan, note }: PlanCardProps): ReactNode {
  return (
    <Card title="What is made in Experience Platform" {...(note !== undefined && { note })}>
      <Answered of={plan} lines={4}>
        {(value) => <Steps plan={value} />}
      </Answered>
    </Card>
  );
}

function Steps({ plan }: { readonly plan: PlanSummary }): ReactNode {
  const pending = plan.steps.filter(({ act }) => act !== "keep");
  const irreversible = pending.filter(({ irreversible: why, act }) => why !== null && act === "create");
  if (pending.length === 0) return <State tone="good">Everything is there already</State>;
  return (
    <div className="stack">
      {irreversible.length > 0 && (
        <Note tone="warn" title={`${plural(irreversible.length, "step")} can never be undone.`}>
          {[...new Set(irreversible.map(({ irreversible: why }) => why))].map((why) => (
            <p key={why}>{why}</p>
          ))}
        </Note>
      )}
      <details>
        <summary>{plural(pending.length, "step")}</summary>
        <ul className="plan-steps">
          {pending.map(({ key, act, kind, title, irreversible: why, differences, proposal }) => (
            <li key={key}>
              <State tone={acts[act]?.[0] ?? "still"}>{acts[act]?.[1] ?? act}</State>
              <span>
                <span className="soft">{kind}</span> {title}
                {why !== null && act === "create" && <strong className="tone-warn"> irreversible</strong>}
                {differences.length > 0 && <span className="soft small"> {differences.join("; ")}</span>}
                {proposal !== null && <span className="small"> {proposal}</span>}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
