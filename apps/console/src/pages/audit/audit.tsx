import { Button } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { useAudit, useAuditVerification } from "../../api/audit.ts";
import { send } from "../../api/request.ts";
import type { AuditEntry } from "../../api/types.ts";
import { useAct } from "../../api/use-act.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Page } from "../../parts/page.tsx";
import { saveBlob } from "../../parts/save-blob.ts";
import { routeTo } from "../../router/route.ts";

const columns: readonly Column<AuditEntry>[] = [
  { name: "When", track: "minmax(186px, 1.1fr)", cell: ({ at }) => <Instant at={at} /> },
  { name: "Who", track: "minmax(0, 1fr)", cell: ({ actor }) => <span title={actor}>{actor}</span> },
  { name: "Did", track: "minmax(0, 1.2fr)", cell: ({ action }) => <code>{action}</code> },
  { name: "To", track: "minmax(0, 1.1fr)", cell: (entry) => <Subject of={entry} /> },
  {
    name: "Details",
    track: "minmax(0, 1.6fr)",
    cell: ({ details }) => <span title={inWords(details)}>{inWords(details)}</span>,
    later: true,
  },
  {
    name: "Hash",
    track: "128px",
    cell: ({ hash }) => <code title={hash}>{hash.slice(0, 12)}</code>,
    later: true,
  },
];

/** Pages of what an entry is about, by the first word of the act. */
const pagesOf: Readonly<Record<string, string>> = { connection: "connections", flow: "flows", run: "runs" };

function Subject({ of: { action, subject } }: { readonly of: AuditEntry }): ReactNode {
  const page = pagesOf[action.split(".")[0] ?? ""];
  const text = <code title={subject}>{subject}</code>;
  return page === undefined || subject === "" || /[.](delete|remove)$/.test(action) ? (
    text
  ) : (
    <a href={routeTo([page, subject])}>{text}</a>
  );
}

function inWords(details: AuditEntry["details"]): string {
  return Object.entries(details)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

export function Audit(): ReactNode {
  const entries = useAudit();
  const download = useAct(
    useCallback(
      async () =>
        saveBlob(
          "audit.ndjson",
          await (await send("/v1/audit/export", { headers: { accept: "application/x-ndjson" } })).blob(),
        ),
      [],
    ),
  );
  return (
    <Page
      title="Audit log"
      lead="Who changed what, newest first. Each entry’s hash covers the one before, so a changed or missing entry is found."
      actions={
        entries.value === undefined ? undefined : (
          <Button variant="secondary" isPending={download.busy} onPress={() => download.run()}>
            Export
          </Button>
        )
      }
    >
      {download.problem !== undefined && <ProblemNote problem={download.problem} />}
      <Answered of={entries} lines={10}>
        {({ items, total, more }) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="box" title="Nothing has been changed yet">
                <p>
                  Connecting an account, starting a run, replaying a record: every act through the console or the API
                  appears here.
                </p>
              </Blank>
            </section>
          ) : (
            <>
              <Verification />
              <DataTable
                label="Audit entries"
                columns={columns}
                rows={items}
                rowKey={({ sequence }) => String(sequence)}
                total={total}
                more={more}
                onNeedMore={entries.loadMore}
              />
            </>
          )
        }
      </Answered>
    </Page>
  );
}

function Verification(): ReactNode {
  const verification = useAuditVerification();
  return (
    <Answered of={verification} lines={1}>
      {({ whole, entries, brokenAt }) =>
        whole ? (
          <Note tone="good" title={`The chain of ${plural(entries, "entry", "entries")} is whole.`} />
        ) : (
          <Note tone="bad" title={`The chain is broken at entry ${brokenAt ?? ""}.`}>
            <p>Somebody changed or removed an entry in the store. Compare with your last export.</p>
          </Note>
        )
      }
    </Answered>
  );
}
