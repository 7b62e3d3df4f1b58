/** How a customer paid, in families. */
export type PaymentFamily = "card" | "wallet" | "bnpl" | "bank_debit" | "bank_transfer" | "voucher" | "other";

const members: Readonly<Record<Exclude<PaymentFamily, "other">, string>> = {
  card: "card card_present interac_present kr_card",
  wallet: `alipay amazon_pay apple_pay bizum cashapp crypto gcash google_pay grabpay kakao_pay link mb_way mobilepay naver_pay
    payco paypal paypay revolut_pay samsung_pay satispay stripe_account swish twint vipps wechat wechat_pay`,
  bnpl: "affirm afterpay_clearpay alma billie klarna scalapay sequra sunbit zip",
  bank_debit: "ach_debit acss_debit au_becs_debit bacs_debit nz_bank_account payto sepa_debit us_bank_account",
  bank_transfer: `ach_credit_transfer bancontact blik customer_balance eps fpx giropay ideal p24 pay_by_bank paynow pix
    promptpay sepa_credit_transfer sofort upi`,
  voucher: "boleto konbini multibanco oxxo",
};

const familyOfType: ReadonlyMap<string, PaymentFamily> = new Map(
  Object.entries(members).flatMap(([family, types]) =>
    types.split(/\s+/).map((type) => [type, family as PaymentFamily] as const),
  ),
);

/** Types of payment method by family; a type that is not listed is `other`. */
export function paymentFamilies(): ReadonlyMap<string, PaymentFamily> {
  return familyOfType;
}

/** What decides the family: the members of `payment_method_details` that are looked at. */
export interface PaymentMethodFacts {
  readonly type: string;
  /** `card.wallet.type` */
  readonly cardWallet: unknown;
  /** `klarna.payment_method_category` */
  readonly klarnaCategory: unknown;
}

/** A card in a wallet is a wallet payment; Klarna paid at once (`pay_now`) is no credit. */
export function paymentFamily({ type, cardWallet, klarnaCategory }: PaymentMethodFacts): PaymentFamily {
  if (type === "card" && typeof cardWallet === "string" && cardWallet !== "") return "wallet";
  if (type === "klarna" && klarnaCategory === "pay_now") return "other";
  return familyOfType.get(type) ?? "other";
}
