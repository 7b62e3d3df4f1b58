import { describe, expect, it } from "vitest";

import { styleFor } from "../render/style.ts";
import type { Stream } from "../terminal.ts";
import { demoJson, exitNameOf, type DemoReport, type ResourceFigures } from "./demo-report.ts";
import { renderDemo } from "./render-demo.ts";

const pipe: Stream = { write: () => undefined, live: false, columns: 120 };
const style = styleFor({ environment: {} }, pipe);

const charges: ResourceFigures = {
  read: 1234,
  sent: 1234,
  unchanged: 0,
  filtered: 0,
  quarantined: 0,
  accepted: 1234,
  rejected: 0,
  stripeCount: 1234,
  platformCount: 1234,
  sums: [
    { field: "amount", currency: "eur", stripe: "123456789", platform: "123456789" },
    { field: "amount", currency: "jpy", stripe: "98765", platform: "98765" },
  ],
  verdict: "equal",
  differences: [],
};

const report: DemoReport = {
  seed: 7,
  objects: 1234,
  resources: { charges },
  bnpl: {
    providers: [
      {
        provider: "klarna",
        payments: 21,
        guests: 1,
        sums: { eur: "10550" },
        customers: ["cus_a", "cus_b", "cus_c"],
        emails: [],
      },
    ],
    klarnaPaidAtOnce: 4,
  },
  repeated: false,
  lost: [],
  seconds: 3.21,
};

describe("the summary of a rehearsal", () => {
  it("aligns its columns, writes money with its own decimals, and says what was proven", () => {
    expect(renderDemo(report, style)).toMatchInlineSnapshot(`
      "resource   read   sent  unchanged  filtered  quarantined  accepted  rejected  at Stripe  in AEP  verdict
      charges   1,234  1,234          0         0            0     1,234         0      1,234   1,234  ✓ equal

      sums       charges  verdict
      EUR   1,234,567.89  ✓ equal
      JPY         98,765  ✓ equal

      buy now, pay later  payments     EUR  customers  such as
      klarna                    21  105.50          3  cus_a, cus_b
      4 Klarna payments were paid at once (pay_now): no credit, so not counted.

      Proven: 1,234 objects at Stripe, 1,234 in Experience Platform, and every sum equal to the cent, read back from both sides over HTTP in 3.2 s.
      "
    `);
  });

  it("names what the platform lost, and exits 2", () => {
    const lost: ResourceFigures = {
      ...charges,
      platformCount: 1233,
      sums: [{ field: "amount", currency: "eur", stripe: "123456789", platform: "123450000" }],
      verdict: "differs",
      differences: [
        {
          id: "ch_lost",
          currency: "eur",
          day: "2026-01-01",
          reason: "missing",
          detail: "Stripe has it, the platform does not",
        },
      ],
    };
    const text = renderDemo({ ...report, resources: { charges: lost } }, style);
    expect(text).toContain("✗ charges ch_lost  missing: Stripe has it, the platform does not");
    expect(text).toContain("1,234,567.89 ≠ 1,234,500.00");
    expect(text).toContain("Not equal: 1,234 objects at Stripe, 1,233 in Experience Platform; 1 object differs.");
    expect(exitNameOf({ ...report, resources: { charges: lost } })).toBe("differs");
  });

  it("tells a difference that is only quarantine from one that is not", () => {
    const held = { ...charges, quarantined: 2, verdict: "quarantined" } as const;
    expect(exitNameOf({ ...report, resources: { charges: held } })).toBe("quarantined");
    expect(exitNameOf({ ...report, resources: { charges: held, refunds: { ...charges, verdict: "differs" } } })).toBe(
      "differs",
    );
    expect(exitNameOf(report)).toBe("done");
  });

  it("counts objects, not readings: a page may come twice, and what the platform refused was sent", () => {
    const again = { ...charges, read: 1255, sent: 0, unchanged: 1255, accepted: 0 };
    expect(renderDemo({ ...report, repeated: true, resources: { charges: again } }, style)).toContain(
      "Nothing new: all 1,234 objects were there already",
    );
    const difference = { currency: "eur", day: "2026-01-01", reason: "quarantined", detail: "no row" } as const;
    const differences = ["ch_one", "ch_two"].map((id) => ({ ...difference, id }));
    const held = {
      ...charges,
      accepted: 1232,
      rejected: 2,
      platformCount: 1232,
      verdict: "quarantined",
      differences,
    } as const;
    expect(renderDemo({ ...report, resources: { charges: held } }, style)).toContain(
      "2 records were refused with a reason",
    );
  });

  it("gives programs whole numbers as text where they may pass 2^53", () => {
    expect(demoJson(report)).toMatchObject({
      seed: 7,
      reconciled: true,
      resources: { charges: { read: 1234, stripeCount: 1234, platformCount: 1234, verdict: "equal" } },
      bnpl: { providers: [{ provider: "klarna", payments: 21, sums: { eur: "10550" } }] },
    });
  });
});
