import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { listFlows, type Flow } from "../../api/flow-service.ts";
import { useMayManage } from "../../api/session.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Ago, Instant } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { describeSchedule } from "./describe-schedule.ts";

const columns: readonly Column<Flow>[] = [
  { name: "Name", track: "minmax(0, 2.2fr)", cell: ({ id, name }) => <a href={routeTo(["flows", id])}>{name}</a> },
  { name: "State", track: "minmax(0, 1fr)", cell: ({ state }) => <StateOf state={state} /> },
  { name: "Schedule", track: "minmax(0, 1.2fr)", cell: ({ scheduleParams }) => describeSchedule(scheduleParams) },
  {
    name: "Last run",
    track: "minmax(0, 1.6fr)",
    cell: ({ lastRunDetails }) =>
      lastRunDetails === undefined ? (
        <span className="soft">none</span>
      ) : (
        <span className="row tight">
          <StateOf state={lastRunDetails.state} />
          <span className="soft small">
            <Ago at={lastRunDetails.completedAtUTC ?? lastRunDetails.startedAtUTC} />
          </span>
        </span>
      ),
  },
  { name: "Created", track: "minmax(0, 1.4fr)", cell: ({ createdAt }) => <Instant at={createdAt} />, later: true },
];

export function Flows(): ReactNode {
  const flows = useAnswer("flows", listFlows, 10_000);
  const mayManage = useMayManage();
  const add = mayManage ? (
    <LinkButton variant="accent" href={routeTo(["connect"])}>
      Add data
    </LinkButton>
  ) : undefined;
  return (
    <Page title="Dataflows" lead="One for each resource that goes to a dataset, with its schedule." actions={add}>
      <Answered of={flows} lines={7}>
        {(items) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="flow" title="No dataflow yet" action={add}>
                <p>A dataflow brings one Stripe resource to one dataset, once or on a schedule.</p>
              </Blank>
            </section>
          ) : (
            <DataTable label="Dataflows" columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Answered>
    </Page>
  );
}
