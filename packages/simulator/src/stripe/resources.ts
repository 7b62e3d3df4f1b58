import { subscriptionStatuses, transactionKinds, type Account } from "../world/account.ts";
import type { Resource, StripeObject } from "../world/kinds.ts";
import type { World } from "../world/world.ts";
import { badRequest, noSuch } from "./stripe-error.ts";
import { booleanOf, textOf, textsOf, windowOf, wordOf, type ParameterGroup } from "./parameters.ts";

/** Whether the object at `index` passes; made once for a request. */
export type Filter = (index: number) => boolean;

type FilterMaker = (world: World, parameters: ParameterGroup) => Filter | undefined;

/** One resource of the API. */
export interface ResourceRow {
  readonly resource: Resource;
  /** `/v1/charges`. */
  readonly path: string;
  /** Any one of these lets a restricted key read it. */
  readonly permissions: readonly string[];
  /** Parameters of the list beside those that every list takes. */
  readonly parameters: readonly string[];
  readonly filters: readonly FilterMaker[];
  /** Which resource an expandable field names; `list` fields hold a list. */
  readonly expandable: Readonly<Record<string, Expandable>>;
}

export type Expandable =
  | Resource
  | "payment_intents"
  | "payment_methods"
  | "invoices"
  | "source"
  | "refunds-of-charge"
  | "tiers"
  | "subscriptions-of-customer"
  | "empty-list";

const indexOfParameter = (world: World, resource: Resource, object: string, id: string, param: string): number => {
  const index = world.account.tables[resource].indexOf(id);
  if (index === undefined) throw noSuch(object, id, param);
  return index;
};

/** Objects that refer to another one by an index column. */
function byReference(
  resource: "charges" | "subscriptions" | "refunds" | "disputes" | "prices",
  param: "customer" | "charge" | "product",
): FilterMaker {
  const targets = { customer: "customers", charge: "charges", product: "products" } as const;
  return (world, parameters) => {
    const id = textOf(parameters, param);
    if (id === undefined) return undefined;
    const wanted = indexOfParameter(world, targets[param], param, id, param);
    const columns: Readonly<Record<string, { at(index: number): number }>> = world.account.tables[resource].columns;
    return (index) => columns[param]?.at(index) === wanted;
  };
}

/** Objects whose field says exactly this, read from the object as it is now. */
function byField(resource: Resource, param: string): FilterMaker {
  return (world, parameters) => {
    const wanted = textOf(parameters, param);
    return wanted === undefined ? undefined : (index) => world.render(resource, index)[param] === wanted;
  };
}

/** Payment intents are named after their charge, so only the objects of that charge need a look. */
function byPaymentIntent(resource: "charges" | "refunds" | "disputes"): FilterMaker {
  return (world, parameters) => {
    const wanted = textOf(parameters, "payment_intent");
    if (wanted === undefined) return undefined;
    const { tables, identifiers } = world.account;
    const charge = identifiers.indexOf("payment_intents", wanted);
    const table = tables[resource];
    const chargeOf = (index: number): number =>
      resource === "charges" ? index : tables[resource].columns.charge.at(index);
    return (index) => {
      if (table.fixedPart(index) === undefined && chargeOf(index) !== charge) return false;
      return world.render(resource, index).payment_intent === wanted;
    };
  };
}

/** `status` of a subscription now, without rendering it. */
function subscriptionStatus(account: Account, index: number): string {
  const { subscriptions } = account.tables;
  const changed = subscriptions.changeOf(index)?.patch.status;
  return typeof changed === "string"
    ? changed
    : (subscriptionStatuses[subscriptions.columns.status.at(index)] ?? "active");
}

/** `active` of a price now, without rendering it. */
function priceIsActive(account: Account, index: number): boolean {
  const { prices } = account.tables;
  const changed = prices.changeOf(index)?.patch.active;
  return typeof changed === "boolean" ? changed : prices.columns.active.at(index) === 1;
}

const statusWords = [...subscriptionStatuses, "ended", "all"] as const;

/** Without `status`, Stripe leaves out what is canceled; `ended` is what is over, `all` is all. */
const byStatus: FilterMaker = ({ account }, parameters) => {
  const wanted = wordOf(parameters, "status", statusWords);
  if (wanted === "all") return undefined;
  if (wanted === undefined) return (index) => subscriptionStatus(account, index) !== "canceled";
  if (wanted === "ended")
    return (index) => ["canceled", "incomplete_expired"].includes(subscriptionStatus(account, index));
  return (index) => subscriptionStatus(account, index) === wanted;
};

function byPeriod(param: "current_period_start" | "current_period_end"): FilterMaker {
  return (world, parameters) => {
    const window = windowOf(parameters, param);
    if (window === undefined) return undefined;
    return (index) => {
      const seconds = Number(world.render("subscriptions", index)[param]);
      return seconds >= window.from && seconds < window.until;
    };
  };
}

function byItemPrice(param: "price" | "plan"): FilterMaker {
  return (world, parameters) => {
    const id = textOf(parameters, param);
    if (id === undefined) return undefined;
    indexOfParameter(world, "prices", param, id, param);
    return (index) => {
      const items = world.render("subscriptions", index).items as { data: readonly { price: StripeObject }[] };
      return items.data.some(({ price }) => price.id === id);
    };
  };
}

const byAutomaticTax: FilterMaker = (world, parameters) => {
  const group = parameters.automatic_tax;
  if (group === undefined) return undefined;
  const wanted = booleanOf(group as ParameterGroup, "enabled");
  return (index) => (world.render("subscriptions", index).automatic_tax as StripeObject).enabled === wanted;
};

/** A customer on a test clock shows only to who names the clock. */
const byTestClock: FilterMaker = (world, parameters) => {
  const { customers } = world.account.tables;
  const clock = textOf(parameters, "test_clock");
  if (clock === undefined) return (index) => customers.columns.testClock.at(index) === 0;
  return (index) =>
    customers.columns.testClock.at(index) === 1 && world.render("customers", index).test_clock === clock;
};

/** No subscription of this account is on a test clock. */
const bySubscriptionClock: FilterMaker = (_world, parameters) =>
  textOf(parameters, "test_clock") === undefined ? undefined : () => false;

/** Documented since October 2023: without `active`, a list shows active prices only. Inline prices are in no list. */
const byActive: FilterMaker = ({ account }, parameters) => {
  const wanted = booleanOf(parameters, "active") ?? true;
  const { inline } = account.tables.prices.columns;
  return (index) => inline.at(index) === 0 && priceIsActive(account, index) === wanted;
};

const byLookupKeys: FilterMaker = (world, parameters) => {
  const keys = textsOf(parameters, "lookup_keys");
  if (keys === undefined) return undefined;
  if (keys.length > 10) throw badRequest("You may only specify up to 10 lookup_keys at a time.", "lookup_keys");
  return (index) => keys.includes(String(world.render("prices", index).lookup_key));
};

const byRecurring: FilterMaker = (world, parameters) => {
  const group = parameters.recurring as ParameterGroup | undefined;
  if (group === undefined) return undefined;
  const wanted = ["interval", "usage_type", "meter"].flatMap((name) => {
    const value = textOf(group, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return (index) => {
    const recurring = world.render("prices", index).recurring as StripeObject | null;
    return recurring !== null && wanted.every(([name, value]) => recurring[name] === value);
  };
};

/** A payout holds itself and what became part of the balance in the week before it. */
const byPayout: FilterMaker = ({ account }, parameters) => {
  const id = textOf(parameters, "payout");
  if (id === undefined) return undefined;
  const { created, columns } = account.tables.balance_transactions;
  const payout = transactionKinds.indexOf("payout");
  const number = account.identifiers.indexOf("payouts", id);
  let at: number | undefined;
  for (let index = 0; index < created.length && at === undefined; index += 1) {
    if (columns.kind.at(index) === payout && columns.source.at(index) === number) at = created.at(index);
  }
  if (at === undefined) throw noSuch("payout", id, "payout");
  const until = at;
  return (index) => created.at(index) <= until && created.at(index) > until - 7 * 86_400;
};

const activeProducts: FilterMaker = (world, parameters) => {
  const wanted = booleanOf(parameters, "active");
  return wanted === undefined ? undefined : (index) => world.render("products", index).active === wanted;
};

/** A row for each resource: what its list can be asked, what it leaves out unasked, what it refers to. */
export const resourceRows: readonly ResourceRow[] = [
  {
    resource: "charges",
    path: "/v1/charges",
    permissions: ["charge_read"],
    parameters: ["customer", "payment_intent", "transfer_group"],
    filters: [byReference("charges", "customer"), byPaymentIntent("charges"), byField("charges", "transfer_group")],
    expandable: {
      customer: "customers",
      balance_transaction: "balance_transactions",
      payment_intent: "payment_intents",
      invoice: "invoices",
      refunds: "refunds-of-charge",
    },
  },
  {
    resource: "subscriptions",
    path: "/v1/subscriptions",
    permissions: ["subscription_read"],
    parameters: [
      "automatic_tax",
      "collection_method",
      "current_period_end",
      "current_period_start",
      "customer",
      "customer_account",
      "plan",
      "price",
      "status",
      "test_clock",
    ],
    filters: [
      byStatus,
      byReference("subscriptions", "customer"),
      byItemPrice("price"),
      byItemPrice("plan"),
      byField("subscriptions", "collection_method"),
      byField("subscriptions", "customer_account"),
      byPeriod("current_period_start"),
      byPeriod("current_period_end"),
      byAutomaticTax,
      bySubscriptionClock,
    ],
    expandable: { customer: "customers", latest_invoice: "invoices", default_payment_method: "payment_methods" },
  },
  {
    resource: "refunds",
    path: "/v1/refunds",
    permissions: ["charge_read"],
    parameters: ["charge", "payment_intent"],
    filters: [byReference("refunds", "charge"), byPaymentIntent("refunds")],
    expandable: {
      charge: "charges",
      balance_transaction: "balance_transactions",
      failure_balance_transaction: "balance_transactions",
      payment_intent: "payment_intents",
    },
  },
  {
    resource: "balance_transactions",
    path: "/v1/balance_transactions",
    permissions: ["balance_read", "balance_transaction_source_read"],
    parameters: ["currency", "payout", "source", "type"],
    filters: [
      byField("balance_transactions", "currency"),
      byField("balance_transactions", "source"),
      byField("balance_transactions", "type"),
      byPayout,
    ],
    expandable: { source: "source" },
  },
  {
    resource: "customers",
    path: "/v1/customers",
    permissions: ["customer_read"],
    parameters: ["email", "test_clock"],
    filters: [byTestClock, byField("customers", "email")],
    expandable: { subscriptions: "subscriptions-of-customer", sources: "empty-list", tax_ids: "empty-list" },
  },
  {
    resource: "prices",
    path: "/v1/prices",
    permissions: ["plan_read"],
    parameters: ["active", "currency", "lookup_keys", "product", "recurring", "type"],
    filters: [
      byActive,
      byReference("prices", "product"),
      byField("prices", "currency"),
      byField("prices", "type"),
      byLookupKeys,
      byRecurring,
    ],
    expandable: { product: "products", tiers: "tiers" },
  },
  {
    resource: "products",
    path: "/v1/products",
    permissions: ["product_read"],
    parameters: ["active", "ids", "shippable", "url"],
    filters: [
      activeProducts,
      ({ account }, parameters) => {
        const ids = textsOf(parameters, "ids");
        return ids === undefined ? undefined : (index) => ids.includes(account.tables.products.idOf(index));
      },
    ],
    expandable: { default_price: "prices" },
  },
  {
    resource: "disputes",
    path: "/v1/disputes",
    permissions: ["dispute_read"],
    parameters: ["charge", "payment_intent"],
    filters: [byReference("disputes", "charge"), byPaymentIntent("disputes")],
    expandable: { charge: "charges", payment_intent: "payment_intents", balance_transaction: "balance_transactions" },
  },
];
