import type { ReactNode } from "react";
import type { BuyNowPayLater } from "../../api/types.ts";
import { useSession } from "../../api/session.ts";
import { formatCount, plural } from "../../format/number.ts";
import { Card } from "../../parts/page.tsx";
import { routeTo } from "../../router/route.ts";
import { ShareTable } from "./share-table.tsx";

const mostCountries = 8;

/** Those that pay later most come first; the long tail is folded. */
export function Countries({ countries, policy }: Pick<BuyNowPayLater, "countries" | "policy">): ReactNode {
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
          Of {formatCount(unknown)} the platform does not hold the country: <WhyUnknown country={policy.country} />
        </p>
      )}
    </Card>
  );
}

/** Why the country of a payment is not known, under the policy that the server has now. */
function WhyUnknown({ country }: Pick<BuyNowPayLater["policy"], "country">): ReactNode {
  const policy = useSession().value?.policy;
  if (country === "keep") {
    return (
      <>
        Stripe has none, or they were sent before the policy sent it. <a href={routeTo(["reconciliation"])}>Compare</a>{" "}
        and repair, and what Stripe has is sent.
      </>
    );
  }
  if (country === "hash") return <>the policy sends it as a hash.</>;
  if (policy?.preset !== "minimal" || Object.keys(policy.fields).length > 0)
    return <>the policy leaves addresses out.</>;
  return (
    <>
      the policy <code>minimal</code> leaves addresses out. With <code>marketing</code> the country is sent: the
      server’s setting <code>STRIPE_AEP_POLICY_PRESET</code>.
    </>
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
