import type { Account } from "../account.ts";
import type { StripeObject } from "../kinds.ts";
import { mix } from "../mix.ts";

/** A customer as it was made, in API version 2025-02-24.acacia. */
export function renderCustomer(account: Account, index: number): StripeObject {
  const { customers } = account.tables;
  const dice = account.diceFor("customers", index, 2);
  const person = account.personOf(index);
  const known = dice.chance(0.8);
  return {
    id: customers.idOf(index),
    object: "customer",
    address: known ? person.address : null,
    balance: dice.chance(0.03) ? -dice.below(5000) : 0,
    created: customers.created.at(index),
    currency: dice.chance(0.5) ? person.country.currency : null,
    default_source: null,
    delinquent: dice.chance(0.03),
    description: dice.chance(0.1) ? `Account of ${person.name}` : null,
    discount: null,
    email: dice.chance(0.93) ? person.email : null,
    invoice_prefix: (mix(account.seed, 114, index) >>> 0).toString(16).toUpperCase().padStart(8, "0"),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: dice.chance(0.3)
        ? account.identifiers.idOf("payment_methods", 500_000_000 + index)
        : null,
      footer: null,
      rendering_options: null,
    },
    livemode: account.livemode,
    metadata: metadataOf(index, dice.below(20)),
    name: dice.chance(0.9) ? person.name : null,
    next_invoice_sequence: 1 + dice.below(12),
    phone: dice.chance(0.4) ? person.phone : null,
    preferred_locales: dice.chance(0.4) ? [person.country.locale, "en"] : [],
    shipping: known && dice.chance(0.3) ? { address: person.address, name: person.name, phone: person.phone } : null,
    tax_exempt: dice.chance(0.02) ? dice.pick(["exempt", "reverse"]) : "none",
    test_clock: customers.columns.testClock.at(index) === 1 ? account.identifiers.idOf("test_clocks", index) : null,
  };
}

function metadataOf(index: number, draw: number): Readonly<Record<string, string>> {
  if (draw < 12) return {};
  if (draw < 17) return { "Customer Group": draw === 12 ? "Wholesale" : "General", magento_customer_id: String(index) };
  return {
    crm_id: `crm-${index}`,
    "loyalty.tier": draw === 18 ? "gold" : "silver",
    note: 'prefers e-mail, «quoted», "double", \\ and \n',
  };
}
