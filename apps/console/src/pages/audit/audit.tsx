import type { ReactNode } from "react";
import { useAudit, type AuditEntry } from "../../api/audit.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";

const columns: readonly Column<AuditEntry>[] = [
  { name: "When", track: "minmax(0, 190fr)", cell: ({ at }) => <Instant at={at} /> },
  { name: "Who", track: "minmax(0, 120fr)", cell: ({ actor }) => actor },
  { name: "Did", track: "minmax(0, 170fr)", cell: ({ action }) => <code>{action}</code> },
  { name: "To", track: "minmax(0, 200fr)", cell: ({ subject }) => <code title={subject}>{subject}</code>, later: true },
  { name: "Hash", track: "minmax(0, 120fr)", cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>, later: true },
];

export function Audit(): ReactNode {
  const entries = useAudit();
  return (
    <Page
      title="Audit log"
      lead="Who changed what, newest first. Each entry's hash covers the one before, so a changed or missing entry is found."
    >
      <Answered of={entries} lines={10}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="box" title="Nothing has been changed yet">
                <p>Connecting an account, starting a run, replaying a record: every act through the console or the API appears here.</p>
              </Blank>
            </section>
          ) : (
            <DataTable
              label="Audit entries"
              columns={columns}
              rows={items}
              rowKey={({ sequence }) => String(sequence)}
              total={total}
              more={more}
              onNeedMore={entries.loadMore}
            />
          )
        }
      </Answered>
    </Page>
  );
}
