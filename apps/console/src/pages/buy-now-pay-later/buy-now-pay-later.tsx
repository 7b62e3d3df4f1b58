import { Picker, PickerItem, SegmentedControl, SegmentedControlItem } from "@react-spectrum/s2";
import { useState, type ReactNode } from "react";
import { useBuyNowPayLater, type BuyNowPayLaterAnswer } from "../../api/buy-now-pay-later.ts";
import { BarList } from "../../charts/bar-list.tsx";
import { StackedBars } from "../../charts/stacked-bars.tsx";
import { formatMoney, formatMoneyShort } from "../../format/money.ts";
import { formatCount, formatCountShort, formatShare } from "../../format/number.ts";
import { Answered } from "../../parts/answered.tsx";
import { Blank } from "../../parts/blank.tsx";
import { Ago } from "../../parts/instant.tsx";
import { Card, Page } from "../../parts/page.tsx";
import { Audience } from "./audience.tsx";
import { currenciesOf, summarise, type BuyNowPayLaterSummary, type Measure } from "./summarise.ts";

export function BuyNowPayLater(): ReactNode {
  const answer = useBuyNowPayLater();
  return (
    <Page
      title="Buy now, pay later"
      lead="Who pays with Klarna, Afterpay, Affirm or Zip, where, and for how much: read from Experience Platform, so that it is what your audiences and journeys see."
    >
      <Answered of={answer} lines={10}>
        {(value) =>
          value.all.length === 0 ? (
            <section className="card">
              <Blank picture="box" title="The platform holds no payment yet">
                <p>Once charges have arrived, this page shows the share of buy now, pay later over time, by provider, country and amount.</p>
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

function Insights({ answer }: { readonly answer: BuyNowPayLaterAnswer }): ReactNode {
  const currencies = currenciesOf(answer);
  const [currency, setCurrency] = useState(currencies[0] ?? "usd");
  const [measure, setMeasure] = useState<Measure>("amount");
  const summary = summarise(answer, currency, measure);
  const format = (value: number) => (measure === "amount" ? formatMoney(value, currency) : formatCount(value));
  const short = (value: number) => (measure === "amount" ? formatMoneyShort(value, currency) : formatCountShort(value));
  return (
    <>
      <div className="row">
        <Picker label="Currency" labelPosition="side" selectedKey={currency} onSelectionChange={(key) => setCurrency(String(key))}>
          {currencies.map((each) => (
            <PickerItem key={each} id={each}>
              {each.toUpperCase()}
            </PickerItem>
          ))}
        </Picker>
        <SegmentedControl aria-label="Measure" selectedKey={measure} onSelectionChange={(key) => setMeasure(key as Measure)}>
          <SegmentedControlItem id="amount">Amount</SegmentedControlItem>
          <SegmentedControlItem id="payments">Payments</SegmentedControlItem>
        </SegmentedControl>
        <span className="soft small">
          read from the platform <Ago at={answer.asOf} />
        </span>
      </div>
      <Tiles summary={summary} measure={measure} format={format} />
      <Card title="By provider, over time">
        <StackedBars label={`Buy now, pay later by provider, ${measure}, ${currency.toUpperCase()}`} series={summary.series} stacks={summary.stacks} format={short} />
      </Card>
      <Breakdowns answer={answer} summary={summary} measure={measure} currency={currency} format={format} />
      <Audience answer={answer} />
    </>
  );
}

function Tiles(props: {
  readonly summary: BuyNowPayLaterSummary;
  readonly measure: Measure;
  readonly format: (value: number) => string;
}): ReactNode {
  const { payingLater, all } = props.summary;
  const share = all[props.measure] === 0 ? 0 : payingLater[props.measure] / all[props.measure];
  const tiles = [
    [`Share of ${props.measure === "amount" ? "the amount" : "payments"}`, formatShare(share)],
    ["Paid later", props.format(payingLater[props.measure])],
    ["All succeeded payments", props.format(all[props.measure])],
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

function Breakdowns(props: {
  readonly answer: BuyNowPayLaterAnswer;
  readonly summary: BuyNowPayLaterSummary;
  readonly measure: Measure;
  readonly currency: string;
  readonly format: (value: number) => string;
}): ReactNode {
  const { answer, summary, measure, currency, format } = props;
  const colorOf = (title: string) => summary.series.find(({ name }) => name === title)?.color ?? 1;
  const bands = answer.bands.filter((band) => band.currency === currency);
  return (
    <div className="grid pair">
      <Card title="Providers">
        <BarList
          label="Providers"
          bars={summary.providers.map((each) => ({ name: each.title, value: each[measure], text: format(each[measure]), color: colorOf(each.title) }))}
        />
      </Card>
      <Card title="Countries" note="Share that pays later, of the payments of each country">
        <ShareTable
          first="Country"
          rows={answer.countries.map(({ country, payments, payingLater }) => ({ name: countryName(country), payments, payingLater }))}
        />
      </Card>
      <Card title="Amount bands" note={currency.toUpperCase()}>
        <ShareTable
          first="Amount"
          rows={bands.map(({ from, to, payments, payingLater }) => ({
            name: to === null ? `from ${formatMoneyShort(from, currency)}` : `${formatMoneyShort(from, currency)} – ${formatMoneyShort(to, currency)}`,
            payments,
            payingLater,
          }))}
        />
      </Card>
    </div>
  );
}

interface ShareRow {
  readonly name: string;
  readonly payments: number;
  readonly payingLater: number;
}

function ShareTable({ first, rows }: { readonly first: string; readonly rows: readonly ShareRow[] }): ReactNode {
  return (
    <table className="plain shares">
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col" className="end">
            Pay later
          </th>
          <th scope="col" className="end">
            Payments
          </th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, payments, payingLater }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="end">{formatCount(payingLater)}</td>
            <td className="end">{formatCount(payments)}</td>
            <td>
              <span className="share">
                <span className="track" aria-hidden="true">
                  <i className="bar series-1" style={{ inlineSize: `${payments === 0 ? 0 : (payingLater / payments) * 100}%` }} />
                </span>
                {formatShare(payments === 0 ? 0 : payingLater / payments)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames(undefined, { type: "region" }).of(code) ?? code;
  } catch {
    return code === "" ? "Unknown" : code;
  }
}
