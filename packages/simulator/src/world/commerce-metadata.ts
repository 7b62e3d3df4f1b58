import type { Dice } from "./mix.ts";
import type { Person } from "./people.ts";

/** What a shop writes beside a payment. */
export interface OrderNote {
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Order {
  readonly dice: Dice;
  /** The increment id of the order. */
  readonly number: number;
  readonly buyer: Person;
  readonly guest: boolean;
  /** Unix seconds. */
  readonly created: number;
}

/** Version 4.0.5 of Stripe's module for Adobe Commerce (2024-06-05) no longer writes `Payment Location`. */
const VERSION_4_0_5 = Date.UTC(2024, 5, 5) / 1000;
const VERSION_3_5 = Date.UTC(2023, 8, 1) / 1000;

function incrementId(number: number): string {
  return String(number).padStart(9, "0");
}

function moduleName(created: number): string {
  if (created >= VERSION_4_0_5) return "StripeIntegration_Payments v4.0.5";
  return created >= VERSION_3_5 ? "StripeIntegration_Payments v3.5.15" : "StripeIntegration_Payments v3.3.9";
}

/** What the module writes with every payment, whatever the kind of order. */
function always(order: Order): Record<string, string> {
  return {
    Module: moduleName(order.created),
    ...(order.guest ? { Guest: "Yes" } : {}),
    ...(order.created < VERSION_4_0_5 ? { "Payment Location": order.buyer.country.code } : {}),
    ...(order.created < VERSION_3_5 ? { "Payment Method": "Apple Pay" } : {}),
  };
}

type OrderShape = (order: Order) => OrderNote;

/** The shapes of operators' shops; a row of Stripe's module for Adobe Commerce each, and what other shops write. */
export const orderShapes: Readonly<Record<string, OrderShape>> = {
  "one order": (order) => ({
    description: `Order #${incrementId(order.number)} by ${order.buyer.name}`,
    metadata: { ...always(order), "Order #": incrementId(order.number) },
  }),
  "one order, number not written yet": (order) => ({ description: null, metadata: always(order) }),
  "one order with subscriptions": (order) => ({
    description: `Subscription order #${incrementId(order.number)} by ${order.buyer.name}`,
    metadata: { ...always(order), "Order #": incrementId(order.number) },
  }),
  "keys added by a plug-in": (order) => ({
    description: `Order #${incrementId(order.number)} by ${order.buyer.name}`,
    metadata: {
      ...always(order),
      "Order #": incrementId(order.number),
      "Customer Group": order.dice.pick(["General", "Wholesale", "Retailer"]),
      "Store View": order.dice.pick(["default", "German", "English (UK)"]),
    },
  }),
  "prefixed increment id": (order) => ({
    description: `Order #EU-${order.number}-B by ${order.buyer.name}`,
    metadata: { ...always(order), "Order #": `EU-${order.number}-B` },
  }),
  multishipping: (order) => multishipping(order, "Multishipping orders"),
  "multishipping, older": (order) => multishipping(order, "Multi-shipping order"),
  "another shop": (order) => ({
    description: `Basket ${order.number}`,
    metadata: { order_id: String(order.number), "site.url": "https://shop.example.com", "emoji 🛒": "✓" },
  }),
  nothing: () => ({ description: null, metadata: {} }),
  "fifty keys": (order) => ({
    description: `Basket ${order.number}`,
    metadata: Object.fromEntries(
      Array.from({ length: 50 }, (_, key) => [
        `attribute_${key}`,
        order.dice.text(1 + order.dice.below(500), "abcdefghij "),
      ]),
    ),
  }),
};

function multishipping(order: Order, words: string): OrderNote {
  const numbers = Array.from({ length: 2 + order.dice.below(3) }, (_, more) => incrementId(order.number + more));
  return {
    description: `${words} ${numbers.map((number) => `#${number}`).join(", ")} by ${order.buyer.name}`,
    metadata: { ...always(order), "Cart #": String(order.number + 7), Orders: numbers.join(","), Multishipping: "Yes" },
  };
}

/** The recurring charge of a subscription: `Order #` is a new order, `Original Order #` is cleared. */
export function recurringOrder(order: Order): OrderNote {
  return {
    description: `Recurring subscription order #${incrementId(order.number)} by ${order.buyer.name}`,
    metadata: { ...always(order), "Order #": incrementId(order.number) },
  };
}

/** What the module writes on the subscription itself. */
export function subscriptionMetadata(order: Order): Readonly<Record<string, string>> {
  const products = String(100 + (order.number % 900));
  if (order.created < VERSION_3_5) return { Module: moduleName(order.created), "Product ID": products };
  return {
    Module: moduleName(order.created),
    "Order #": incrementId(order.number),
    SubscriptionProductIDs: products,
    Type: "SubscriptionsTotal",
  };
}

const shares = [
  ["nothing", 38],
  ["one order", 34],
  ["another shop", 9],
  ["keys added by a plug-in", 6],
  ["one order with subscriptions", 4],
  ["one order, number not written yet", 3],
  ["multishipping", 2.5],
  ["prefixed increment id", 2],
  ["multishipping, older", 1.3],
  ["fifty keys", 0.2],
] as const;

export function chooseOrderNote(order: Order): OrderNote {
  const shape = orderShapes[order.dice.weighted(shares)];
  return shape === undefined ? { description: null, metadata: {} } : shape(order);
}
