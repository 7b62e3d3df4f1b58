import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useConnections } from "../../api/connections.ts";
import { useMayManage } from "../../api/session.ts";
import type { Connection } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Chip } from "../../parts/marks.tsx";
import { Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";

const columns: readonly Column<Connection>[] = [
  {
    name: "Name",
    track: "minmax(0, 1.6fr)",
    cell: ({ id, name }) => <a href={routeTo(["connections", id])}>{name}</a>,
  },
  { name: "State", track: "128px", cell: ({ state }) => <StateOf state={state} /> },
  {
    name: "Stripe account",
    track: "minmax(0, 1.7fr)",
    cell: ({ account, livemode }) => (
      <>
        <code>{account ?? "–"}</code>{" "}
        {livemode !== null && <Chip tone={livemode ? "warn" : "still"}>{livemode ? "live" : "test"}</Chip>}
      </>
    ),
  },
  { name: "Dataflows", track: "minmax(0, .9fr)", cell: ({ flows }) => plural(flows, "dataflow") },
  { name: "Created", track: "minmax(0, 1.4fr)", cell: ({ createdAt }) => <Instant at={createdAt} />, later: true },
];

export function Connections(): ReactNode {
  const connections = useConnections();
  const mayManage = useMayManage();
  const add = mayManage ? (
    <LinkButton variant="accent" href={routeTo(["connect"])}>
      Connect an account
    </LinkButton>
  ) : undefined;
  return (
    <Page
      title="Accounts"
      lead="Stripe accounts that this server reads: base connections, in Flow Service’s words."
      actions={add}
    >
      <Answered of={connections} lines={5}>
        {(items) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="lock" title="No account is connected" action={add}>
                <p>A restricted key with read permissions is all it takes.</p>
              </Blank>
            </section>
          ) : (
            <DataTable label="Accounts" columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Answered>
    </Page>
  );
}
