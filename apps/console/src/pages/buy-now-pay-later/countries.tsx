import type { ReactNode } from "react";
import type { BuyNowPayLater } from "../../api/types.ts";
import { formatCount, plural } from "../../format/number.ts";
import { Card } from "../../parts/page.tsx";
import { ShareTable } from "./share-table.tsx";

const mostCountries = 8;

/** Those that pay later most come first; the long tail is folded. */
export function Countries({ countries }: Pick<BuyNowPayLater, "countries">): ReactNode {
  const rows = countries.map(({ country, payments, all, sums }) => ({
    name: countryName(country),
    payments: all,
    payingLater: payments,
    sums,
  }));
  const rest = rows.slice(mostCountries);
  const unknown = countries.find(({ country }) => country === "")?.payments ?? 0;
  return (
    <Card title="Countries" note="Share that pays later, of each country’s payments">
      <ShareTable first="Country" rows={rows.slice(0, mostCountries)} />
      {rest.length > 0 && (
        <details>
          <summary>{plural(rest.length, "more country", "more countries")}</summary>
          <ShareTable first="Country" rows={rest} />
        </details>
      )}
      {unknown > 0 && (
        <p className="soft small card-foot">
          Of {formatCount(unknown)} the platform does not hold the country: the policy <code>minimal</code> leaves
          addresses out.
        </p>
      )}
    </Card>
  );
}

function countryName(code: string): string {
  if (code === "") return "Not known";
  try {
    return new Intl.DisplayNames(undefined, { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
