import type { ReactNode } from "react";
import type { ResourceOverview } from "../../api/overview.ts";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Ago } from "../../parts/instant.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";

export function ResourceTable({ resources }: { readonly resources: readonly ResourceOverview[] }): ReactNode {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Resources">
      <table className="plain wide">
        <thead>
          <tr>
            <th scope="col">Resource</th>
            <th scope="col" className="end">
              Objects
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
            <ResourceLine key={each.resource} of={each} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResourceLine({ of }: { readonly of: ResourceOverview }): ReactNode {
  const { resource, objects, lagSeconds, ratePerSecond, quarantined, lastRun, lastReconciliation } = of;
  return (
    <tr>
      <th scope="row">{resourceTitle(resource)}</th>
      <td data-label="Objects" className="end">{formatCount(objects)}</td>
      <td data-label="Behind Stripe" className="end">{lagSeconds === null ? <span className="soft">not read whole yet</span> : formatDuration(lagSeconds)}</td>
      <td data-label="Rate" className="end">{ratePerSecond === null ? "–" : `${formatCount(ratePerSecond)}/s`}</td>
      <td data-label="Quarantined" className="end">
        {quarantined === 0 ? "0" : <a href={routeTo(["quarantine"], { resource, status: "open" })}>{formatCount(quarantined)}</a>}
      </td>
      <td data-label="Last run">
        {lastRun === undefined ? (
          <span className="soft">none</span>
        ) : (
          <span className="row tight">
            <a href={routeTo(["runs", lastRun.runId])} aria-label={`${resourceTitle(resource)}: last run`}>
              <StateOf state={lastRun.status} />
            </a>
            {lastRun.endedAt !== null && (
              <span className="soft small">
                <Ago at={lastRun.endedAt} />
              </span>
            )}
          </span>
        )}
      </td>
      <td data-label="Last comparison">
        <span className="row tight">
          <StateOf state={lastReconciliation?.verdict ?? "unchecked"} />
          {lastReconciliation !== undefined && (
            <span className="soft small">
              <Ago at={lastReconciliation.at} />
            </span>
          )}
        </span>
      </td>
    </tr>
  );
}
