import type { LedgerFigures, ResourceName } from "@stripe-aep/core";

/** One sum of money over a resource, in minor units, both sides. */
export interface SumFigures {
  /** Stripe path of the amount: `amount_refunded`. */
  readonly field: string;
  /** Lower case, as Stripe writes it. */
  readonly currency: string;
  readonly stripe: bigint;
  readonly platform: bigint;
}

export type Verdict = "equal" | "quarantined" | "differs";

export interface ResourceFigures extends LedgerFigures {
  readonly stripeCount: number;
  readonly platformCount: number;
  readonly sums: readonly SumFigures[];
  readonly verdict: Verdict;
  /** Stripe ids that one side has and the other has not, or has in another state, with the reason. */
  readonly differences: readonly { readonly id: string; readonly reason: string }[];
}

export interface DemoReport {
  readonly seed: number;
  readonly objects: number;
  readonly resources: Partial<Readonly<Record<ResourceName, ResourceFigures>>>;
  readonly bnpl: BnplAnswer;
  /** Whether the state already held everything and nothing was sent. */
  readonly repeated: boolean;
  /** The row that the platform was told to lose, if it was. */
  readonly lost: readonly string[];
  readonly seconds: number;
}

/** Payments by buy-now-pay-later provider, from the platform's rows. */
export interface BnplAnswer {
  /** Stripe's type of payment method → what was paid with it. */
  readonly providers: Readonly<Record<string, BnplProvider>>;
  /** Klarna payments that were no credit (`pay_now`) and so are not counted. */
  readonly klarnaPaidAtOnce: number;
}

export interface BnplProvider {
  readonly payments: number;
  /** Lower-case currency → minor units. */
  readonly sums: Readonly<Record<string, bigint>>;
  /** Payments that name no customer. */
  readonly guests: number;
  /** Stripe customer ids in order, each once. */
  readonly customers: readonly string[];
}

/** 0 when all is equal, 2 when anything differs, 3 when the only difference is what is in quarantine. */
export function exitNameOf(report: DemoReport): "done" | "differs" | "quarantined" {
  const verdicts = Object.values(report.resources).map(({ verdict }) => verdict);
  if (verdicts.includes("differs")) return "differs";
  return verdicts.includes("quarantined") ? "quarantined" : "done";
}

/** The JSON that scripts read: figures of the object datasets; sums as text, because they may pass 2^53. */
export function demoJson(report: DemoReport): Readonly<Record<string, unknown>> {
  return {
    schemaVersion: 1,
    seed: report.seed,
    resources: Object.fromEntries(
      Object.entries(report.resources).map(([resource, { sums, ...figures }]) => [
        resource,
        {
          ...figures,
          sums: sums.map(({ field, currency, stripe, platform }) => ({
            field,
            currency,
            stripe: String(stripe),
            platform: String(platform),
          })),
        },
      ]),
    ),
    reconciled: exitNameOf(report) === "done",
    repeated: report.repeated,
    lost: report.lost,
    bnpl: Object.fromEntries(
      Object.entries(report.bnpl.providers).map(([provider, { sums, ...figures }]) => [
        provider,
        {
          ...figures,
          sums: Object.fromEntries(Object.entries(sums).map(([currency, sum]) => [currency, String(sum)])),
        },
      ]),
    ),
    klarnaPaidAtOnce: report.bnpl.klarnaPaidAtOnce,
    seconds: Math.round(report.seconds * 10) / 10,
  };
}
