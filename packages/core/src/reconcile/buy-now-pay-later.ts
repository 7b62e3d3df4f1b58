import type { PlatformClient } from "../platform/client.ts";
import { type DatasetRow, datasetRows } from "../platform/dataset-rows.ts";
import { paymentFamily } from "../xdm/payment-families.ts";

export interface BuyNowPayLaterInput {
  readonly platform: PlatformClient;
  readonly tenantId: string;
  /** The object dataset of charges. */
  readonly datasetId: string;
  readonly account: string;
  readonly livemode: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What was paid by one buy-now-pay-later provider. */
export interface ProviderPayments {
  /** Stripe's type of payment method: `klarna`, `afterpay_clearpay`, `affirm`, `zip`, … */
  readonly provider: string;
  readonly payments: number;
  /** Lower-case currency -> minor units, as decimal text. */
  readonly sums: Readonly<Record<string, string>>;
  /** Stripe customer ids, each once, in order. */
  readonly customers: readonly string[];
  /** Payments that name no customer. */
  readonly guests: number;
  /** E-mail addresses, each once, in order; empty unless the policy sends them. */
  readonly emails: readonly string[];
}

/** Payments that succeeded, by the provider who gave the credit. */
export interface BuyNowPayLaterAnswer {
  /** Most payments first. */
  readonly providers: readonly ProviderPayments[];
  /** Klarna payments that were no credit (`pay_now`), and so are not counted. */
  readonly klarnaPaidAtOnce: number;
}

/**
 * The use case of Adobe's Stripe source page, answered from what the platform holds: who pays by which buy-now-pay-later
 * provider, how often and how much. Counted are payments that succeeded, each in its newest version.
 */
export async function answerBuyNowPayLater(input: BuyNowPayLaterInput): Promise<BuyNowPayLaterAnswer> {
  const newest = new Map<string, Version>();
  for await (const row of datasetRows(input.platform, input.datasetId, input.signal)) {
    const version = readVersion(row, input);
    if (version !== undefined && isNewer(version, newest.get(version.id))) newest.set(version.id, version);
  }
  return summarise([...newest.values()].flatMap(({ payment }) => (payment === undefined ? [] : [payment])));
}

interface Payment {
  readonly provider: string;
  readonly isCredit: boolean;
  readonly amount: number;
  readonly currency: string;
  readonly customer: string | undefined;
  readonly email: string | undefined;
}

/** A version of a charge; `payment` only of one that was paid by a provider that gives credit, so that memory holds no others' fields. */
interface Version {
  readonly id: string;
  readonly milliseconds: number;
  readonly sequence: number;
  readonly payment: Payment | undefined;
}

interface ChargeData {
  readonly id?: string;
  readonly status?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly customer?: string;
  readonly receipt_email?: string;
  readonly billing_details?: { readonly email?: string };
  readonly payment_method_details?: {
    readonly type?: string;
    readonly card?: { readonly wallet?: { readonly type?: string } };
    readonly klarna?: { readonly payment_method_category?: string };
  };
}

interface TenantRow {
  readonly charges_data?: ChargeData;
  readonly stripe_record?: {
    readonly account?: string;
    readonly livemode?: boolean;
    readonly deleted?: boolean;
    readonly version?: number;
    readonly version_sequence?: number;
  };
}

function readVersion(row: DatasetRow, input: BuyNowPayLaterInput): Version | undefined {
  const { charges_data: charge, stripe_record: record } = (row[`_${input.tenantId}`] ?? {}) as TenantRow;
  if (charge?.id === undefined || record?.account !== input.account || record.livemode !== input.livemode)
    return undefined;
  return {
    id: charge.id,
    milliseconds: record.version ?? 0,
    sequence: record.version_sequence ?? 0,
    payment: record.deleted === true ? undefined : readPayment(charge),
  };
}

function readPayment(charge: ChargeData): Payment | undefined {
  const details = charge.payment_method_details;
  if (charge.status !== "succeeded" || details?.type === undefined) return undefined;
  const cardWallet = details.card?.wallet?.type;
  const klarnaCategory = details.klarna?.payment_method_category;
  const isCredit = paymentFamily({ type: details.type, cardWallet, klarnaCategory }) === "bnpl";
  if (!isCredit && details.type !== "klarna") return undefined;
  return {
    provider: details.type,
    isCredit,
    amount: charge.amount ?? 0,
    currency: charge.currency ?? "",
    customer: charge.customer,
    email: charge.billing_details?.email ?? charge.receipt_email,
  };
}

function isNewer(version: Version, known: Version | undefined): boolean {
  if (known === undefined) return true;
  if (version.milliseconds !== known.milliseconds) return version.milliseconds > known.milliseconds;
  return version.sequence > known.sequence;
}

function summarise(payments: readonly Payment[]): BuyNowPayLaterAnswer {
  const credits = Map.groupBy(
    payments.filter(({ isCredit }) => isCredit),
    ({ provider }) => provider,
  );
  const providers = [...credits].map(([provider, paid]) => providerPayments(provider, paid));
  return {
    providers: providers.sort(
      (left, right) => right.payments - left.payments || (left.provider < right.provider ? -1 : 1),
    ),
    klarnaPaidAtOnce: payments.filter(({ isCredit }) => !isCredit).length,
  };
}

function providerPayments(provider: string, payments: readonly Payment[]): ProviderPayments {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of payments) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(amount));
  return {
    provider,
    payments: payments.length,
    sums: Object.fromEntries([...sums].sort().map(([currency, sum]) => [currency, String(sum)])),
    customers: distinct(payments.map(({ customer }) => customer)),
    guests: payments.filter(({ customer }) => customer === undefined).length,
    emails: distinct(payments.map(({ email }) => email)),
  };
}

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))].sort();
}
