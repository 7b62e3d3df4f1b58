import type { ReactNode } from "react";
import { useOverview } from "../../api/overview.ts";
import type { Run, RunProgress } from "../../api/types.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { SliceLine } from "../../charts/slice-line.tsx";
import { Sparkline } from "../../charts/sparkline.tsx";
import { formatBytes, formatCount, plural } from "../../format/number.ts";
import { Facts } from "../../parts/facts.tsx";
import { State } from "../../parts/marks.tsx";
import { Card } from "../../parts/page.tsx";

const phases = {
  reading: "Reading Stripe",
  delivering: "Waiting for the platform",
  done: "Listing done, following changes",
  failed: "Failed",
} as const;

export interface LiveProgressProps {
  readonly run: Run;
  readonly progress: RunProgress | undefined;
  /** Records a second over the last minutes, oldest first. */
  readonly rates: readonly number[];
}

/** A run in the middle: what it does, how far its listing is, and how near it is to the limits that Stripe sets. */
export function LiveProgress({ run, progress, rates }: LiveProgressProps): ReactNode {
  const requests = useOverview().value?.budget.stripeRequestsPerSecond;
  const phase = progress?.phase ?? "reading";
  const { slices = [], underWay } = run.live ?? {};
  return (
    <Card title="Now">
      <div className="stack">
        <div className="grid live">
          <div className="stack tight">
            <State tone={phase === "failed" ? "bad" : phase === "done" ? "good" : "busy"}>{phases[phase]}</State>
            <Facts
              of={[
                ["Read so far", formatCount(Math.max(progress?.read ?? 0, run.figures.read))],
                ["Arrived", formatCount(run.figures.accepted)],
                [
                  "On their way",
                  underWay === undefined || underWay.batches === 0
                    ? "rows are being gathered for the next batch"
                    : `${plural(underWay.rows, "row")} in ${plural(underWay.batches, "batch", "batches")}, ${formatBytes(underWay.bytes)}`,
                ],
              ]}
            />
          </div>
          <div>
            <p className="figure">
              {formatCount(rates.at(-1) ?? 0)} <span className="soft small">records/s</span>
            </p>
            <Sparkline label="Records per second, the last minutes" values={rates} height={48} />
          </div>
          {requests !== undefined && (
            <Gauge
              name="Stripe requests"
              used={requests.used}
              limit={requests.allowed}
              unit="a second"
              note="the rest is left to your checkout"
            />
          )}
        </div>
        {slices.length > 0 && (
          <div>
            <h3 className="slices-title">History, window by window</h3>
            <SliceLine slices={slices} />
          </div>
        )}
      </div>
    </Card>
  );
}
