import { Picker, PickerItem } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useQuarantine, useQuarantineGroups, type QuarantineFilter } from "../../api/quarantine.ts";
import type { QuarantinedRecord } from "../../api/types.ts";
import { formatCount } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Ago } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { ResourcePicker } from "../../parts/resource-picker.tsx";
import { resourceTitle } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import type { PageArguments } from "../pages.ts";
import { ReplayAll } from "./replay.tsx";

const columns: readonly Column<QuarantinedRecord>[] = [
  {
    name: "Object",
    track: "minmax(248px, 1.4fr)",
    cell: ({ id, objectId }) => <a href={routeTo(["quarantine", id])}>{objectId}</a>,
  },
  { name: "Code", track: "104px", cell: ({ code, title }) => <code title={title}>{code}</code> },
  { name: "Resource", track: "172px", cell: ({ resource }) => resourceTitle(resource), later: true },
  {
    name: "Path",
    track: "minmax(0, 1.2fr)",
    cell: ({ path }) => (path === "" ? <span className="soft">the whole row</span> : <code title={path}>{path}</code>),
    later: true,
  },
  { name: "Rule", track: "minmax(0, 1.8fr)", cell: ({ rule }) => <span title={rule}>{rule}</span> },
  { name: "Since", track: "142px", cell: ({ createdAt }) => <Ago at={createdAt} />, end: true },
];

export function Quarantine({ query }: PageArguments): ReactNode {
  const filter: QuarantineFilter = { status: query.status, resource: query.resource, code: query.code };
  const records = useQuarantine(filter);
  const isOpen = (filter.status ?? "open") === "open";
  return (
    <Page
      title="Quarantine"
      lead="Records that were refused, each with the rule it breaks and the place in it. Nothing here is lost: mend the cause, then replay."
      actions={
        isOpen ? <ReplayAll filter={filter} total={records.value?.total ?? 0} onDone={records.refresh} /> : undefined
      }
    >
      <Filters query={query} />
      {isOpen && filter.code === undefined && filter.resource === undefined && <Groups />}
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

const mostGroups = 6;

/** What the list is about, before one reads it. */
function Groups(): ReactNode {
  const { value = [] } = useQuarantineGroups();
  if (value.length === 0) return null;
  return (
    <ul className="grid groups" aria-label="By cause">
      {value
        .toSorted((a, b) => b.count - a.count)
        .slice(0, mostGroups)
        .map(({ code, title, resource, path, count }) => (
          <li key={`${code} ${resource} ${path}`} className="card">
            <p className="figure small-figure">{formatCount(count)}</p>
            <p>
              <a href={routeTo(["quarantine"], { code, resource })}>{title}</a>
            </p>
            <p className="small soft">
              {resourceTitle(resource)}
              {path !== "" && (
                <>
                  {" "}
                  at <code>{path}</code>
                </>
              )}
            </p>
          </li>
        ))}
    </ul>
  );
}

function Filters({ query }: Pick<PageArguments, "query">): ReactNode {
  const show = (change: Readonly<Record<string, string | undefined>>) =>
    go(routeTo(["quarantine"], { ...query, ...change }), { replace: true });
  return (
    <div className="row" role="search" aria-label="Filter">
      <Picker
        aria-label="State"
        value={query.status ?? "open"}
        onChange={(key) => show({ status: key === "open" ? undefined : String(key) })}
      >
        <PickerItem id="open">Open</PickerItem>
        <PickerItem id="replayed">Replayed</PickerItem>
        <PickerItem id="dropped">Dropped</PickerItem>
      </Picker>
      <ResourcePicker chosen={query.resource} onChoose={(resource) => show({ resource })} />
      {query.code !== undefined && (
        <a href={routeTo(["quarantine"], { ...query, code: undefined })}>
          Only {query.code} <span aria-hidden="true">✕</span>
          <span className="visually-hidden">(remove this filter)</span>
        </a>
      )}
    </div>
  );
}
