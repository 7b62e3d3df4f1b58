import { Picker, PickerItem } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useRuns, type RunReport } from "../../api/runs.ts";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Ago, Instant } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { sumOf } from "./figures.ts";

const columns: readonly Column<RunReport>[] = [
  {
    name: "Started",
    track: "minmax(0, 190fr)",
    cell: (run) => (
      <a href={routeTo(["runs", run.runId])}>
        <Instant at={run.startedAt} />
      </a>
    ),
  },
  { name: "State", track: "minmax(0, 130fr)", cell: ({ status }) => <StateOf state={status} /> },
  { name: "Mode", track: "minmax(0, 90fr)", cell: ({ mode }) => mode, later: true },
  {
    name: "Resources",
    track: "minmax(0, 160fr)",
    cell: ({ resources }) => Object.keys(resources).map(resourceTitle).join(", "),
    later: true,
  },
  { name: "Read", track: "minmax(0, 90fr)", cell: (run) => formatCount(sumOf(run, "read")), end: true },
  { name: "Accepted", track: "minmax(0, 90fr)", cell: (run) => formatCount(sumOf(run, "accepted")), end: true, later: true },
  { name: "Quarantined", track: "minmax(0, 100fr)", cell: (run) => formatCount(sumOf(run, "quarantined")), end: true, later: true },
  {
    name: "Took",
    track: "minmax(0, 100fr)",
    cell: ({ startedAt, endedAt }) => (endedAt ? formatDuration((endedAt - startedAt) / 1000) : <Ago at={startedAt} />),
    end: true,
  },
];

export function Runs({ query }: PageArguments): ReactNode {
  const status = query["status"];
  const runs = useRuns({ status });
  return (
    <Page
      title="Runs"
      lead="Every reading of Stripe, newest first: what was read, what the platform accepted, and what was refused."
      actions={
        <Picker
          aria-label="State"
          selectedKey={status ?? "all"}
          onSelectionChange={(key) => go(routeTo(["runs"], { status: key === "all" ? undefined : String(key) }))}
        >
          <PickerItem id="all">All states</PickerItem>
          <PickerItem id="running">Running</PickerItem>
          <PickerItem id="succeeded">Succeeded</PickerItem>
          <PickerItem id="failed">Failed</PickerItem>
          <PickerItem id="interrupted">Interrupted</PickerItem>
        </Picker>
      }
    >
      <Answered of={runs} lines={10}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="flow" title={status === undefined ? "No run yet" : "No run in this state"}>
                <p>A run appears here as soon as a dataflow is due, or when you press “Sync now” on the overview.</p>
              </Blank>
            </section>
          ) : (
            <DataTable
              label="Runs"
              columns={columns}
              rows={items}
              rowKey={({ runId }) => runId}
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
