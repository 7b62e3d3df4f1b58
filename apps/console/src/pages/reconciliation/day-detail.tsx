import { Button, ToastQueue } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { repair, useReconciliation } from "../../api/reconciliation.ts";
import { useMayManage } from "../../api/session.ts";
import type { CalendarDay, ReconciliationDifference } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { formatCount, plural } from "../../format/number.ts";
import { formatDay } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Money } from "../../parts/money.tsx";
import { ProblemNote } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";

/** One UTC day: both sides of every resource, and the ids that differ. */
export function DayDetail(props: {
  readonly day: string;
  readonly resources: readonly CalendarDay[];
  readonly onRepaired: () => void;
}): ReactNode {
  return (
    <Card title={formatDay(props.day)} note="UTC day of the objects’ creation at Stripe">
      <div className="stack">
        {props.resources.map((of) => (
          <ResourceDay key={of.resource} of={of} onRepaired={props.onRepaired} />
        ))}
      </div>
    </Card>
  );
}

function ResourceDay({ of, onRepaired }: { readonly of: CalendarDay; readonly onRepaired: () => void }): ReactNode {
  return (
    <div className="resource-day">
      <div className="row">
        <h3>{resourceTitle(of.resource)}</h3>
        <StateOf state={of.verdict} />
      </div>
      <Sides of={of} />
      {(of.verdict === "differs" || of.verdict === "settling") && of.reconciliationId !== null && (
        <Differing id={of.reconciliationId} of={of} onRepaired={onRepaired} />
      )}
    </div>
  );
}

function Sides({ of }: { readonly of: CalendarDay }): ReactNode {
  const count = (value: number | null) => (value === null ? "–" : formatCount(value));
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={`${resourceTitle(of.resource)}: both sides`}>
      <table className="plain sides">
        <thead>
          <tr>
            <th scope="col">Compared</th>
            <th scope="col" className="end">
              Stripe
            </th>
            <th scope="col" className="end">
              Experience Platform
            </th>
          </tr>
        </thead>
        <tbody>
          <tr className={of.stripeCount === of.platformCount ? "" : "unequal"}>
            <th scope="row">objects</th>
            <td className="end">{count(of.stripeCount)}</td>
            <td className="end">{count(of.platformCount)}</td>
          </tr>
          {of.sums.map(({ currency, amount, stripe, platform }) => (
            <tr key={`${amount} ${currency}`} className={stripe === platform ? "" : "unequal"}>
              <th scope="row">
                {amount} <span className="soft">{currency.toUpperCase()}</span>
              </th>
              <td className="end">
                <Money minor={stripe} currency={currency} />
              </td>
              <td className="end">
                <Money minor={platform} currency={currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differing(props: {
  readonly id: string;
  readonly of: CalendarDay;
  readonly onRepaired: () => void;
}): ReactNode {
  const { id, of, onRepaired } = props;
  const reconciliation = useReconciliation(id);
  const mayManage = useMayManage();
  const mend = useAct(
    useCallback(async () => {
      await repair(id);
      ToastQueue.positive("Repaired; compare again to see it proven", { timeout: 8000 });
      onRepaired();
    }, [id, onRepaired]),
  );
  return (
    <>
      <Answered of={reconciliation} lines={2}>
        {({ differences }) => (
          <Differences
            list={differences.filter(
              ({ resource, day }) => resource === of.resource && (day === of.day || day === null),
            )}
          />
        )}
      </Answered>
      {mayManage && of.verdict === "differs" && (
        <div>
          <Button size="S" variant="accent" isPending={mend.busy} onPress={() => mend.run()}>
            Repair what this comparison found
          </Button>
        </div>
      )}
      {mend.problem !== undefined && <ProblemNote problem={mend.problem} />}
    </>
  );
}

const mostShown = 200;

/** Reasons that need no repair: the next sync or a replay brings these objects, or the settings leave them out. */
const explained: ReadonlySet<string> = new Set(["in-flight", "quarantined", "filtered"]);

function Differences({ list }: { readonly list: readonly ReconciliationDifference[] }): ReactNode {
  return (
    <details open={list.length <= 20}>
      <summary>{plural(list.length, "difference")}</summary>
      <ul className="differences">
        {list.slice(0, mostShown).map(({ objectId, kind, explanation, repair: way }) => (
          <li key={`${objectId} ${kind}`}>
            <code>{objectId}</code>{" "}
            <span className={`${explained.has(kind) ? "tone-warn" : "tone-bad"} strong`}>{kind}</span> {explanation}{" "}
            {way !== null && <span className="soft">{way}</span>}
          </li>
        ))}
      </ul>
      {list.length > mostShown && <p className="soft">and {formatCount(list.length - mostShown)} more</p>}
    </details>
  );
}
