import type { ReactNode } from "react";
import { useFlow } from "../../api/flows.ts";
import { useRuns } from "../../api/runs.ts";
import type { Flow } from "../../api/types.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Ago, Instant } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import type { PageArguments } from "../pages.ts";
import { runColumns } from "../runs/runs.tsx";
import { describeSchedule } from "./describe-schedule.ts";
import { FlowActions } from "./flow-actions.tsx";

export function FlowPage({ path }: PageArguments): ReactNode {
  const id = path[1] ?? "";
  const flow = useFlow(id);
  return (
    <Page
      title={flow.value?.name ?? "Dataflow"}
      lead={flow.value?.description}
      trail={[["Dataflows", ["flows"]]]}
      actions={flow.value === undefined ? undefined : <FlowActions flow={flow.value} onDone={flow.refresh} />}
    >
      <Answered of={flow} lines={8}>
        {(value) => (
          <>
            <Card title="Properties">
              <Properties flow={value} />
            </Card>
            <RunsOf id={id} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Properties({ flow }: { readonly flow: Flow }): ReactNode {
  const { options, schedule } = flow;
  return (
    <div className="grid pair">
      <Facts
        of={[
          ["State", <StateOf key="state" state={flow.state} />],
          ["Resource", resourceTitle(flow.resource)],
          [
            "Account",
            <a key="connection" href={routeTo(["connections", flow.connectionId])}>
              {flow.connectionName}
            </a>,
          ],
          ["Mapping", flow.engine === "generated" ? "generated" : <code key="mapping">{flow.mappingId}</code>],
          [
            "Datasets",
            flow.dataSets.map(({ id, name, kind }) => (
              <div key={id}>{name.includes(kind) ? name : `${name} (${kind})`}</div>
            )),
          ],
        ]}
      />
      <Facts
        of={[
          ["Schedule", describeSchedule(schedule)],
          ["Started", schedule === null ? undefined : <Instant key="start" at={schedule.startsAt} />],
          ["Next run", flow.nextRunAt === null ? "none" : <Ago key="next" at={flow.nextRunAt} />],
          ["Behind Stripe", flow.lagSeconds === null ? "not read whole yet" : formatDuration(flow.lagSeconds)],
          ["Error diagnostics", options.errorDiagnosticsEnabled ? "on" : "off"],
          [
            "Error threshold",
            options.partialIngestionPercent === null ? "none" : `${options.partialIngestionPercent} %`,
          ],
          ["Id", <code key="id">{flow.id}</code>],
        ]}
      />
    </div>
  );
}

function RunsOf({ id }: { readonly id: string }): ReactNode {
  const runs = useRuns({ flowId: id });
  return (
    <Card title="Dataflow runs">
      <Answered of={runs} lines={4}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <Blank picture="flow" title="Not run yet" />
          ) : (
            <DataTable
              label="Runs of this dataflow"
              columns={runColumns}
              rows={items}
              rowKey={({ id: of }) => of}
              total={total}
              more={more}
              onNeedMore={runs.loadMore}
            />
          )
        }
      </Answered>
    </Card>
  );
}
