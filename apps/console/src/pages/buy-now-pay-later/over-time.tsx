import { Picker, PickerItem } from "@react-spectrum/s2";
import { useState, type ReactNode } from "react";
import type { BuyNowPayLater } from "../../api/types.ts";
import { StackedBars } from "../../charts/stacked-bars.tsx";
import { formatMoneyShort } from "../../format/money.ts";
import { formatCountShort } from "../../format/number.ts";
import { Card } from "../../parts/page.tsx";
import { currenciesOf, monthlyStacks, seriesOf } from "./summarise.ts";

const payments = "payments";

/** Payments, or the amount in one currency, by provider and month. */
export function OverTime({ answer }: { readonly answer: BuyNowPayLater }): ReactNode {
  const [measure, setMeasure] = useState(payments);
  const currency = measure === payments ? undefined : measure;
  const shown = currency === undefined ? "Payments" : `Amount in ${currency.toUpperCase()}`;
  const measures = [
    { id: payments, title: "Payments" },
    ...currenciesOf(answer).map((each) => ({ id: each, title: `Amount in ${each.toUpperCase()}` })),
  ];
  return (
    <Card
      title="By provider and month"
      note={currency === undefined ? "Months are UTC" : "Months are UTC; currencies are never added"}
      actions={
        <Picker aria-label="Measure" value={measure} onChange={(key) => setMeasure(String(key))} items={measures}>
          {({ id, title }) => <PickerItem id={id}>{title}</PickerItem>}
        </Picker>
      }
    >
      <StackedBars
        label={`${shown} by buy now, pay later provider and month`}
        series={seriesOf(answer)}
        stacks={monthlyStacks(answer, currency)}
        format={currency === undefined ? formatCountShort : (value) => formatMoneyShort(value, currency)}
      />
    </Card>
  );
}
