import { Button } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import type { BuyNowPayLater } from "../../api/types.ts";
import { DataTable, type Column } from "../../parts/data-table.tsx";
import { Card } from "../../parts/page.tsx";
import { saveBlob } from "../../parts/save-blob.ts";
import { audienceDefinition } from "./audience-definition.ts";
import { providerTitle } from "./summarise.ts";

type Customer = BuyNowPayLater["customers"][number];

const columns: readonly Column<Customer>[] = [
  { name: "Customer", track: "minmax(0, 1.4fr)", cell: ({ id }) => <code>{id}</code> },
  { name: "Payments", track: "minmax(0, .7fr)", cell: ({ payments }) => payments, end: true },
  { name: "Providers", track: "minmax(0, 2fr)", cell: ({ providers }) => providers.map(providerTitle).join(", ") },
];

/** The customers to address, as far as the policy lets anybody be named, and their definition for Segmentation Service. */
export function Audience({ answer: { customers, audience } }: { readonly answer: BuyNowPayLater }): ReactNode {
  return (
    <Card
      title="Customers to address"
      note="By Stripe customer id, as the policy allows"
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
        {customers.length > 0 && (
          <DataTable label="Customers who paid later" columns={columns} rows={customers} rowKey={({ id }) => id} />
        )}
      </div>
    </Card>
  );
}
