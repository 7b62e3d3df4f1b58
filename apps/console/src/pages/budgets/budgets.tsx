import type { ReactNode } from "react";
import { useOverview } from "../../api/overview.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { Answered } from "../../parts/answered.tsx";
import { Note } from "../../parts/note.tsx";
import { Page } from "../../parts/page.tsx";
import { budgetLines } from "../overview/budget-lines.ts";

/** What happens at the limit, and what helps. */
const remedies: Readonly<Record<string, string>> = {
  "Stripe reads":
    "Stripe grants an account reads by the number of its payments. Webhooks and longer intervals need fewer; the first reading of all history needs most.",
  "Stripe requests":
    "The connector keeps to its share of what Stripe allows a second and slows down by itself; nothing is lost, it only takes longer.",
  "Batches today":
    "Beyond the limit Profile takes batches more slowly. A longer interval makes fewer and larger ones; the data lake has no such limit.",
};

export function Budgets(): ReactNode {
  const overview = useOverview();
  return (
    <Page
      title="Budgets"
      lead="Limits that Stripe and Experience Platform set, and how much of each is used. The console warns at 80 %."
    >
      <Answered of={overview} lines={6}>
        {({ budget }) => {
          const lines = budgetLines(budget);
          const exceeded = lines.filter(({ used, limit }) => limit > 0 && used > limit);
          return (
            <>
              {exceeded.length > 0 && (
                <Note tone="bad" title={`Exceeded: ${exceeded.map(({ name }) => name).join(", ")}.`} />
              )}
              <div className="grid">
                {lines.map((line) => (
                  <div key={line.name} className="card stack">
                    <Gauge {...line} />
                    <p className="small">{remedies[line.name]}</p>
                  </div>
                ))}
              </div>
            </>
          );
        }}
      </Answered>
    </Page>
  );
}
