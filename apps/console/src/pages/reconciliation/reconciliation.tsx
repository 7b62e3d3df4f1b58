import { Button } from "@react-spectrum/s2";
import { useCallback, useMemo, useState, type ReactNode } from "react";
import { useFlows } from "../../api/flows.ts";
import { reconcile, useCalendar, useLastReconciliation } from "../../api/reconciliation.ts";
import { useMayManage } from "../../api/session.ts";
import type { CalendarDay, Operation } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Ago } from "../../parts/instant.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { OperationNote } from "../../parts/operation-note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { ResourcePicker } from "../../parts/resource-picker.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { Calendar } from "./calendar.tsx";
import { DayDetail } from "./day-detail.tsx";
import { toMonths } from "./months.ts";
import "../../styles/calendar.css";

export function Reconciliation({ query }: PageArguments): ReactNode {
  const days = useCalendar();
  const last = useLastReconciliation();
  const moved = (useFlows().value ?? []).map(({ resource }) => resource);
  const [operation, setOperation] = useState<Operation>();
  const refresh = useCallback(() => {
    days.refresh();
    last.refresh();
  }, [days, last]);
  const compare = useAct(
    useCallback(async () => {
      await reconcile([...new Set(moved)], setOperation);
      setOperation(undefined);
      refresh();
    }, [moved, refresh]),
  );
  return (
    <Page
      title="Reconciliation"
      lead="Both sides counted, summed by currency and compared, day by day. A red day opens to the ids that differ."
      actions={
        <>
          <ResourcePicker
            chosen={query.resource}
            onChoose={(resource) => go(routeTo(["reconciliation"], { ...query, resource }), { replace: true })}
          />
          {useMayManage() && (
            <Button variant="accent" isPending={compare.busy} onPress={() => compare.run()}>
              Compare now
            </Button>
          )}
        </>
      }
    >
      {compare.problem !== undefined && <ProblemNote problem={compare.problem} />}
      {compare.busy && operation !== undefined && <OperationNote title="Comparing both sides" operation={operation} />}
      <Answered of={days} lines={9}>
        {(value) => (
          <Verdicts
            days={value}
            comparedAt={last.value?.last?.endedAt ?? undefined}
            query={query}
            onChanged={refresh}
          />
        )}
      </Answered>
    </Page>
  );
}

/** Half a year is what people look at; the rest is a press away. */
const firstMonths = 6;

function Verdicts(props: {
  readonly days: readonly CalendarDay[];
  readonly comparedAt: number | undefined;
  readonly query: PageArguments["query"];
  readonly onChanged: () => void;
}): ReactNode {
  const { query } = props;
  const days = useMemo(
    () => props.days.filter(({ resource }) => query.resource === undefined || resource === query.resource),
    [props.days, query],
  );
  const [older, setOlder] = useState(false);
  const months = useMemo(() => toMonths(days), [days]);
  if (days.length === 0) {
    return (
      <section className="card">
        <Blank picture="search" title="Nothing compared yet">
          <p>“Compare now” reads both sides and says, for every day and currency, whether they hold the same.</p>
        </Blank>
      </section>
    );
  }
  const day = query.day;
  const selected = days.filter((each) => each.day === day);
  return (
    <>
      <Summary days={days} comparedAt={props.comparedAt} />
      <Card title="Days" note="Days are UTC, as in Stripe’s reports">
        <Calendar
          months={older ? months : months.slice(0, firstMonths)}
          selected={day}
          onSelect={(chosen) => go(routeTo(["reconciliation"], { ...query, day: chosen }), { replace: true })}
        />
        {!older && months.length > firstMonths && (
          <Button variant="secondary" onPress={() => setOlder(true)}>
            {`Show ${plural(months.length - firstMonths, "older month")}`}
          </Button>
        )}
      </Card>
      {day !== undefined && selected.length > 0 && (
        <DayDetail day={day} resources={selected} onRepaired={props.onChanged} />
      )}
    </>
  );
}

function Summary({
  days,
  comparedAt,
}: {
  readonly days: readonly CalendarDay[];
  readonly comparedAt: number | undefined;
}): ReactNode {
  const distinct = (verdict: string) =>
    new Set(days.filter((each) => each.verdict === verdict).map(({ day }) => day)).size;
  const differing = distinct("differs");
  const settling = distinct("settling");
  const rest = (
    <p>
      {plural(new Set(days.map(({ day }) => day)).size, "day")} compared
      {settling > 0 && `, ${settling} still settling`}
      {comparedAt !== undefined && (
        <>
          ; last <Ago at={comparedAt} />
        </>
      )}
      .
    </p>
  );
  return differing === 0 ? (
    <Note tone="good" title="Experience Platform holds what Stripe holds.">
      {rest}
    </Note>
  ) : (
    <Note tone="bad" title={`On ${plural(differing, "day")} the two sides differ.`}>
      {rest}
    </Note>
  );
}
