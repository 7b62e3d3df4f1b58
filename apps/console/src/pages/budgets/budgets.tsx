import type { ReactNode } from "react";
import { useBudgets } from "../../api/budgets.ts";
import { Gauge } from "../../charts/gauge.tsx";
import { Answered } from "../../parts/answered.tsx";
import { Note } from "../../parts/note.tsx";
import { Page } from "../../parts/page.tsx";

export function Budgets(): ReactNode {
  const budgets = useBudgets();
  return (
    <Page
      title="Budgets"
      lead="Limits that Stripe and Experience Platform set, and how much of each is used. Beyond some of them rows vanish without an error, so the console warns at 80 %."
    >
      <Answered of={budgets} lines={6}>
        {(lines) => (
          <>
            {lines.some(({ within }) => !within) && (
              <Note tone="bad" title={`Exceeded: ${lines.filter(({ within }) => !within).map(({ name }) => name).join(", ")}.`} />
            )}
            <div className="grid">
              {lines.map((line) => (
                <div key={line.name} className="card">
                  <Gauge {...line} />
                </div>
              ))}
            </div>
          </>
        )}
      </Answered>
    </Page>
  );
}
