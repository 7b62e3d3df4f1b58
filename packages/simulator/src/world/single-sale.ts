import { NONE, type Account } from "./account.ts";
import type { Dice } from "./mix.ts";
import { currencyNumber, minorUnitsOf } from "./money.ts";
import { choosePaymentMethod, typicalDollars } from "./payment-methods.ts";

/** Who pays what and how, as column values. */
export interface ChargeRow {
  readonly customer: number;
  readonly amount: number;
  readonly currency: number;
  readonly method: number;
}

/** What somebody buys at once: a method that their country has, an amount that fits it, in their currency. */
export function singleSale(account: Account, dice: Dice, customer: number, charge: number): ChargeRow {
  const { country } = customer === NONE ? account.guestOf(charge) : account.personOf(customer);
  const method = choosePaymentMethod(dice, country, false);
  const amount = minorUnitsOf(typicalDollars(dice, method), country.currency);
  return { customer, amount, currency: currencyNumber(country.currency), method };
}
