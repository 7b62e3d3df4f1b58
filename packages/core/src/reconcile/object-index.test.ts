import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortHash } from "./content-digest.ts";
import { ObjectIndex } from "./object-index.ts";

interface Version {
  readonly id: number;
  readonly version: number;
  readonly sequence: number;
  readonly deleted: boolean;
  readonly amount: number;
}

const versions = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 40 }),
    version: fc.integer({ min: 0, max: 5 }),
    sequence: fc.integer({ min: 0, max: 5 }),
    deleted: fc.boolean(),
    amount: fc.integer({ min: -1_000, max: 1_000 }),
  }),
  { maxLength: 300 },
);

function add(index: ObjectIndex, { id, version, sequence, deleted, amount }: Version): void {
  index.add({
    key: shortHash(`id_${id}`),
    rowId: shortHash(`${id} ${version} ${sequence}`),
    version,
    sequence,
    content: shortHash(String(amount)),
    deleted,
    created: deleted ? undefined : id,
    labels: [id % 3],
    broken: 0,
    amounts: [amount],
  });
}

describe("ObjectIndex", () => {
  it("holds the newest version of every object, in whatever order the rows come", () => {
    fc.assert(
      fc.property(versions, (all) => {
        const index = new ObjectIndex({ sums: 1, labels: 1 });
        const newest = new Map<number, Version>();
        for (const version of all) {
          add(index, version);
          const known = newest.get(version.id);
          const isNewer =
            known === undefined ||
            version.version > known.version ||
            (version.version === known.version && version.sequence > known.sequence);
          if (isNewer) newest.set(version.id, version);
        }
        expect([index.size, index.rows]).toEqual([newest.size, all.length]);
        for (const [id, expected] of newest) {
          const slot = index.find(shortHash(`id_${id}`))!;
          expect(index.isDeleted(slot)).toBe(expected.deleted);
          expect(index.content(slot)).toBe(shortHash(String(expected.amount)));
          expect(index.amount(slot, 0)).toBe(expected.amount);
        }
        expect(index.find(shortHash("id_never"))).toBeUndefined();
      }),
    );
  });

  it("grows without losing anybody", () => {
    const index = new ObjectIndex({ sums: 2, labels: 1 });
    for (let id = 0; id < 20_000; id += 1) add(index, { id, version: 1, sequence: 1, deleted: false, amount: id });
    expect(index.size).toBe(20_000);
    for (let id = 0; id < 20_000; id += 97) {
      const slot = index.find(shortHash(`id_${id}`))!;
      expect([index.created(slot), index.amount(slot, 0), index.key(slot)]).toEqual([id, id, shortHash(`id_${id}`)]);
    }
  });

  it("keeps when an object was made though its tombstone does not say, and counts repeated rows", () => {
    const index = new ObjectIndex({ sums: 1, labels: 1 });
    add(index, { id: 7, version: 1, sequence: 1, deleted: false, amount: 5 });
    add(index, { id: 7, version: 1, sequence: 1, deleted: false, amount: 5 });
    add(index, { id: 7, version: 2, sequence: 2, deleted: true, amount: 0 });
    const slot = index.find(shortHash("id_7"))!;
    expect([index.created(slot), index.isDeleted(slot), index.repeated]).toEqual([7, true, 1]);
  });
});
