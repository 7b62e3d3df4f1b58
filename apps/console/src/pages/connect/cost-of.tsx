import type { ReactNode } from "react";
import { estimate } from "../../api/flows.ts";
import type { Estimate, FlowSchedule, ResourceName } from "../../api/types.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Note } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";

export interface CostProps {
  readonly connectionId: string;
  readonly resources: readonly ResourceName[];
  readonly schedule: FlowSchedule;
}

/** What a schedule costs, before it is chosen: time, requests, read budget, batches. */
export function CostOf({ connectionId, resources, schedule }: CostProps): ReactNode {
  const { frequency, interval, backfill } = schedule;
  const question = `estimate ${JSON.stringify([connectionId, resources, frequency, interval, backfill])}`;
  const answer = useAnswer(question, (signal) =>
    estimate({ connectionId, resources, schedule: { ...schedule, startsAt: Date.now() } }, signal),
  );
  return (
    <Card title="What it costs" note="Estimated from the account as it is now">
      <Answered of={answer} lines={5}>
        {(value) => <Cost of={value} />}
      </Answered>
    </Card>
  );
}

function Cost({ of }: { readonly of: Estimate }): ReactNode {
  const objects = Object.entries(of.objects);
  return (
    <div className="stack">
      <Facts
        of={[
          [
            "Objects at Stripe",
            objects.map(([name, count]) => `${formatCount(count)} ${resourceTitle(name).toLowerCase()}`).join(", "),
          ],
          ["First run", `about ${formatDuration(of.firstRunSeconds)}, ${formatCount(of.requestsOfFirstRun)} requests`],
        ]}
      />
      <Gauge
        name="Stripe reads"
        used={of.readsIn30Days}
        limit={of.readBudget ?? 0}
        unit="in 30 days"
        note={of.readBudget === null ? "no limit is set" : undefined}
      />
      <Gauge
        name="Batches"
        used={of.batchesPerDay}
        limit={of.batchesPerDayLimit}
        unit="a day"
        note="of the whole sandbox"
      />
      {of.warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
    </div>
  );
}
