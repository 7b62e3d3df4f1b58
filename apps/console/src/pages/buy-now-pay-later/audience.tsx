import { Button } from "@react-spectrum/s2";
import type { ReactNode } from "react";
import type { BuyNowPayLaterAnswer } from "../../api/buy-now-pay-later.ts";
import { formatCount, plural } from "../../format/number.ts";
import { Card } from "../../parts/page.tsx";
import { audienceDefinition } from "./audience-definition.ts";

/** The customers to address, as far as the policy lets anybody be addressed, and their definition for Segmentation Service. */
export function Audience({ answer }: { readonly answer: BuyNowPayLaterAnswer }): ReactNode {
  const { customers, identity, examples } = answer.audience;
  return (
    <Card
      title="Customers to address"
      note={`Identified by ${identity}, as the policy allows`}
      actions={
        <Button variant="secondary" onPress={() => save("buy-now-pay-later.audience.json", audienceDefinition())}>
          Export audience definition
        </Button>
      }
    >
      <p className="figure">{formatCount(customers)}</p>
      <p className="soft">
        {plural(customers, "customer")} paid later in the last 90 days. For example <code>{examples.slice(0, 3).join(", ")}</code>.
      </p>
    </Card>
  );
}

function save(name: string, content: unknown): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
