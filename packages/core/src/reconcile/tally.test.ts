import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentDigest, shortHash } from "./content-digest.ts";
import { dayOf, Tally } from "./tally.ts";

const sums = [{ amount: "amount", currency: "currency" }];
const objects = fc.array(
  fc.record({
    id: fc.uuid(),
    created: fc.integer({ min: 0, max: 400_000 }),
    currency: fc.constantFrom("usd", "jpy"),
    amount: fc.integer({ min: -5_000, max: Number.MAX_SAFE_INTEGER }),
    content: fc.integer(),
  }),
  { minLength: 1, maxLength: 30 },
);

type Drawn = (typeof objects extends fc.Arbitrary<infer T> ? T : never)[number];

function add(tally: Tally, side: "stripe" | "platform", { id, created, currency, amount, content }: Drawn): void {
  tally.add(side, { created, currency, amounts: [amount], key: shortHash(id), content: shortHash(String(content)) });
}

describe("Tally", () => {
  it("finds both sides equal in whatever order they come, and sums beyond 2^53 exactly", () => {
    fc.assert(
      fc.property(objects, (drawn) => {
        const tally = new Tally(sums);
        drawn.forEach((object) => add(tally, "stripe", object));
        [...drawn].reverse().forEach((object) => add(tally, "platform", object));
        expect(tally.days(true).every(({ equal }) => equal)).toBe(true);
        const dollars = drawn
          .filter(({ currency }) => currency === "usd")
          .reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        const found = tally.sums().find(({ currency }) => currency === "usd");
        expect(found?.stripe ?? "0").toBe(String(dollars));
      }),
    );
  });

  it("finds the day of any single defect: dropped, doubled, another amount, another content", () => {
    fc.assert(
      fc.property(
        objects,
        fc.nat(),
        fc.constantFrom("drop", "double", "amount", "content"),
        (drawn, position, defect) => {
          const index = position % drawn.length;
          const tally = new Tally(sums);
          drawn.forEach((object) => add(tally, "stripe", object));
          drawn.forEach((object, at) => {
            if (at !== index) {
              add(tally, "platform", object);
              return;
            }
            if (defect === "drop") return;
            if (defect === "double") add(tally, "platform", object);
            const amount = defect === "amount" ? object.amount - 1 : object.amount;
            const content = defect === "content" ? object.content + 1 : object.content;
            add(tally, "platform", { ...object, amount, content });
          });
          const differing = tally.days(true).filter(({ equal }) => !equal);
          expect(differing.map(({ day, currency }) => [day, currency])).toEqual([
            [dayOf(drawn[index]!.created), drawn[index]!.currency],
          ]);
        },
      ),
    );
  });
});

describe("contentDigest", () => {
  it("does not mind the order of fields, the form of times, the version or an absent null; it minds everything else", () => {
    const row = {
      _id: "1",
      _acme: { stripe_record: { version: 1 }, charges_data: { id: "ch_1", created: "2023-03-17T21:22:19.000Z" } },
    };
    const same = { _acme: { charges_data: { created: "2023-03-17T21:22:19Z", id: "ch_1", note: null } }, _id: "2" };
    const other = { _acme: { charges_data: { id: "ch_1", created: "2023-03-17T21:22:20Z" } } };
    expect(contentDigest(same, "_acme")).toBe(contentDigest(row, "_acme"));
    expect(contentDigest(other, "_acme")).not.toBe(contentDigest(row, "_acme"));
  });
});
