import type { ReactNode } from "react";
import type { MoneySum } from "../../api/types.ts";
import { Money } from "../../parts/money.tsx";

/** Amounts one below the other, each in its currency: they are never added. */
export function Sums({ of }: { readonly of: readonly MoneySum[] }): ReactNode {
  return of.map(({ currency, amount }) => (
    <div key={currency}>
      <Money minor={amount} currency={currency} />
    </div>
  ));
}
