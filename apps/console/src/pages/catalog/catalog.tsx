import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useConnections } from "../../api/connections.ts";
import { useFlows } from "../../api/flows.ts";
import { useMayManage } from "../../api/session.ts";
import type { Connection, Flow } from "../../api/types.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Chip } from "../../parts/marks.tsx";
import { Note } from "../../parts/note.tsx";
import { Page } from "../../parts/page.tsx";
import { resourceChoices } from "../../parts/resource-names.ts";
import { StateOf } from "../../parts/run-state.tsx";
import { routeTo } from "../../router/route.ts";
import "../../styles/catalog.css";

const meanings: Readonly<Record<string, string>> = {
  charges: "Attempts to move money: who paid, how, how much.",
  subscriptions: "Customers charged on a recurring basis.",
  refunds: "Money that went back.",
  balance_transactions: "What moved through the balance, with fees.",
  customers: "The people and companies who pay.",
  prices: "What is sold, for how much, how often.",
};

export function Catalog(): ReactNode {
  const connections = useConnections();
  const flows = useFlows();
  return (
    <Page title="Sources catalog" lead="Payments that Experience Platform can take in through this server.">
      <Answered of={connections} lines={6}>
        {(known) => <Answered of={flows}>{(running) => <StripeCard connections={known} flows={running} />}</Answered>}
      </Answered>
    </Page>
  );
}

function StripeCard(props: {
  readonly connections: readonly Connection[];
  readonly flows: readonly Flow[];
}): ReactNode {
  const { connections, flows } = props;
  return (
    <section className="card source" aria-label="Stripe">
      <div className="source-head">
        <img src="./icon.svg" alt="" width="56" height="56" />
        <div>
          <div className="row">
            <h2>Stripe</h2>
            <Chip>Payments</Chip>
          </div>
          <p className="soft">
            Ingest what your customers do when they pay: as faithful objects, and as events for profiles and journeys.
          </p>
          <p className="small soft">
            <a href={routeTo(["connections"])}>{plural(connections.length, "account")}</a> ·{" "}
            <a href={routeTo(["flows"])}>{plural(flows.length, "dataflow")}</a>
          </p>
        </div>
      </div>
      <Ways first={connections.length === 0} />
      <ul className="grid resources" aria-label="Resources">
        {resourceChoices.map(([name, title]) => (
          <ResourceItem key={name} name={name} title={title} flow={flows.find(({ resource }) => resource === name)} />
        ))}
      </ul>
    </section>
  );
}

function Ways({ first }: { readonly first: boolean }): ReactNode {
  if (!useMayManage()) {
    return (
      <Note tone="warn" title="You may look, not connect.">
        <p>
          Your token has no scope <code>sources.manage</code>.
        </p>
      </Note>
    );
  }
  return (
    <div className="actions">
      <LinkButton variant="accent" href={routeTo(["connect"], { way: "all" })}>
        All six resources, recommended settings
      </LinkButton>
      <LinkButton variant="secondary" href={routeTo(["connect"])}>
        {first ? "Set up" : "Add data"}
      </LinkButton>
    </div>
  );
}

function ResourceItem(props: {
  readonly name: string;
  readonly title: string;
  readonly flow: Flow | undefined;
}): ReactNode {
  const { name, title, flow } = props;
  return (
    <li>
      <span className="row tight">
        <span className="strong">{flow === undefined ? title : <a href={routeTo(["flows", flow.id])}>{title}</a>}</span>
        {flow !== undefined && <StateOf state={flow.state} />}
      </span>
      <span className="small soft">{meanings[name]}</span>
    </li>
  );
}
