import type { ReactNode } from "react";
import { formatMoney } from "../format/money.ts";

/** An amount in minor units with its currency; the integer Stripe sent on hover. */
export function Money({ minor, currency }: { readonly minor: number; readonly currency: string }): ReactNode {
  return (
    <abbr title={`${minor} in minor units of ${currency.toUpperCase()}`} className="amount">
      {formatMoney(minor, currency)}
    </abbr>
  );
}
