import { type MoneySum, type ResourceName, resources } from "../resources.ts";

type Data = Readonly<Record<string, unknown>>;

/** What is counted and added up of a resource apart from its days: by status, by category, by interval. */
export interface Grouping {
  /** Stripe's word for what divides the objects. */
  readonly by: string;
  /** Stripe paths, as the mapping names them: both sides know the group only when the policy sends all of them as they are. */
  readonly reads: readonly string[];
  readonly groupOf: (data: Data) => string;
  /** Of which amounts, by name. */
  readonly amounts: readonly string[];
}

/** An amount that no field holds as it is. Integer minor units. */
interface DerivedAmount {
  readonly name: string;
  readonly of: (data: Data) => number;
}

/** A sentence that is true of every object, whatever the other side says. */
interface Identity {
  readonly sentence: string;
  readonly reads: readonly string[];
  readonly holds: (data: Data) => boolean;
}

interface ResourceMeasures {
  readonly derived?: readonly DerivedAmount[];
  readonly groupings?: readonly Grouping[];
  readonly identities?: readonly Identity[];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const integer = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : 0);

const table: Partial<Readonly<Record<ResourceName, ResourceMeasures>>> = {
  charges: {
    identities: [
      {
        sentence: "a charge that succeeded and was captured has a balance transaction",
        reads: ["status", "captured", "balance_transaction"],
        holds: ({ status, captured, balance_transaction: settled }) =>
          status !== "succeeded" || captured !== true || (settled !== undefined && settled !== null),
      },
    ],
  },
  refunds: {
    groupings: [{ by: "status", reads: ["status"], groupOf: ({ status }) => text(status), amounts: ["amount"] }],
  },
  balance_transactions: {
    groupings: [
      {
        by: "reporting_category",
        reads: ["reporting_category"],
        groupOf: ({ reporting_category: category }) => text(category),
        amounts: ["amount", "fee", "net"],
      },
    ],
    identities: [
      {
        sentence: "net = amount - fee",
        reads: ["amount", "fee", "net"],
        holds: ({ amount, fee, net }) => integer(net) === integer(amount) - integer(fee),
      },
    ],
  },
  subscriptions: {
    derived: [
      { name: "quantity * unit_amount", of: (data) => itemsOf(data).reduce((sum, item) => sum + priceOf(item), 0) },
    ],
    groupings: [
      { by: "status", reads: ["status"], groupOf: ({ status }) => text(status), amounts: [] },
      {
        by: "interval",
        reads: [
          "items.data[*].quantity",
          "items.data[*].price.unit_amount",
          "items.data[*].price.recurring.interval",
          "items.data[*].price.recurring.interval_count",
        ],
        groupOf: (data) => [...new Set(itemsOf(data).map(intervalOf))].sort().join(" and "),
        amounts: ["quantity * unit_amount"],
      },
    ],
  },
};

interface Item {
  readonly quantity?: unknown;
  readonly price?: {
    readonly unit_amount?: unknown;
    readonly recurring?: { readonly interval?: unknown; readonly interval_count?: unknown } | null;
  };
}

/** At Stripe a list object, on the platform an array of another name. */
function itemsOf({ items, subscription_items: rows }: Data): readonly Item[] {
  const list = rows ?? (items as { readonly data?: unknown } | undefined)?.data;
  return Array.isArray(list) ? (list as Item[]) : [];
}

/** Nothing for a price without a whole unit amount (tiers, fractions of a minor unit). */
function priceOf({ quantity, price }: Item): number {
  return integer(quantity) * integer(price?.unit_amount);
}

function intervalOf({ price }: Item): string {
  const { interval, interval_count: count } = price?.recurring ?? {};
  return integer(count) > 1 ? `${integer(count)} ${text(interval)}s` : text(interval);
}

/** What is measured of one resource's objects: of Stripe's own and of rows alike, each in its own writing. */
export class Measures {
  /** Compared by day. */
  readonly sums: readonly MoneySum[];
  readonly groupings: readonly Grouping[];
  readonly identities: readonly Identity[];
  readonly #derived: readonly DerivedAmount[];

  /** `isSent` tells of a Stripe path whether the policy sends it as it is; what is not sent is not compared. */
  constructor(resource: ResourceName, isSent: (path: string) => boolean) {
    const { derived = [], groupings = [], identities = [] } = table[resource] ?? {};
    const areSent = ({ reads }: { readonly reads: readonly string[] }) => reads.every(isSent);
    this.sums = resources[resource].sums.filter(({ amount, currency }) => isSent(amount) && isSent(currency));
    this.groupings = groupings.filter(areSent);
    this.identities = identities.filter(areSent);
    this.#derived = derived;
  }

  /** Names of the amounts, in their order. */
  get amountNames(): readonly string[] {
    return [...this.sums.map(({ amount }) => amount), ...this.#derived.map(({ name }) => name)];
  }

  /** Minor units; what is absent counts as nothing. */
  amountsOf(data: Data): readonly number[] {
    return [...this.sums.map(({ amount }) => integer(data[amount])), ...this.#derived.map(({ of }) => of(data))];
  }

  /** The currency by which days are divided; `""` for a resource without sums. */
  currencyOf(data: Data): string {
    const [first] = this.sums;
    return first === undefined ? "" : text(data[first.currency]);
  }

  /** One for each grouping: the group, and the currency of what is added up in it. */
  groupsOf(data: Data): readonly string[] {
    return this.groupings.map(
      ({ groupOf, amounts }) => `${groupOf(data)}\t${amounts.length === 0 ? "" : text(data.currency)}`,
    );
  }

  /** Which identities the object breaks, a bit for each. */
  brokenBy(data: Data): number {
    return this.identities.reduce((bits, { holds }, position) => (holds(data) ? bits : bits | (1 << position)), 0);
  }
}
