import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useFlows } from "../../api/flows.ts";
import { useMayManage } from "../../api/session.ts";
import type { Flow } from "../../api/types.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Ago } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { StateOf, StateOfRun } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { describeSchedule } from "./describe-schedule.ts";

const columns: readonly Column<Flow>[] = [
  { name: "Name", track: "minmax(0, 1.6fr)", cell: ({ id, name }) => <a href={routeTo(["flows", id])}>{name}</a> },
  { name: "State", track: "112px", cell: ({ state }) => <StateOf state={state} /> },
  { name: "Resource", track: "minmax(0, 1.1fr)", cell: ({ resource }) => resourceTitle(resource), later: true },
  { name: "Account", track: "minmax(0, .9fr)", cell: ({ connectionName }) => connectionName, later: true },
  { name: "Schedule", track: "142px", cell: ({ schedule }) => describeSchedule(schedule) },
  {
    name: "Last run",
    track: "232px",
    cell: ({ lastRun }) =>
      lastRun === null ? (
        <span className="soft">none</span>
      ) : (
        <span className="row tight one-line">
          <StateOfRun of={lastRun} />
          {lastRun.startedAt !== null && (
            <span className="soft small">
              <Ago at={lastRun.endedAt ?? lastRun.startedAt} />
            </span>
          )}
        </span>
      ),
    later: true,
  },
  {
    name: "Behind",
    track: "92px",
    cell: ({ lagSeconds }) => (lagSeconds === null ? "–" : formatDuration(lagSeconds)),
    end: true,
    unit: "behind",
  },
];

export function Flows(): ReactNode {
  const flows = useFlows();
  const mayManage = useMayManage();
  const add = mayManage ? (
    <LinkButton variant="accent" href={routeTo(["connect"])}>
      Add data
    </LinkButton>
  ) : undefined;
  return (
    <Page title="Dataflows" lead="One for each resource of an account, with its schedule." actions={add}>
      <Answered of={flows} lines={7}>
        {(items) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="flow" title="No dataflow yet" action={add}>
                <p>A dataflow brings one Stripe resource to its datasets, once or on a schedule.</p>
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
