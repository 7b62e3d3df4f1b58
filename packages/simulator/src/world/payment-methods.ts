import type { Dice } from "./mix.ts";
import type { StripeObject } from "./kinds.ts";
import type { Country } from "./people.ts";

/** What a payment method's details are made from. */
export interface PaymentFacts {
  readonly dice: Dice;
  readonly amount: number;
  readonly country: Country;
  readonly name: string;
  readonly email: string;
  /** Unix seconds. */
  readonly created: number;
  readonly failed: boolean;
}

export interface PaymentMethod {
  readonly type: string;
  readonly family: "card" | "wallet" | "bnpl" | "bank_debit" | "bank_transfer" | "voucher" | "other";
  /** Countries whose buyers have it; absent: all. */
  readonly countries?: readonly string[];
  readonly weight: number;
  readonly details: (facts: PaymentFacts) => StripeObject;
}

const hexadecimal = "0123456789abcdef";
const decimal = "0123456789";
const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const brands = [
  ["visa", 55],
  ["mastercard", 30],
  ["amex", 8],
  ["discover", 4],
  ["jcb", 2],
  ["unionpay", 1],
] as const;

function walletOf(facts: PaymentFacts): StripeObject | null {
  const type = facts.dice.weighted([
    ["none", 68],
    ["apple_pay", 18],
    ["google_pay", 10],
    ["link", 3],
    ["samsung_pay", 1],
  ] as const);
  return type === "none"
    ? null
    : { dynamic_last4: type === "link" ? null : facts.dice.text(4, decimal), [type]: {}, type };
}

function threeDSecure(facts: PaymentFacts): StripeObject | null {
  if (!["GB", "DE", "FR", "NL", "SE"].includes(facts.country.code)) return null;
  return {
    authentication_flow: facts.dice.pick(["challenge", "frictionless"]),
    electronic_commerce_indicator: "05",
    exemption_indicator: null,
    result: facts.failed ? "failed" : "authenticated",
    result_reason: facts.failed ? "rejected" : null,
    transaction_id: facts.dice.text(36, hexadecimal),
    version: "2.2.0",
  };
}

function card(facts: PaymentFacts): StripeObject {
  const { dice } = facts;
  const brand = dice.weighted(brands);
  return {
    amount_authorized: facts.failed ? null : facts.amount,
    authorization_code: facts.failed ? null : dice.text(6, decimal),
    brand,
    checks: {
      address_line1_check: dice.pick(["pass", "unavailable", null]),
      address_postal_code_check: dice.pick(["pass", "pass", "fail", null]),
      cvc_check: facts.failed ? "fail" : "pass",
    },
    country: facts.country.code,
    exp_month: 1 + dice.below(12),
    exp_year: new Date(facts.created * 1000).getUTCFullYear() + dice.below(6),
    extended_authorization: { status: "disabled" },
    fingerprint: dice.text(16, alphanumeric),
    funding: dice.pick(["credit", "credit", "debit", "prepaid"]),
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: dice.text(4, decimal),
    mandate: null,
    multicapture: { status: "unavailable" },
    network: brand,
    network_token: { used: dice.chance(0.3) },
    network_transaction_id: facts.failed ? null : dice.text(15, decimal),
    overcapture: { maximum_amount_capturable: facts.amount, status: "unavailable" },
    regulated_status: dice.pick(["regulated", "unregulated", null]),
    three_d_secure: threeDSecure(facts),
    wallet: walletOf(facts),
  };
}

const klarnaCategories = ["pay_later", "pay_now", "pay_with_financing", "pay_in_installments"] as const;

function klarna(facts: PaymentFacts): StripeObject {
  return {
    payer_details: facts.dice.chance(0.9) ? { address: { country: facts.country.code } } : null,
    payment_method_category: facts.dice.chance(0.97) ? facts.dice.pick(klarnaCategories) : null,
    preferred_locale: facts.dice.chance(0.9) ? facts.country.locale : null,
  };
}

function debit(facts: PaymentFacts): StripeObject {
  return {
    bank_code: facts.dice.text(8, decimal),
    branch_code: null,
    country: facts.country.code,
    fingerprint: facts.dice.text(16, alphanumeric),
    last4: facts.dice.text(4, decimal),
    mandate: `mandate_1${facts.dice.text(20, alphanumeric)}`,
  };
}

function paypal(facts: PaymentFacts): StripeObject {
  return {
    country: facts.country.code,
    payer_email: facts.email,
    payer_id: facts.dice.text(13, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
    payer_name: facts.name,
    seller_protection: { dispute_categories: ["fraudulent", "product_not_received"], status: "eligible" },
    transaction_id: facts.dice.text(17, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"),
  };
}

const eurozone = ["DE", "FR", "NL"];

/** How buyers pay. Positions are stored in columns, so the order may only grow. */
export const paymentMethods: readonly PaymentMethod[] = [
  { type: "card", family: "card", weight: 70, details: card },
  { type: "klarna", family: "bnpl", weight: 8, countries: ["US", "GB", "SE", ...eurozone], details: klarna },
  {
    type: "afterpay_clearpay",
    family: "bnpl",
    weight: 4,
    countries: ["US", "GB", "AU", "CA"],
    details: ({ dice }) => ({
      order_id: dice.text(12, decimal),
      reference: dice.chance(0.6) ? dice.text(10, alphanumeric) : null,
    }),
  },
  {
    type: "affirm",
    family: "bnpl",
    weight: 4,
    countries: ["US", "CA"],
    details: ({ dice }) => ({ transaction_id: dice.chance(0.95) ? dice.text(16, alphanumeric) : null }),
  },
  { type: "zip", family: "bnpl", weight: 2, countries: ["AU", "US"], details: () => ({}) },
  { type: "sepa_debit", family: "bank_debit", weight: 5, countries: eurozone, details: debit },
  {
    type: "us_bank_account",
    family: "bank_debit",
    weight: 3,
    countries: ["US"],
    details: ({ dice }) => ({
      account_holder_type: dice.pick(["individual", "company"]),
      account_type: dice.pick(["checking", "savings"]),
      bank_name: "STRIPE TEST BANK",
      fingerprint: dice.text(16, alphanumeric),
      last4: dice.text(4, decimal),
      payment_reference: dice.chance(0.5) ? dice.text(8, decimal) : null,
      routing_number: "110000000",
    }),
  },
  {
    type: "ideal",
    family: "bank_transfer",
    weight: 5,
    countries: ["NL"],
    details: ({ dice, name }) => ({
      bank: "ing",
      bic: "INGBNL2A",
      generated_sepa_debit: null,
      generated_sepa_debit_mandate: null,
      iban_last4: dice.text(4, decimal),
      verified_name: name,
    }),
  },
  { type: "paypal", family: "wallet", weight: 4, countries: ["GB", ...eurozone], details: paypal },
  { type: "link", family: "wallet", weight: 3, details: ({ country }) => ({ country: country.code }) },
  {
    type: "cashapp",
    family: "wallet",
    weight: 2,
    countries: ["US"],
    details: ({ dice }) => ({ buyer_id: dice.text(12, alphanumeric), cashtag: `$buyer${dice.text(4, decimal)}` }),
  },
  {
    type: "boleto",
    family: "voucher",
    weight: 10,
    countries: ["BR"],
    details: ({ dice }) => ({ tax_id: `${dice.text(3, decimal)}.***.***-${dice.text(2, decimal)}` }),
  },
  {
    type: "konbini",
    family: "voucher",
    weight: 10,
    countries: ["JP"],
    details: ({ dice }) => ({ store: { chain: dice.pick(["familymart", "lawson", "ministop", "seicomart", null]) } }),
  },
];

/** How a buyer of this country pays; `recurring` payments are made by card or debit. */
export function choosePaymentMethod(dice: Dice, country: Country, recurring: boolean): number {
  const rows = paymentMethods.flatMap((method, number) => {
    const here = method.countries?.includes(country.code) ?? true;
    const fits = !recurring || method.family === "card" || method.family === "bank_debit";
    return here && fits ? [[number, method.weight] as const] : [];
  });
  return dice.weighted(rows);
}

/** BNPL buyers spend more, at most what the provider lends. */
export function typicalDollars(dice: Dice, number: number): number {
  const base = paymentMethods[number]?.family === "bnpl" ? 140 : 45;
  // A long tail: half of all baskets are near the base, one in a hundred is ten times as large.
  const factor = Math.exp((dice.next() + dice.next() + dice.next() - 1.5) * 1.6);
  return Math.round(base * factor * 100) / 100 + 0.99;
}
