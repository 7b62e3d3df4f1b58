import type { ReactNode } from "react";
import { useBuyNowPayLater } from "../../api/buy-now-pay-later.ts";
import type { BuyNowPayLater as Answer } from "../../api/types.ts";
import { BarList } from "../../charts/bar-list.tsx";
import { StackedBars } from "../../charts/stacked-bars.tsx";
import { formatMoney } from "../../format/money.ts";
import { formatCount, formatCountShort, formatShare, plural } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Audience } from "./audience.tsx";
import { Period } from "./period.tsx";
import { ShareTable } from "./share-table.tsx";
import { monthlyStacks, seriesOf } from "./summarise.ts";
import type { PageArguments } from "../pages.ts";

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
      <Card title="Payments by provider and month">
        <StackedBars
          label="Buy now, pay later payments by provider and month"
          series={series}
          stacks={monthlyStacks(answer)}
          format={formatCountShort}
        />
      </Card>
      <div className="grid pair">
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
        <Card title="Countries" note="Share that pays later, of each country’s payments">
          <Countries countries={answer.countries} />
        </Card>
        <Card title="Amount bands" note="Major units of the payment’s own currency">
          <ShareTable
            first="Amount"
            rows={answer.amountBands.map(({ band, payments, all }) => ({
              name: band.replace(/^\d+: /, ""),
              payments: all,
              payingLater: payments,
            }))}
          />
        </Card>
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
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {seriesOf(answer).map(({ provider, name }) => (
          <tr key={provider}>
            <th scope="row">{name}</th>
            <td className="end">
              {answer.providers
                .find((each) => each.provider === provider)
                ?.sums.map(({ currency, amount }) => (
                  <div key={currency}>{formatMoney(amount, currency)}</div>
                ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const mostCountries = 8;

/** Those that pay later most come first; the long tail is folded. */
function Countries({ countries }: Pick<Answer, "countries">): ReactNode {
  const rows = countries
    .toSorted((a, b) => b.payments - a.payments || b.all - a.all)
    .map(({ country, payments, all }) => ({ name: countryName(country), payments: all, payingLater: payments }));
  const rest = rows.slice(mostCountries);
  return (
    <>
      <ShareTable first="Country" rows={rows.slice(0, mostCountries)} />
      {rest.length > 0 && (
        <details>
          <summary>{plural(rest.length, "more country", "more countries")}</summary>
          <ShareTable first="Country" rows={rest} />
        </details>
      )}
    </>
  );
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: "region" }).of(code) ?? code;
  } catch {
    return code === "" ? "Unknown" : code;
  }
}
