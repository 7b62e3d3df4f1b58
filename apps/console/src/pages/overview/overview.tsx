import { LinkButton } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useOverview } from "../../api/overview.ts";
import type { Overview as OverviewAnswer } from "../../api/types.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Note } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Words } from "../../parts/words.tsx";
import { routeTo } from "../../router/route.ts";
import { budgetLines } from "./budget-lines.ts";
import { judge } from "./judge.ts";
import { ResourceTable } from "./resource-table.tsx";
import { SyncNow } from "./sync-now.tsx";

export function Overview(): ReactNode {
  const overview = useOverview();
  const resources = overview.value?.resources ?? [];
  return (
    <Page
      title="Overview"
      lead="What moves from Stripe to Experience Platform, how far behind it is, and when both sides were last compared."
      actions={resources.length > 0 ? <SyncNow resources={resources} onStarted={overview.refresh} /> : undefined}
    >
      <Answered of={overview} lines={9}>
        {(value) => (value.resources.length === 0 ? <NothingYet /> : <Standing of={value} />)}
      </Answered>
    </Page>
  );
}

function NothingYet(): ReactNode {
  return (
    <section className="card">
      <Blank
        picture="flow"
        title="Nothing moves yet"
        action={
          <LinkButton variant="accent" href={routeTo(["catalog"])}>
            Set up Stripe
          </LinkButton>
        }
      >
        <p>
          Connect a Stripe account, and its charges, subscriptions, refunds, balance transactions, customers and prices
          flow here.
        </p>
      </Blank>
    </section>
  );
}

function Standing({ of }: { readonly of: OverviewAnswer }): ReactNode {
  const { tone, title, reasons } = judge(of);
  return (
    <>
      <Note tone={tone} title={title}>
        {reasons.map(({ message, next, path }) => (
          <p key={message}>
            {path.length === 0 ? message : <a href={routeTo(path)}>{message}</a>}{" "}
            {next !== null && (
              <span className="soft">
                <Words>{next}</Words>
              </span>
            )}
          </p>
        ))}
      </Note>
      <Tiles of={of} />
      <Card title="Resources">
        <ResourceTable resources={of.resources} totals={of.totals} />
      </Card>
      <Card title="Budgets" note="Limits of Stripe and of Experience Platform">
        <div className="grid budgets">
          {budgetLines(of.budget).map((line) => (
            <Gauge key={line.name} {...line} />
          ))}
        </div>
      </Card>
    </>
  );
}

function Tiles({ of: { resources, quarantined, totals } }: { readonly of: OverviewAnswer }): ReactNode {
  const lags = resources.flatMap(({ lagSeconds }) => (lagSeconds === null ? [] : [lagSeconds]));
  const accepted = totals.reduce((sum, { figures }) => sum + figures.accepted, 0);
  const agreeing = resources.filter(({ lastReconciliation }) => lastReconciliation?.verdict === "agrees").length;
  return (
    <div className="grid tiles">
      <Tile name="Objects and versions arrived" value={formatCount(accepted)} />
      <Tile name="Furthest behind Stripe" value={lags.length === 0 ? "–" : formatDuration(Math.max(...lags))} />
      <Tile name="In quarantine" value={formatCount(quarantined)} href={routeTo(["quarantine"])} />
      <Tile
        name="Resources that agree"
        value={`${agreeing} of ${resources.length}`}
        href={routeTo(["reconciliation"])}
      />
    </div>
  );
}

function Tile({
  name,
  value,
  href,
}: {
  readonly name: string;
  readonly value: string;
  readonly href?: string;
}): ReactNode {
  return (
    <div className="card tile">
      <p className="soft small">{href === undefined ? name : <a href={href}>{name}</a>}</p>
      <p className="figure">{value}</p>
    </div>
  );
}
