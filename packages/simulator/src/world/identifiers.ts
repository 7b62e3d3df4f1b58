import { mix } from "./mix.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Whatever has a Stripe id here; the first eight are tables, the rest stand beside a row of one. */
const forms = {
  charges: { prefix: "ch_3", long: true },
  subscriptions: { prefix: "sub_1", long: true },
  refunds: { prefix: "re_3", long: true },
  balance_transactions: { prefix: "txn_3", long: true },
  customers: { prefix: "cus_", long: false },
  prices: { prefix: "price_1", long: true },
  products: { prefix: "prod_", long: false },
  disputes: { prefix: "dp_1", long: true },
  events: { prefix: "evt_1", long: true },
  payment_intents: { prefix: "pi_3", long: true },
  payment_methods: { prefix: "pm_1", long: true },
  invoices: { prefix: "in_1", long: true },
  subscription_items: { prefix: "si_", long: false },
  payouts: { prefix: "po_1", long: true },
  requests: { prefix: "req_", long: false },
  webhook_endpoints: { prefix: "we_1", long: true },
  discounts: { prefix: "di_1", long: true },
  test_clocks: { prefix: "clock_1", long: true },
} as const;

export type IdentifiedKind = keyof typeof forms;

const kindNumbers = new Map<string, number>(Object.keys(forms).map((kind, position) => [kind, position + 1]));

/** Multiplier of the permutation (odd, hence invertible modulo 2^32) and its inverse. */
const SPREAD = 0x9e3779b1;
const GATHER = inverseOf(SPREAD);

function inverseOf(odd: number): number {
  let inverse = odd;
  for (let step = 0; step < 5; step += 1) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return inverse >>> 0;
}

/**
 * Stripe ids that carry their own index: six digits are a permutation of it, the rest is a hash, so that a million ids need
 * no memory, sort in no order (as Stripe's do not), and an invented id is told from a real one.
 */
export interface Identifiers {
  idOf(kind: IdentifiedKind, index: number): string;
  /** The index that `id` names, or undefined if this world could not have made it. The object may not exist (yet). */
  indexOf(kind: IdentifiedKind, id: string): number | undefined;
  /** The ten characters that long ids of one account share. */
  readonly accountPart: string;
  readonly accountId: string;
}

export function createIdentifiers(seed: number): Identifiers {
  const accountPart = digits(mix(seed, 7001), 5) + digits(mix(seed, 7002), 5);
  const idOf = (kind: IdentifiedKind, index: number): string => {
    const { prefix, long } = forms[kind];
    const number = kindNumbers.get(kind) ?? 0;
    const hash = mix(seed, number, index);
    const suffix = digits(permute(index, mix(seed, number)), 6);
    const first = digits(hash, 5);
    const second = mix(hash, 1);
    return long
      ? `${prefix}${first}${accountPart}${suffix}${digits(second, 2)}`
      : `${prefix}${first}${suffix}${digits(second, 3)}`;
  };
  const indexOf = (kind: IdentifiedKind, id: string): number | undefined => {
    const { prefix, long } = forms[kind];
    const start = prefix.length + (long ? 15 : 5);
    if (!id.startsWith(prefix) || id.length !== start + (long ? 8 : 9)) return undefined;
    const permuted = numberOf(id.slice(start, start + 6));
    if (permuted === undefined) return undefined;
    const index = unpermute(permuted, mix(seed, kindNumbers.get(kind) ?? 0));
    return idOf(kind, index) === id ? index : undefined;
  };
  return { idOf, indexOf, accountPart, accountId: `acct_1${digits(mix(seed, 7003), 5)}${accountPart}` };
}

function permute(index: number, key: number): number {
  return (Math.imul(index, SPREAD) ^ key) >>> 0;
}

function unpermute(permuted: number, key: number): number {
  return Math.imul((permuted ^ key) >>> 0, GATHER) >>> 0;
}

function digits(value: number, length: number): string {
  let rest = value;
  let text = "";
  for (let position = 0; position < length; position += 1) {
    text = DIGITS.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

function numberOf(text: string): number | undefined {
  let value = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    if (digit < 0) return undefined;
    value = value * 62 + digit;
  }
  return value <= 0xffffffff ? value : undefined;
}
