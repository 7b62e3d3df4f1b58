import { Picker, PickerItem } from "@react-spectrum/s2";
import { useState, type ReactNode } from "react";
import type { BuyNowPayLater } from "../../api/types.ts";
import { formatMoneyShort } from "../../format/money.ts";
import { Card } from "../../parts/page.tsx";
import { ShareTable } from "./share-table.tsx";
import { currenciesOf } from "./summarise.ts";

/** Small and large baskets of one currency: 50 dollars and 50 yen are not the same band. */
export function AmountBands({ answer }: { readonly answer: BuyNowPayLater }): ReactNode {
  const currencies = currenciesOf(answer);
  const [chosen, setChosen] = useState<string>();
  const currency = chosen ?? currencies[0];
  if (currency === undefined) return null;
  const items = currencies.map((each) => ({ id: each, title: each.toUpperCase() }));
  return (
    <Card
      title="Amount bands"
      note="Share that pays later, of each band’s payments"
      actions={
        <Picker aria-label="Currency" value={currency} onChange={(key) => setChosen(String(key))} items={items}>
          {({ id, title }) => <PickerItem id={id}>{title}</PickerItem>}
        </Picker>
      }
    >
      <ShareTable
        first="Amount"
        rows={answer.amountBands
          .filter((band) => band.currency === currency)
          .map(({ from, to, payments, all }) => ({
            name: bandName(from, to, currency),
            payments: all,
            payingLater: payments,
          }))}
      />
    </Card>
  );
}

function bandName(from: number, to: number | null, currency: string): string {
  const amount = (minor: number) => formatMoneyShort(minor, currency);
  if (to === null) return `${amount(from)} and more`;
  return from === 0 ? `below ${amount(to)}` : `${amount(from)} to ${amount(to)}`;
}
