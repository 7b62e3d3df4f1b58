import { Button } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { repair, type DayVerdict, type Difference, type Side } from "../../api/reconciliation.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { formatCount, plural } from "../../format/number.ts";
import { formatDay } from "../../format/time.ts";
import { Money } from "../../parts/money.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";

/** One UTC day: both sides of every resource, and the ids that differ. */
export function DayDetail(props: { readonly day: string; readonly verdicts: readonly DayVerdict[]; readonly onRepaired: () => void }): ReactNode {
  return (
    <Card title={formatDay(props.day)} note="UTC day of the object’s creation at Stripe">
      <div className="stack">
        {props.verdicts.map((verdict) => (
          <ResourceDay key={verdict.resource} of={verdict} onRepaired={props.onRepaired} />
        ))}
      </div>
    </Card>
  );
}

function ResourceDay({ of, onRepaired }: { readonly of: DayVerdict; readonly onRepaired: () => void }): ReactNode {
  const mayManage = useMayManage();
  const mend = useAct(
    useCallback(async () => {
      await repair({ resource: of.resource, day: of.day });
      onRepaired();
    }, [of.resource, of.day, onRepaired]),
  );
  return (
    <div className="resource-day">
      <div className="row">
        <h3>{resourceTitle(of.resource)}</h3>
        <StateOf state={of.verdict} />
        {of.verdict === "drift" && mayManage && (
          <Button size="S" variant="accent" isPending={mend.busy} onPress={() => mend.run()}>
            Repair
          </Button>
        )}
      </div>
      <div className="grid sides">
        <SideFigures name="Stripe" side={of.stripe} />
        <SideFigures name="Experience Platform" side={of.platform} />
      </div>
      {of.differences.length > 0 && <Differences list={of.differences} />}
      {mend.problem !== undefined && <ProblemNote problem={mend.problem} />}
    </div>
  );
}

function SideFigures({ name, side }: { readonly name: string; readonly side: Side }): ReactNode {
  return (
    <div>
      <p className="soft small">{name}</p>
      <p className="strong">{plural(side.count, "object")}</p>
      <ul className="small">
        {Object.entries(side.sums).map(([key, minor]) => {
          const [field, currency] = key.includes(" ") ? key.split(" ") : [undefined, key];
          return (
            <li key={key}>
              {field !== undefined && <span className="soft">{field} </span>}
              <Money minor={minor} currency={currency ?? "usd"} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const mostShown = 200;

function Differences({ list }: { readonly list: readonly Difference[] }): ReactNode {
  return (
    <details open={list.length <= 20}>
      <summary>{plural(list.length, "difference")}</summary>
      <ul className="differences">
        {list.slice(0, mostShown).map(({ objectId, reason, explained }) => (
          <li key={`${objectId} ${reason}`}>
            <code>{objectId}</code> <span className={explained ? "soft" : "tone-bad strong"}>{reason}</span>
            {explained && <span className="soft small"> (explained)</span>}
          </li>
        ))}
      </ul>
      {list.length > mostShown && <p className="soft">and {formatCount(list.length - mostShown)} more</p>}
    </details>
  );
}
