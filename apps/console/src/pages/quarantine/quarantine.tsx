import { Picker, PickerItem } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useQuarantine, type QuarantineFilter, type QuarantinedRecord } from "../../api/quarantine.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Ago } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { resourceChoices, resourceTitle } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { ReplayAll } from "./replay.tsx";

const columns: readonly Column<QuarantinedRecord>[] = [
  {
    name: "Object",
    track: "minmax(0, 210fr)",
    cell: ({ id, objectId }) => <a href={routeTo(["quarantine", id])}>{objectId}</a>,
  },
  { name: "Code", track: "minmax(0, 100fr)", cell: ({ code }) => <code>{code}</code>, end: false },
  { name: "Resource", track: "minmax(0, 120fr)", cell: ({ resource }) => resourceTitle(resource), later: true },
  { name: "Path", track: "minmax(0, 180fr)", cell: ({ path }) => <code title={path}>{path}</code>, later: true },
  { name: "Rule", track: "minmax(0, 220fr)", cell: ({ rule }) => <span title={rule}>{rule}</span> },
  { name: "State", track: "minmax(0, 110fr)", cell: ({ status }) => <StateOf state={status} />, later: true },
  { name: "Since", track: "minmax(0, 120fr)", cell: ({ createdAt }) => <Ago at={createdAt} />, end: true },
];

export function Quarantine({ query }: PageArguments): ReactNode {
  const filter: QuarantineFilter = {
    status: query["status"] === "all" ? undefined : (query["status"] ?? "open"),
    resource: query["resource"],
    code: query["code"],
  };
  const records = useQuarantine(filter);
  const open = records.value?.items.filter(({ status }) => status === "open") ?? [];
  return (
    <Page
      title="Quarantine"
      lead="Records that were refused, each with the rule it breaks and the place in it. Nothing here is lost: mend the cause, then replay."
      actions={<ReplayAll records={open} total={records.value?.total} onDone={records.refresh} />}
    >
      <Filters query={query} />
      <Answered of={records} lines={10}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="check" title="No record waits here">
                <p>Every record read has arrived, was unchanged, or was left out by the policy you chose.</p>
              </Blank>
            </section>
          ) : (
            <DataTable
              label="Quarantined records"
              columns={columns}
              rows={items}
              rowKey={({ id }) => id}
              total={total}
              more={more}
              onNeedMore={records.loadMore}
            />
          )
        }
      </Answered>
    </Page>
  );
}

function Filters({ query }: Pick<PageArguments, "query">): ReactNode {
  const choose = (name: string) => (key: unknown) =>
    go(routeTo(["quarantine"], { ...query, [name]: key === "every" ? undefined : String(key) }), { replace: true });
  return (
    <div className="row" role="search" aria-label="Filter">
      <Picker aria-label="State" selectedKey={query["status"] ?? "open"} onSelectionChange={choose("status")}>
        <PickerItem id="open">Open</PickerItem>
        <PickerItem id="replayed">Replayed</PickerItem>
        <PickerItem id="dropped">Dropped</PickerItem>
        <PickerItem id="all">All states</PickerItem>
      </Picker>
      <Picker aria-label="Resource" selectedKey={query["resource"] ?? "every"} onSelectionChange={choose("resource")}>
        {[
          <PickerItem key="every" id="every">
            All resources
          </PickerItem>,
          ...resourceChoices.map(([name, title]) => (
            <PickerItem key={name} id={name}>
              {title}
            </PickerItem>
          )),
        ]}
      </Picker>
      {query["code"] !== undefined && (
        <a href={routeTo(["quarantine"], { ...query, code: undefined })}>
          Only {query["code"]} <span aria-hidden="true">✕</span>
          <span className="visually-hidden">(remove this filter)</span>
        </a>
      )}
    </div>
  );
}
