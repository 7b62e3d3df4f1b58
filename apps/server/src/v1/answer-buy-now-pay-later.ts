import { currencyExponent, paymentFamily } from "@stripe-aep/core";
import { datasetRows, listProvisioned, schemaRegistry } from "@stripe-aep/core/flow-service";
import type { BuyNowPayLater, ProviderShare } from "@stripe-aep/core/service-api";
import type { Call } from "./call.ts";

/** A payment that succeeded, as far as the page needs it. */
interface Payment {
  readonly month: string;
  /** Null for every other way to pay. */
  readonly provider: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly country: string;
  readonly customer: string | null;
}

interface ChargeRow {
  readonly stripe_record?: { readonly version?: number; readonly deleted?: boolean };
  readonly charges_data?: {
    readonly id?: string;
    readonly status?: string;
    readonly created?: string;
    readonly amount?: number;
    readonly currency?: string;
    readonly customer?: string;
    readonly billing_details?: { readonly address?: { readonly country?: string } };
    readonly payment_method_details?: {
      readonly type?: string;
      readonly card?: { readonly country?: string; readonly wallet?: { readonly type?: string } };
      readonly klarna?: { readonly payment_method_category?: string };
    };
  };
}

/** Who pays later, with which provider, for how much: from the rows of the charges dataset, newest version of each. */
export async function answerBuyNowPayLater(call: Call): Promise<BuyNowPayLater> {
  const from = Date.parse(`${call.query.from ?? "1970-01-01"}T00:00:00Z`);
  const to =
    call.query.to === undefined
      ? call.service.ports.clock.now()
      : Date.parse(`${call.query.to}T00:00:00Z`) + 86_400_000;
  const payments = await readPayments(call, from, to);
  const later = payments.filter(({ provider }) => provider !== null);
  return {
    from,
    to,
    payments: payments.length,
    buyNowPayLaterPayments: later.length,
    providers: providersOf(later, payments.length),
    months: countBy(later, ({ month, provider }) => `${month}\n${provider ?? ""}`).map(([key, count]) => {
      const [month = "", provider = ""] = key.split("\n");
      return { month, provider, payments: count };
    }),
    countries: sharesOf(later, payments, ({ country }) => country).map(([country, count, all]) => ({
      country,
      payments: count,
      all,
    })),
    amountBands: sharesOf(later, payments, bandOf).map(([band, count, all]) => ({ band, payments: count, all })),
    customers: customersOf(later),
    audience: {
      name: "Buy now, pay later customers",
      description: "People with a payment by a buy-now-pay-later provider in the last 90 days.",
      expression: `select e from xEvent where e._${await tenantOf(call)}.stripe_event.payment_family = "bnpl" and e.timestamp occurs <= 90 days before now`,
    },
  };
}

async function tenantOf({ service, tenant }: Call): Promise<string> {
  return schemaRegistry(service.platformClient(tenant.sandbox)).tenantId();
}

async function readPayments(call: Call, from: number, to: number): Promise<readonly Payment[]> {
  const rows = await listProvisioned(call.service.store.database, "dataset");
  const datasetId = rows.find((row) => row.provision_key === "dataset/charges/object")?.platform_id;
  if (datasetId === undefined) return [];
  const tenantField = `_${await tenantOf(call)}`;
  const newest = new Map<string, { readonly version: number; readonly payment: Payment | undefined }>();
  for await (const line of datasetRows(call.service.platformClient(call.tenant.sandbox), datasetId)) {
    const row = (line as unknown as Readonly<Record<string, ChargeRow | undefined>>)[tenantField];
    const id = row?.charges_data?.id;
    const version = row?.stripe_record?.version ?? 0;
    if (row === undefined || id === undefined || version < (newest.get(id)?.version ?? -1)) continue;
    newest.set(id, { version, payment: paymentOf(row, from, to) });
  }
  return [...newest.values()].flatMap(({ payment }) => (payment === undefined ? [] : [payment]));
}

function paymentOf(
  { charges_data: charge, stripe_record: stored }: ChargeRow,
  from: number,
  to: number,
): Payment | undefined {
  const created = Date.parse(charge?.created ?? "");
  if (charge?.status !== "succeeded" || stored?.deleted === true || !(created >= from && created < to))
    return undefined;
  const details = charge.payment_method_details;
  const isLater =
    details?.type !== undefined &&
    paymentFamily({
      type: details.type,
      cardWallet: details.card?.wallet?.type,
      klarnaCategory: details.klarna?.payment_method_category,
    }) === "bnpl";
  return {
    month: (charge.created ?? "").slice(0, 7),
    provider: isLater ? (details.type ?? null) : null,
    currency: charge.currency ?? "",
    amount: charge.amount ?? 0,
    country: charge.billing_details?.address?.country ?? details?.card?.country ?? "unknown",
    customer: charge.customer ?? null,
  };
}

function providersOf(later: readonly Payment[], all: number): readonly ProviderShare[] {
  const groups = Map.groupBy(later, ({ provider }) => provider ?? "");
  return [...groups]
    .map(([provider, payments]) => ({
      provider,
      payments: payments.length,
      share: all === 0 ? 0 : payments.length / all,
      sums: [...Map.groupBy(payments, ({ currency }) => currency)].map(([currency, same]) => ({
        currency,
        exponent: currencyExponent(currency),
        amount: same.reduce((sum, { amount }) => sum + amount, 0),
      })),
    }))
    .sort((left, right) => right.payments - left.payments);
}

function countBy(
  payments: readonly Payment[],
  key: (payment: Payment) => string,
): readonly (readonly [string, number])[] {
  const groups = [...Map.groupBy(payments, key)].map(([name, same]) => [name, same.length] as const);
  return groups.sort(([left], [right]) => (left < right ? -1 : 1));
}

function sharesOf(
  later: readonly Payment[],
  all: readonly Payment[],
  key: (payment: Payment) => string,
): readonly (readonly [string, number, number])[] {
  const counted = new Map(countBy(later, key));
  return countBy(all, key).map(([name, count]) => [name, counted.get(name) ?? 0, count]);
}

/** Bands in major units, whatever the currency: what a merchant means by a small or a large basket. */
function bandOf({ amount, currency }: Payment): string {
  const major = amount / 10 ** currencyExponent(currency);
  if (major < 25) return "1: below 25";
  if (major < 50) return "2: 25 to 50";
  if (major < 100) return "3: 50 to 100";
  return major < 250 ? "4: 100 to 250" : "5: 250 and more";
}

const MOST_CUSTOMERS = 500;

function customersOf(later: readonly Payment[]): BuyNowPayLater["customers"] {
  const named = later.filter(({ customer }) => customer !== null);
  return [...Map.groupBy(named, ({ customer }) => customer ?? "")]
    .map(([id, payments]) => ({
      id,
      payments: payments.length,
      providers: [...new Set(payments.map(({ provider }) => provider ?? ""))],
    }))
    .sort((left, right) => right.payments - left.payments)
    .slice(0, MOST_CUSTOMERS);
}
