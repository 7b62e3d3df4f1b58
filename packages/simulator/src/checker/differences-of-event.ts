import { currencies } from "../world/money.ts";
import type { Difference } from "./differences.ts";
import type { Row } from "./finding.ts";
import type { ReadRow } from "./read-row.ts";
import { isRecord } from "./same-value.ts";

/** What buys now and pays later, whatever the connector thinks: Klarna is, unless it is paid at once. */
const payLater = ["affirm", "afterpay_clearpay", "zip"];

function isPayLater(charge: Row): boolean {
  const details = isRecord(charge.payment_method_details) ? charge.payment_method_details : {};
  const klarna = isRecord(details.klarna) ? details.klarna : undefined;
  if (details.type === "klarna") return klarna?.payment_method_category !== "pay_now";
  return payLater.includes(String(details.type));
}

function valueAt(row: Row, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return (value as readonly unknown[])[Number(step)];
    return isRecord(value) ? value[step] : undefined;
  }, row);
}

/** Whether a price in major units is exactly the amount that Stripe has in minor units. */
function isMajor(price: unknown, amount: unknown, currency: unknown): boolean {
  const known = currencies[String(currency) as keyof typeof currencies];
  return known === undefined || Math.round(Number(price) * 10 ** known.digits) === amount;
}

/** An event repeats what never changes about its object: amount, currency, customer, how it was paid. */
export function differencesOfEvent(row: ReadRow, object: Row): readonly Difference[] {
  const found: Difference[] = [];
  const compare = (path: string, stated: unknown, expected: unknown, same = stated === expected): void => {
    if (stated !== undefined && expected !== undefined && expected !== null && !same)
      found.push({ path, expected, found: stated });
  };
  const { amount, currency } = object;
  compare("amount", row.content.amount_minor, amount);
  compare("currency", row.content.currency, currency, String(row.content.currency).toLowerCase() === currency);
  const price = valueAt(row.whole, ["commerce", "order", "priceTotal"]);
  compare("amount", price, amount, isMajor(price, amount, currency));
  const paid = valueAt(row.whole, ["commerce", "order", "payments", 0, "paymentAmount"]);
  compare("amount", paid, amount, isMajor(paid, amount, currency));
  const code = valueAt(row.whole, ["commerce", "order", "currencyCode"]);
  compare("currency", code, currency, code === String(currency).toUpperCase());
  if (row.resource === "charges") {
    const family = row.content.payment_family;
    compare(
      "payment_family",
      family,
      isPayLater(object) ? "bnpl" : "not bnpl",
      (family === "bnpl") === isPayLater(object),
    );
  }
  const identity = valueAt(row.whole, ["identityMap", "StripeCustomer", 0, "id"]);
  compare("customer", identity, object.customer);
  return found;
}

/** What a customer's row says outside its own part: the standard fields that people are identified by. */
export function differencesOfPerson({ whole, resource }: ReadRow, customer: Row): readonly Difference[] {
  if (resource !== "customers") return [];
  const email = valueAt(whole, ["personalEmail", "address"]);
  const expected = typeof customer.email === "string" ? customer.email.trim().toLowerCase() : customer.email;
  const same = email === undefined || (typeof email === "string" && email.toLowerCase() === expected);
  return same ? [] : [{ path: "email", expected, found: email }];
}
