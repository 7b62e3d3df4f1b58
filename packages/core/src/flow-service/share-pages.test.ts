import { expect, test } from "vitest";
import type { WindowPage } from "./list-window.ts";
import { sharePages } from "./share-pages.ts";

interface Listing {
  read: number;
  isClosed: boolean;
}

async function* listing(state: Listing, pages: number): AsyncGenerator<WindowPage> {
  try {
    for (let page = 1; page <= pages; page += 1) {
      state.read = page;
      yield { objects: [{ id: `ch_${page}` }], bytes: 1, cursor: { pass: 0, created: page, ids: [] } };
    }
  } finally {
    state.isClosed = true;
  }
}

const idsOf = (pages: AsyncIterable<WindowPage>): Promise<unknown[]> =>
  Array.fromAsync(pages, ({ objects }) => objects[0]?.id);

const wanted = Array.from({ length: 10 }, (_, page) => `ch_${page + 1}`);

test("every reader gets every page, and each is read once", async () => {
  const state = { read: 0, isClosed: false };
  const readers = sharePages(listing(state, 10), 3);
  expect(await Promise.all(readers.map(idsOf))).toEqual([wanted, wanted, wanted]);
  expect(state).toEqual({ read: 10, isClosed: true });
});

test("a quick reader waits for a slow one, and goes on when that one leaves", async () => {
  const state = { read: 0, isClosed: false };
  const [quick, slow] = sharePages(listing(state, 10), 2);
  const slowly = slow![Symbol.asyncIterator]();
  const all = idsOf(quick!);
  await slowly.next();
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  expect(state.read).toBeLessThanOrEqual(6);
  await slowly.return?.();
  expect(await all).toEqual(wanted);
});

test("when all have left, the listing is closed", async () => {
  const state = { read: 0, isClosed: false };
  for (const reader of sharePages(listing(state, 10), 2)) {
    const pages = reader[Symbol.asyncIterator]();
    await pages.next();
    await pages.return?.();
  }
  expect(state.isClosed).toBe(true);
});

test("a failure reaches every reader", async () => {
  async function* failing(): AsyncGenerator<WindowPage> {
    yield* listing({ read: 0, isClosed: false }, 1);
    throw new Error("Stripe is not there");
  }
  const outcomes = await Promise.allSettled(sharePages(failing(), 2).map(idsOf));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
