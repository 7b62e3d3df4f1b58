import { currencyExponent, type ResourceName } from "@stripe-aep/core";
import type { ReconcileReport, StoredEntity } from "@stripe-aep/core/flow-service";
import type { CalendarDay, Reconciliation, ReconciliationDifference } from "@stripe-aep/core/service-api";

type ResourceReport =
  ReconcileReport["resources"] extends Partial<Readonly<Record<ResourceName, infer Report>>> ? Report : never;

const explanations: Readonly<Record<string, string>> = {
  missing: "Stripe has it, the platform does not.",
  extra: "The platform has it, Stripe does not any more.",
  stale: "The platform has an older version.",
  altered: "The platform has the newest version with other content.",
  quarantined: "It waits in quarantine.",
  filtered: "The settings leave it out.",
  "in-flight": "It is on its way.",
};

const repairs: Readonly<Record<string, string>> = {
  missing: "Read it again and send it.",
  stale: "Read it again and send it.",
  altered: "Read it again and send it.",
  extra: "Send that it is gone.",
  quarantined: "Mend the reason and replay it.",
};

/** A comparison as `/v1` shows it: days, and every object that differs. */
export function showReconciliation({ id, document }: StoredEntity): Reconciliation {
  const report = document.report as ReconcileReport;
  const resources = Object.values(report.resources);
  return {
    id,
    connectionId: connectionIdOf(document),
    account: report.account,
    startedAt: report.startedAt,
    endedAt: report.endedAt,
    agrees: report.verdict !== "differs",
    days: resources.flatMap((resource) => daysOf(id, connectionIdOf(document), resource)),
    differences: resources.flatMap(differencesOf),
  };
}

function connectionIdOf({ connectionId }: StoredEntity["document"]): string | null {
  return typeof connectionId === "string" ? connectionId : null;
}

/** A day has a comparison for each currency; it agrees when all do, and settles while what differs is explained. */
function daysOf(id: string, connectionId: string | null, { resource, days }: ResourceReport): readonly CalendarDay[] {
  const byDay = Map.groupBy(days, ({ day }) => day);
  return [...byDay].map(([day, comparisons]) => {
    const verdicts = new Set(comparisons.map(({ verdict }) => verdict));
    return {
      day,
      resource,
      verdict: verdicts.has("differs") ? "differs" : verdicts.has("explained") ? "settling" : "agrees",
      reconciliationId: id,
      connectionId,
      stripeCount: comparisons.reduce((sum, { stripeCount }) => sum + stripeCount, 0),
      platformCount: comparisons.reduce((sum, { platformCount }) => sum + platformCount, 0),
      sums: comparisons.flatMap(({ currency, sums }) =>
        sums.map(({ field, stripe, platform }) => ({
          currency,
          exponent: currencyExponent(currency),
          amount: field,
          stripe: Number(stripe),
          platform: Number(platform),
        })),
      ),
    };
  });
}

function differencesOf({ resource, differences }: ResourceReport): readonly ReconciliationDifference[] {
  return differences.map(({ id, day, reason, detail }) => ({
    resource,
    objectId: id,
    day: day ?? null,
    kind: reason,
    explanation: `${explanations[reason] ?? ""} ${detail}`.trim(),
    repair: repairs[reason] ?? null,
  }));
}
