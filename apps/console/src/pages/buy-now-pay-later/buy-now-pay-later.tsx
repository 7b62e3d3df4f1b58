import type { ReactNode } from "react";
import { useBuyNowPayLater } from "../../api/buy-now-pay-later.ts";
import type { BuyNowPayLater as Answer } from "../../api/types.ts";
import { BarList } from "../../charts/bar-list.tsx";
import { formatCount, formatShare } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Card, Page } from "../../parts/page.tsx";
import type { PageArguments } from "../pages.ts";
import { AmountBands } from "./amount-bands.tsx";
import { Audience } from "./audience.tsx";
import { Countries } from "./countries.tsx";
import { OverTime } from "./over-time.tsx";
import { Period } from "./period.tsx";
import { seriesOf } from "./summarise.ts";
import { Sums } from "./sums.tsx";

export function BuyNowPayLater({ query }: PageArguments): ReactNode {
  const answer = useBuyNowPayLater({ from: query.from, to: query.to });
  return (
    <Page
      title="Buy now, pay later"
      lead="Who pays with Klarna, Afterpay, Affirm or Zip, where, and for how much: read from Experience Platform, so it is what your audiences and journeys see."
      actions={<Period from={query.from} to={query.to} />}
    >
      <Answered of={answer} lines={10}>
        {(value) =>
          value.payments === 0 ? (
            <section className="card">
              <Blank picture="box" title="The platform holds no payment of this period">
                <p>
                  Once charges have arrived, this page shows the share of buy now, pay later over time, by provider,
                  country and amount.
                </p>
              </Blank>
            </section>
          ) : (
            <Insights answer={value} />
          )
        }
      </Answered>
    </Page>
  );
}

function Insights({ answer }: { readonly answer: Answer }): ReactNode {
  const series = seriesOf(answer);
  return (
    <>
      <Tiles answer={answer} />
      <OverTime answer={answer} />
      <div className="grid pair">
        <div className="stack">
          <Card title="Providers" note="Payments, and their share of those paid later">
            <BarList
              label="Providers"
              bars={series.map(({ provider, name, color }) => {
                const payments = answer.providers.find((each) => each.provider === provider)?.payments ?? 0;
                return { name, value: payments, text: formatCount(payments), color };
              })}
            />
          </Card>
          <Card title="Amounts" note="By provider and currency; currencies are never added">
            <Amounts answer={answer} />
          </Card>
          <AmountBands answer={answer} />
        </div>
        <Countries countries={answer.countries} policy={answer.policy} />
      </div>
      <Audience answer={answer} />
    </>
  );
}

function Tiles({ answer: { payments, buyNowPayLaterPayments, customers } }: { readonly answer: Answer }): ReactNode {
  const tiles = [
    ["Share of payments", formatShare(payments === 0 ? 0 : buyNowPayLaterPayments / payments)],
    ["Paid later", formatCount(buyNowPayLaterPayments)],
    ["All payments", formatCount(payments)],
    ["Customers who paid later", formatCount(customers.length)],
  ] as const;
  return (
    <div className="grid tiles">
      {tiles.map(([name, value]) => (
        <div key={name} className="card tile">
          <p className="soft small">{name}</p>
          <p className="figure">{value}</p>
        </div>
      ))}
    </div>
  );
}

function Amounts({ answer }: { readonly answer: Answer }): ReactNode {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">Provider</th>
          <th scope="col" className="end">
            Paid later
          </th>
        </tr>
      </thead>
      <tbody>
        {seriesOf(answer).map(({ provider, name }) => (
          <tr key={provider}>
            <th scope="row">{name}</th>
            <td className="end">
              <Sums of={answer.providers.find((each) => each.provider === provider)?.sums ?? []} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
