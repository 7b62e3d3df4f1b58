import type { ReactNode } from "react";
import { useOverview } from "../../api/overview.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { Answered } from "../../parts/answered.tsx";
import { Note } from "../../parts/note.tsx";
import { Page } from "../../parts/page.tsx";
import { budgetLines } from "../overview/budget-lines.ts";

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
                  <div key={line.name} className="card">
                    <Gauge {...line} />
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
