import { paymentFamily } from "@stripe-aep/core";
import { datasetRows, listProvisioned, schemaRegistry } from "@stripe-aep/core/flow-service";
import type { BuyNowPayLater } from "@stripe-aep/core/service-api";
import type { Call } from "./call.ts";
import { decisionFor } from "./field-table.ts";
import { type Payment, summarisePayments } from "./payments-paid-later.ts";

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
      readonly klarna?: {
        readonly payment_method_category?: string;
        readonly preferred_locale?: string;
        readonly payer_details?: { readonly address?: { readonly country?: string } };
      };
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
  return {
    from,
    to,
    payments: payments.length,
    buyNowPayLaterPayments: payments.filter(({ provider }) => provider !== null).length,
    policy: {
      country: await decisionFor(call.service, "charges", "billing_details.address.country"),
      customer: await decisionFor(call.service, "charges", "customer"),
    },
    ...summarisePayments(payments),
    audience: {
      name: "Buy now, pay later customers",
      description: "People with a payment by a buy-now-pay-later provider in the last 90 days.",
      expression: `select e from xEvent where e._${await tenantOf(call)}.stripe_event.payment_family = "bnpl" and e.timestamp occurs <= 90 days before now`,
    },
  };
}

async function tenantOf({ service, tenant }: Call): Promise<string> {
  return schemaRegistry(service.platformClient(tenant)).tenantId();
}

async function readPayments(call: Call, from: number, to: number): Promise<readonly Payment[]> {
  const rows = await listProvisioned((await call.service.storeOf(call.tenant)).database, "dataset");
  const datasetId = rows.find((row) => row.provision_key === "dataset/charges/object")?.platform_id;
  if (datasetId === undefined) return [];
  const tenantField = `_${await tenantOf(call)}`;
  const newest = new Map<string, { readonly version: number; readonly payment: Payment | undefined }>();
  for await (const line of datasetRows(call.service.platformClient(call.tenant), datasetId)) {
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
    country: countryOf(charge),
    customer: charge.customer ?? null,
  };
}

/** Of the address, else of the card or of the language that Klarna spoke (`de-AT`): the policy may leave the address out. */
function countryOf(charge: NonNullable<ChargeRow["charges_data"]>): string {
  const { card, klarna } = charge.payment_method_details ?? {};
  const candidates = [
    charge.billing_details?.address?.country,
    klarna?.payer_details?.address?.country,
    card?.country,
    klarna?.preferred_locale?.split("-")[1],
  ];
  // A hash names no country.
  return candidates.find((country) => typeof country === "string" && /^[A-Z]{2}$/i.test(country)) ?? "";
}
