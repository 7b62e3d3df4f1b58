import { Button, Picker, PickerItem } from "@react-spectrum/s2";
import { useCallback, useMemo, type ReactNode } from "react";
import { reconcile, useReconciliation, type Reconciliation as Compared } from "../../api/reconciliation.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Ago } from "../../parts/instant.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { resourceChoices } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { Calendar } from "./calendar.tsx";
import { DayDetail } from "./day-detail.tsx";
import { toMonths } from "./months.ts";
import "../../styles/calendar.css";

export function Reconciliation({ query }: PageArguments): ReactNode {
  const compared = useReconciliation();
  const begin = useAct(
    useCallback(async () => {
      await reconcile({});
      compared.refresh();
    }, [compared]),
  );
  const running = compared.value?.status === "running" || begin.busy;
  return (
    <Page
      title="Reconciliation"
      lead="Both sides counted, summed by currency and compared, day by day. A red day opens to the ids that differ."
      actions={<Actions query={query} running={running} onCompare={() => begin.run()} />}
    >
      {begin.problem !== undefined && <ProblemNote problem={begin.problem} />}
      <Answered of={compared} lines={9}>
        {(value) => <Verdicts compared={value} query={query} onChanged={compared.refresh} />}
      </Answered>
    </Page>
  );
}

function Actions(props: {
  readonly query: PageArguments["query"];
  readonly running: boolean;
  readonly onCompare: () => void;
}): ReactNode {
  return (
    <>
      <Picker
        aria-label="Resource"
        selectedKey={props.query["resource"] ?? "every"}
        onSelectionChange={(key) =>
          go(routeTo(["reconciliation"], { ...props.query, resource: key === "every" ? undefined : String(key) }), { replace: true })
        }
      >
        {[
          <PickerItem key="every" id="every">
            All resources
          </PickerItem>,
          ...resourceChoices.map(([name, title]) => (
            <PickerItem key={name} id={name}>
              {title}
            </PickerItem>
          )),
        ]}
      </Picker>
      {useMayManage() && (
        <Button variant="accent" isPending={props.running} onPress={props.onCompare}>
          Compare now
        </Button>
      )}
    </>
  );
}

function Verdicts(props: {
  readonly compared: Compared;
  readonly query: PageArguments["query"];
  readonly onChanged: () => void;
}): ReactNode {
  const { compared, query } = props;
  const days = useMemo(
    () => compared.days.filter(({ resource }) => query["resource"] === undefined || resource === query["resource"]),
    [compared.days, query],
  );
  const months = useMemo(() => toMonths(days), [days]);
  if (days.length === 0) {
    return (
      <section className="card">
        <Blank picture="search" title={compared.status === "running" ? "Comparing…" : "Nothing compared yet"}>
          <p>“Compare now” reads both sides and says, for every day and currency, whether they hold the same.</p>
        </Blank>
      </section>
    );
  }
  const day = query["day"];
  const selected = days.filter((each) => each.day === day);
  return (
    <>
      <Summary days={days} endedAt={compared.endedAt} />
      <Card title="Days" note="Days are UTC, as in Stripe’s reports">
        <Calendar months={months} selected={day} onSelect={(chosen) => go(routeTo(["reconciliation"], { ...query, day: chosen }), { replace: true })} />
      </Card>
      {day !== undefined && selected.length > 0 && <DayDetail day={day} verdicts={selected} onRepaired={props.onChanged} />}
    </>
  );
}

function Summary({ days, endedAt }: { readonly days: Compared["days"]; readonly endedAt: number | undefined }): ReactNode {
  const count = (verdict: string) => days.filter((each) => each.verdict === verdict).length;
  const drift = count("drift");
  const rest = (
    <p>
      {plural(count("ok"), "day")} match, {count("settling")} still settling
      {endedAt !== undefined && (
        <>
          ; compared <Ago at={endedAt} />
        </>
      )}
      .
    </p>
  );
  return drift === 0 ? (
    <Note tone="good" title="Experience Platform holds what Stripe holds.">
      {rest}
    </Note>
  ) : (
    <Note tone="bad" title={`${plural(drift, "day")} of a resource ${drift === 1 ? "differs" : "differ"}.`}>
      {rest}
    </Note>
  );
}
