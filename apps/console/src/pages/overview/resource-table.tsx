import type { ReactNode } from "react";
import type { OverviewRow, ResourceTotals } from "../../api/types.ts";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Ago } from "../../parts/instant.tsx";
import { Chip } from "../../parts/marks.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf, StateOfRun } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";

export interface ResourceTableProps {
  readonly resources: readonly OverviewRow[];
  readonly totals: readonly ResourceTotals[];
}

export function ResourceTable({ resources, totals }: ResourceTableProps): ReactNode {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Resources, table">
      <table className="plain wide">
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col" className="end">
              Arrived
            </th>
            <th scope="col" className="end">
              Behind Stripe
            </th>
            <th scope="col" className="end">
              Rate
            </th>
            <th scope="col" className="end">
              Quarantined
            </th>
            <th scope="col">Last run</th>
            <th scope="col">Last comparison</th>
          </tr>
        </thead>
        <tbody>
          {resources.map((each) => (
            <ResourceLine
              key={each.flowId}
              of={each}
              totals={totals.find(({ resource }) => resource === each.resource)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResourceLine({
  of,
  totals,
}: {
  readonly of: OverviewRow;
  readonly totals: ResourceTotals | undefined;
}): ReactNode {
  const { resource, flowId, state, rowsAccepted, lagSeconds, ratePerSecond, lastReconciliation } = of;
  const arrived = totals?.figures.accepted ?? rowsAccepted;
  const quarantined = totals?.quarantined ?? of.quarantined;
  return (
    <tr>
      <th scope="row">
        <a href={routeTo(["flows", flowId])}>{resourceTitle(resource)}</a> {state !== "enabled" && <Chip>{state}</Chip>}
      </th>
      <td data-label="Arrived" className="end">
        <span title={`${formatCount(rowsAccepted)} in the last run`}>{formatCount(arrived)}</span>
      </td>
      <td data-label="Behind Stripe" className="end">
        {lagSeconds === null ? <span className="soft">not read whole yet</span> : formatDuration(lagSeconds)}
      </td>
      <td data-label="Rate" className="end">
        {ratePerSecond === null ? "–" : `${formatCount(ratePerSecond)}/s`}
      </td>
      <td data-label="Quarantined" className="end">
        {quarantined === 0 ? "0" : <a href={routeTo(["quarantine"], { resource })}>{formatCount(quarantined)}</a>}
      </td>
      <td data-label="Last run">
        <LastRun of={of} />
      </td>
      <td data-label="Last comparison">
        <span className="row tight">
          <StateOf state={lastReconciliation?.verdict ?? "unchecked"} />
          {lastReconciliation !== null && (
            <span className="soft small">
              <Ago at={lastReconciliation.at} />
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}

function LastRun({ of: { resource, lastRun, nextRunAt } }: { readonly of: OverviewRow }): ReactNode {
  if (lastRun === null) {
    return <span className="soft">{nextRunAt === null ? "none" : <Ago at={nextRunAt} />}</span>;
  }
  const at = lastRun.endedAt ?? lastRun.startedAt;
  return (
    <span className="row tight">
      <a
        href={routeTo(["runs", lastRun.id])}
        aria-label={`${resourceTitle(resource)}: last run, ${lastRun.partial ? "partial success" : lastRun.status}`}
      >
        <StateOfRun of={lastRun} />
      </a>
      {at !== null && (
        <span className="soft small">
          <Ago at={at} />
        </span>
      )}
    </span>
  );
}
