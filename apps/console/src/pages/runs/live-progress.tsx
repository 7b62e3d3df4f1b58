import type { ReactNode } from "react";
import { useOverview } from "../../api/overview.ts";
import type { Run, RunProgress } from "../../api/types.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { formatCount } from "../../format/number.ts";
import { State } from "../../parts/marks.tsx";
import { Card } from "../../parts/page.tsx";

const phases = {
  reading: "Reading Stripe",
  delivering: "Waiting for the platform",
  done: "Done",
  failed: "Failed",
} as const;

/** A run in the middle: what it does, and how near it is to the limits that Stripe sets. */
export function LiveProgress({
  run,
  progress,
}: {
  readonly run: Run;
  readonly progress: RunProgress | undefined;
}): ReactNode {
  const budget = useOverview().value?.budget;
  const phase = progress?.phase ?? "reading";
  return (
    <Card title="Progress">
      <div className="grid">
        <div>
          <State tone={phase === "failed" ? "bad" : phase === "done" ? "good" : "busy"}>{phases[phase]}</State>
          <p className="soft small">{formatCount(run.batchIds.length)} batches sealed</p>
        </div>
        {budget !== undefined && (
          <Gauge
            name="Stripe requests"
            used={budget.stripeRequestsPerSecond.used}
            limit={budget.stripeRequestsPerSecond.allowed}
            unit="a second"
          />
        )}
      </div>
    </Card>
  );
}
