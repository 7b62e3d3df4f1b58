import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOutFates } from "./ribbons.ts";

const balanced = fc
  .tuple(fc.nat(1_000_000), fc.nat(1_000_000), fc.nat(100), fc.nat(100), fc.nat(5000), fc.nat(10))
  .map(([accepted, unchanged, filtered, quarantined, inFlight, rejected]) => {
    const sent = accepted + rejected + inFlight;
    return {
      read: sent + unchanged + filtered + quarantined,
      sent,
      unchanged,
      filtered,
      quarantined,
      accepted,
      rejected,
    };
  });

describe("the flow of rows by fate", () => {
  it("shows every fate that befell a row, none that did not, and loses none between two columns", () => {
    fc.assert(
      fc.property(balanced, (figures) => {
        const { boxes, ribbons } = layOutFates(figures, 320);
        for (const box of boxes.filter(({ column }) => column > 0)) {
          expect(box.count).toBeGreaterThan(0);
          expect(box.height).toBeGreaterThanOrEqual(3);
        }
        const arrived = (column: number) =>
          boxes.filter((box) => box.column === column).reduce((sum, { count }) => sum + count, 0);
        expect(arrived(1)).toBe(figures.read);
        expect(arrived(2)).toBe(figures.sent);
        expect(ribbons.length).toBe(boxes.length - 1);
      }),
    );
  });

  it("keeps the boxes of a column apart", () => {
    const { boxes } = layOutFates(
      { read: 10, sent: 4, unchanged: 3, filtered: 2, quarantined: 1, accepted: 3, rejected: 1 },
      320,
    );
    const middle = boxes.filter(({ column }) => column === 1);
    for (const [index, box] of middle.slice(1).entries()) {
      const above = middle[index]!;
      expect(box.top - (above.top + above.height)).toBeGreaterThanOrEqual(30);
    }
  });
});
