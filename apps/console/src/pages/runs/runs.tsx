import { Picker, PickerItem } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useRuns } from "../../api/runs.ts";
import type { RunSummary } from "../../api/types.ts";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { ResourcePicker } from "../../parts/resource-picker.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOfRun } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";

/** Also the runs of one dataflow are shown in these. */
export const runColumns: readonly Column<RunSummary>[] = [
  {
    name: "Started",
    track: "minmax(186px, 1.5fr)",
    cell: ({ id, startedAt, status }) => (
      <a href={routeTo(["runs", id])}>{startedAt === null ? status : <Instant at={startedAt} />}</a>
    ),
  },
  { name: "State", track: "150px", cell: (run) => <StateOfRun of={run} /> },
  { name: "Resource", track: "minmax(172px, 1.3fr)", cell: ({ resource }) => resourceTitle(resource) },
  {
    name: "Read",
    track: "minmax(0, .7fr)",
    cell: ({ figures }) => formatCount(figures.read),
    end: true,
    unit: "read",
  },
  {
    name: "Accepted",
    track: "minmax(88px, .8fr)",
    cell: ({ figures }) => formatCount(figures.accepted),
    end: true,
    later: true,
  },
  {
    name: "Refused",
    track: "minmax(0, .8fr)",
    cell: ({ figures: { quarantined, rejected } }) => (
      <span
        className={quarantined + rejected > 0 ? "tone-warn strong" : ""}
        title={`${formatCount(quarantined)} before sending, ${formatCount(rejected)} by the platform`}
      >
        {formatCount(quarantined + rejected)}
      </span>
    ),
    end: true,
    later: true,
  },
  {
    name: "Took",
    track: "minmax(0, .9fr)",
    cell: ({ startedAt, endedAt }) =>
      startedAt === null || endedAt === null ? "–" : formatDuration((endedAt - startedAt) / 1000),
    end: true,
    later: true,
  },
  {
    name: "Error",
    track: "minmax(0, 1.6fr)",
    cell: ({ firstError }) => (firstError === null ? "" : <code title={firstError.message}>{firstError.code}</code>),
    later: true,
  },
];

export function Runs({ query }: PageArguments): ReactNode {
  const { status, resource } = query;
  const runs = useRuns({ status, resource });
  return (
    <Page
      title="Runs"
      lead="Every reading of Stripe, newest first: what was read, what the platform accepted, and what was refused."
      actions={<Filters query={query} />}
    >
      <Answered of={runs} lines={10}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <section className="card">
              <Blank
                picture="flow"
                title={status === undefined && resource === undefined ? "No run yet" : "No such run"}
              >
                <p>A run appears here as soon as a dataflow is due, or when you press “Sync now” on the overview.</p>
              </Blank>
            </section>
          ) : (
            <DataTable
              label="Runs"
              columns={runColumns}
              rows={items}
              rowKey={({ id }) => id}
              total={total}
              more={more}
              onNeedMore={runs.loadMore}
            />
          )
        }
      </Answered>
    </Page>
  );
}

function Filters({ query }: Pick<PageArguments, "query">): ReactNode {
  return (
    <>
      <Picker
        aria-label="State"
        value={query.status ?? "all"}
        onChange={(key) =>
          go(routeTo(["runs"], { ...query, status: key === "all" ? undefined : String(key) }), { replace: true })
        }
      >
        <PickerItem id="all">All states</PickerItem>
        <PickerItem id="running">Running</PickerItem>
        <PickerItem id="succeeded">Succeeded</PickerItem>
        <PickerItem id="failed">Failed</PickerItem>
        <PickerItem id="interrupted">Interrupted</PickerItem>
        <PickerItem id="scheduled">Scheduled</PickerItem>
      </Picker>
      <ResourcePicker
        chosen={query.resource}
        onChoose={(resource) => go(routeTo(["runs"], { ...query, resource }), { replace: true })}
      />
    </>
  );
}
