import fc from "fast-check";
import { expect, test } from "vitest";
import type { FeedRun } from "./feed-run.ts";
import { readSettlement } from "./settlement.ts";

const run = { lease: { feed: 7 } } as Pick<FeedRun, "lease">;

/** The same text by JSON's rules, in both ways to write it. */
const statuses = fc.constantFrom('"pending"', '"available"', String.raw`"\u0070ending"`, '"expending"', "null");

const transactions = fc.uniqueArray(
  fc.record({ number: fc.nat(999), status: statuses, created: fc.nat(9_999), due: fc.nat(9_999) }),
  { selector: ({ number }) => number, maxLength: 12 },
);

test("what is pending is noted with its time, and all else has come to rest, however the page is written", () => {
  fc.assert(
    fc.property(transactions, fc.constantFrom("", "\n  "), (found, space) => {
      const written = found.map(
        ({ number, status, created, due }) =>
          `{"id":"txn_${number}",${space}"status": ${status},"created":${created},"available_on":${due}}`,
      );
      const body = Buffer.from(`{"object":"list","data":[${written.join(",")}]}`);
      const records = found.map(({ number }) => ({ id: `txn_${number}` }));
      const { open, closed } = readSettlement(run, "balance_transactions", body, records);
      const isPending = ({ status }: { readonly status: string }): boolean => JSON.parse(status) === "pending";
      const idOf = ({ number }: { readonly number: number }): string => `txn_${number}`;
      expect(closed).toEqual(found.filter((each) => !isPending(each)).map(idOf));
      expect(open).toEqual(
        found.filter(isPending).map((each) => ({
          feed: 7,
          resource: "balance_transactions",
          object_id: idOf(each),
          created_seconds: each.created,
          recheck_seconds: each.due,
        })),
      );
    }),
  );
});
