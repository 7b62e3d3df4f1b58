import { Button } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import { useDataSets } from "../../api/flows.ts";
import type { BuyNowPayLater } from "../../api/types.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/number.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Note } from "../../parts/note.tsx";
import { Card } from "../../parts/page.tsx";
import { saveBlob } from "../../parts/save-blob.ts";
import { routeTo } from "../../router/route.ts";
import { audienceDefinition } from "./audience-definition.ts";
import { providerTitle } from "./summarise.ts";

/** As the generated schemas call it. */
const eventDataset = "Stripe Charge Events";

type Customer = BuyNowPayLater["customers"][number];

const columns: readonly Column<Customer>[] = [
  { name: "Customer", track: "minmax(0, 1.4fr)", cell: ({ id }) => <code>{id}</code> },
  { name: "Payments", track: "minmax(0, .7fr)", cell: ({ payments }) => payments, end: true },
  { name: "Amount", track: "minmax(0, 1.2fr)", cell: ({ sums }) => <OneLine sums={sums} />, end: true },
  { name: "Providers", track: "minmax(0, 2fr)", cell: ({ providers }) => providers.map(providerTitle).join(", ") },
];

/** A row has one line; amounts of several currencies stand beside each other in it. */
function OneLine({ sums }: Pick<Customer, "sums">): ReactNode {
  return sums.map(({ currency, amount }) => formatMoney(amount, currency)).join(" · ");
}

/** What the policy makes of a customer's id. */
const addressed: Readonly<Record<BuyNowPayLater["policy"]["customer"], string>> = {
  keep: "By Stripe customer id, as the policy allows",
  hash: "By the hash of the Stripe customer id, as the policy has it",
  drop: "The policy leaves customer ids out, so nobody can be named",
};

/** The customers to address, as far as the policy lets anybody be named, and their definition for Segmentation Service. */
export function Audience({ answer }: { readonly answer: BuyNowPayLater }): ReactNode {
  const { customers, audience, buyNowPayLaterPayments } = answer;
  const named = customers.reduce((sum, { payments }) => sum + payments, 0);
  const guests = buyNowPayLaterPayments - named;
  return (
    <Card
      title="Customers to address"
      note={addressed[answer.policy.customer]}
      actions={
        <Button
          variant="secondary"
          onPress={() =>
            saveBlob(
              "buy-now-pay-later.audience.json",
              new Blob([JSON.stringify(audienceDefinition(audience), null, 2)], { type: "application/json" }),
            )
          }
        >
          Export audience definition
        </Button>
      }
    >
      <div className="stack">
        <p>
          <span className="strong">{audience.name}.</span> {audience.description}
        </p>
        <pre className="code wrap" tabIndex={0} role="region" aria-label="Audience in Profile Query Language">
          {audience.expression}
        </pre>
        <ProfileNote />
        {guests > 0 && (
          <p className="soft small">
            {plural(guests, "payment")} by guests or by customers beyond this list: nobody to address by id.
          </p>
        )}
        {customers.length > 0 && (
          <DataTable label="Customers who paid later" columns={columns} rows={customers} rowKey={({ id }) => id} />
        )}
      </div>
    </Card>
  );
}

/** An audience reads Profile; the dataset of the events must be part of it. */
function ProfileNote(): ReactNode {
  const events = useDataSets().value?.find(({ name }) => name === eventDataset);
  if (events === undefined || events.profileEnabled) return null;
  return (
    <Note
      tone="warn"
      title={`The dataset ${eventDataset} is not in Real-Time Customer Profile, so the audience would be empty.`}
    >
      <p>
        Add charges with <a href={routeTo(["connect"])}>Profile dataset</a> switched on. That can never be undone.
      </p>
    </Note>
  );
}
