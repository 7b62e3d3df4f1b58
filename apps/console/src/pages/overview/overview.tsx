import { Button, LinkButton } from "@react-spectrum/s2";
import { useCallback, type ReactNode } from "react";
import { useOverview, type Overview as OverviewAnswer } from "../../api/overview.ts";
import { startRun } from "../../api/runs.ts";
import { useMayManage } from "../../api/session.ts";
import { useAct } from "../../api/use-act.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { formatCount } from "../../format/number.ts";
import { formatDuration } from "../../format/time.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Note, ProblemNote } from "../../parts/note.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { routeTo } from "../../router/route.ts";
import { go } from "../../router/use-route.ts";
import { judge } from "./judge.ts";
import { ResourceTable } from "./resource-table.tsx";

export function Overview(): ReactNode {
  const overview = useOverview();
  return (
    <Page
      title="Overview"
      lead="What moves from Stripe to Experience Platform, how far behind it is, and when both sides were last compared."
      actions={<Actions running={overview.value?.runningRunId} any={(overview.value?.resources.length ?? 0) > 0} />}
    >
      <Answered of={overview} lines={9}>
        {(value) => (value.resources.length === 0 ? <NothingYet /> : <Standing of={value} />)}
      </Answered>
    </Page>
  );
}

function Actions({ running, any }: { readonly running: string | undefined; readonly any: boolean }): ReactNode {
  const mayManage = useMayManage();
  const begin = useAct(useCallback(async () => go(routeTo(["runs", await startRun({})])), []));
  if (running !== undefined) {
    return (
      <LinkButton variant="accent" href={routeTo(["runs", running])}>
        Watch the run
      </LinkButton>
    );
  }
  if (!any || !mayManage) return null;
  return (
    <>
      <Button variant="accent" onPress={() => begin.run()} isPending={begin.busy}>
        Sync now
      </Button>
      {begin.problem !== undefined && <ProblemNote problem={begin.problem} />}
    </>
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
        <p>Connect a Stripe account, and its charges, subscriptions, refunds, balance transactions, customers and prices flow here.</p>
      </Blank>
    </section>
  );
}

function Standing({ of }: { readonly of: OverviewAnswer }): ReactNode {
  const judgement = judge(of);
  const worst = Math.max(0, ...of.resources.map(({ lagSeconds }) => lagSeconds ?? 0));
  const quarantined = of.resources.reduce((sum, each) => sum + each.quarantined, 0);
  const objects = of.resources.reduce((sum, each) => sum + each.objects, 0);
  return (
    <>
      <Note tone={judgement.tone} title={judgement.title}>
        {judgement.reasons.map((reason) => (
          <p key={reason}>{reason}</p>
        ))}
      </Note>
      <div className="grid tiles">
        <Tile name="Objects at the platform" value={formatCount(objects)} />
        <Tile name="Furthest behind" value={formatDuration(worst)} />
        <Tile name="In quarantine" value={formatCount(quarantined)} href={routeTo(["quarantine"])} />
        <Tile
          name="Resources that match"
          value={`${of.resources.filter(({ lastReconciliation }) => lastReconciliation?.verdict === "ok").length} of ${of.resources.length}`}
          href={routeTo(["reconciliation"])}
        />
      </div>
      <Card title="Resources">
        <ResourceTable resources={of.resources} />
      </Card>
      <Card title="Budgets" note="Limits of Stripe and of Experience Platform">
        <div className="grid budgets">
          {of.budgets.map((line) => (
            <Gauge key={line.name} {...line} />
          ))}
        </div>
      </Card>
    </>
  );
}

function Tile({ name, value, href }: { readonly name: string; readonly value: string; readonly href?: string }): ReactNode {
  return (
    <div className="card tile">
      <p className="soft small">{href === undefined ? name : <a href={href}>{name}</a>}</p>
      <p className="figure">{value}</p>
    </div>
  );
}
