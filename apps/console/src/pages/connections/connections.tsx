import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { listConnections, type BaseConnection } from "../../api/flow-service.ts";
import { useMayManage } from "../../api/session.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Instant } from "../../parts/instant.tsx";
import { Page } from "../../parts/page.tsx";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";

const columns: readonly Column<BaseConnection>[] = [
  { name: "Name", track: "minmax(0, 2fr)", cell: ({ id, name }) => <a href={routeTo(["connections", id])}>{name}</a> },
  { name: "State", track: "minmax(0, 1fr)", cell: ({ state }) => <StateOf state={state} />, end: false },
  { name: "Created", track: "minmax(0, 1.4fr)", cell: ({ createdAt }) => <Instant at={createdAt} />, later: true },
  { name: "Changed", track: "minmax(0, 1.4fr)", cell: ({ updatedAt }) => <Instant at={updatedAt} /> },
];

export function Connections(): ReactNode {
  const connections = useAnswer("connections", listConnections);
  const mayManage = useMayManage();
  const add = mayManage ? (
    <LinkButton variant="accent" href={routeTo(["connect"])}>
      Connect an account
    </LinkButton>
  ) : undefined;
  return (
    <Page title="Accounts" lead="Stripe accounts that this server reads, as base connections of Flow Service." actions={add}>
      <Answered of={connections} lines={5}>
        {(items) =>
          items.length === 0 ? (
            <section className="card">
              <Blank picture="lock" title="No account is connected" action={add}>
                <p>A restricted key with six read permissions is all it takes.</p>
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
