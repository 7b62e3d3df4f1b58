import { paymentFamily } from "@stripe-aep/core";

import type { BnplAnswer, BnplProvider } from "./demo-report.ts";

/** What of a charge's row is looked at; field names are Stripe's own, below `_{tenant}.charges_data`. */
export interface ChargeRow {
  readonly id: string;
  readonly status?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly customer?: string;
  readonly payment_method_details?: {
    readonly type?: string;
    readonly card?: { readonly wallet?: { readonly type?: string } };
    readonly klarna?: { readonly payment_method_category?: string };
  };
}

interface Tally {
  payments: number;
  guests: number;
  readonly sums: Map<string, bigint>;
  readonly customers: Set<string>;
}

/**
 * The use case of Adobe's Stripe source page: who pays by which buy-now-pay-later provider, how often and how much. Counted
 * are payments that succeeded, each in its newest version; Klarna paid at once is no credit.
 */
export function answerBnpl(charges: Iterable<ChargeRow>): BnplAnswer {
  const tallies = new Map<string, Tally>();
  let klarnaPaidAtOnce = 0;
  for (const charge of charges) {
    const details = charge.payment_method_details;
    if (charge.status !== "succeeded" || details?.type === undefined) continue;
    const klarnaCategory = details.klarna?.payment_method_category;
    const family = paymentFamily({ type: details.type, cardWallet: details.card?.wallet?.type, klarnaCategory });
    if (details.type === "klarna" && family !== "bnpl") klarnaPaidAtOnce += 1;
    if (family === "bnpl") add(tallyOf(tallies, details.type), charge);
  }
  const ordered = [...tallies].sort(([a, left], [b, right]) => right.payments - left.payments || (a < b ? -1 : 1));
  return {
    providers: Object.fromEntries(ordered.map(([provider, tally]) => [provider, figuresOf(tally)])),
    klarnaPaidAtOnce,
  };
}

function tallyOf(tallies: Map<string, Tally>, provider: string): Tally {
  const tally = tallies.get(provider) ?? { payments: 0, guests: 0, sums: new Map(), customers: new Set() };
  tallies.set(provider, tally);
  return tally;
}

function add(tally: Tally, { amount = 0, currency = "", customer }: ChargeRow): void {
  tally.payments += 1;
  tally.sums.set(currency, (tally.sums.get(currency) ?? 0n) + BigInt(amount));
  if (customer === undefined) tally.guests += 1;
  else tally.customers.add(customer);
}

function figuresOf({ payments, guests, sums, customers }: Tally): BnplProvider {
  return { payments, guests, sums: Object.fromEntries([...sums].sort()), customers: [...customers].sort() };
}
