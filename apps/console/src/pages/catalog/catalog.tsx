import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { listConnections, listFlows, type BaseConnection, type Flow } from "../../api/flow-service.ts";
import { useMayManage } from "../../api/session.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Chip } from "../../parts/marks.tsx";
import { Note } from "../../parts/note.tsx";
import { Page } from "../../parts/page.tsx";
import { resourceChoices } from "../../parts/resource-names.ts";
import { routeTo } from "../../router/route.ts";
import "../../styles/catalog.css";

interface Standing {
  readonly connections: readonly BaseConnection[];
  readonly flows: readonly Flow[];
}

const meanings: Readonly<Record<string, string>> = {
  charges: "Attempts to move money: who paid, how, how much.",
  subscriptions: "Customers charged on a recurring basis.",
  refunds: "Money that went back.",
  balance_transactions: "What moved through the balance, with fees.",
  customers: "The people and companies who pay.",
  prices: "What is sold, for how much, how often.",
};

export function Catalog(): ReactNode {
  const standing = useAnswer("catalog", async (signal): Promise<Standing> => {
    const [connections, flows] = await Promise.all([listConnections(signal), listFlows(signal)]);
    return { connections, flows };
  });
  return (
    <Page title="Sources catalog" lead="Payments that Experience Platform can take in through this server.">
      <Answered of={standing} lines={6}>
        {(value) => <StripeCard of={value} />}
      </Answered>
    </Page>
  );
}

function StripeCard({ of: { connections, flows } }: { readonly of: Standing }): ReactNode {
  const mayManage = useMayManage();
  const first = connections.length === 0;
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
      {mayManage ? (
        <div className="actions">
          <LinkButton variant="accent" href={routeTo(["connect"], { way: "all" })}>
            All six resources, recommended settings
          </LinkButton>
          <LinkButton variant="secondary" href={routeTo(["connect"])}>
            {first ? "Set up" : "Add data"}
          </LinkButton>
        </div>
      ) : (
        <Note tone="warn" title="You may look, not connect.">
          <p>
            Your token has no scope <code>sources.manage</code>.
          </p>
        </Note>
      )}
      <ul className="grid resources" aria-label="Resources">
        {resourceChoices.map(([name, title]) => (
          <li key={name}>
            <span className="strong">{title}</span>
            <span className="small soft">{meanings[name]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
