import type { WindowPage } from "./list-window.ts";

type Step = IteratorResult<WindowPage, undefined>;

interface Reader {
  /** What has been read and not yet been taken. */
  readonly waiting: Promise<Step>[];
  isGone: boolean;
}

/**
 * One listing for several readers: a page is read when the first of them asks for it, and every other one gets the same.
 * None is let more than a few pages ahead of the slowest, so memory stays bounded. A reader that leaves holds nobody up;
 * when all have left, the listing ends.
 */
export function sharePages(pages: AsyncIterable<WindowPage>, readers: number): readonly AsyncIterable<WindowPage>[] {
  const source = pages[Symbol.asyncIterator]();
  const all: Reader[] = Array.from({ length: readers }, () => ({ waiting: [], isGone: false }));
  let freed = Promise.withResolvers<undefined>();
  const ahead = (): boolean => all.some((reader) => !reader.isGone && reader.waiting.length >= FURTHEST_AHEAD);
  const announce = (): void => {
    freed.resolve(undefined);
    freed = Promise.withResolvers<undefined>();
  };
  const next = async (reader: Reader): Promise<Step> => {
    for (;;) {
      const kept = reader.waiting.shift();
      if (kept !== undefined) {
        announce();
        return kept;
      }
      if (!ahead()) break;
      await freed.promise;
    }
    const read = source.next() as Promise<Step>;
    // Whoever takes it hears of a failure; those that have left must not end the process with it.
    read.catch(() => undefined);
    for (const other of all) if (other !== reader && !other.isGone) other.waiting.push(read);
    return read;
  };
  const leave = async (reader: Reader): Promise<Step> => {
    reader.isGone = true;
    reader.waiting.length = 0;
    announce();
    if (all.every(({ isGone }) => isGone)) await source.return?.();
    return { done: true, value: undefined };
  };
  return all.map((reader) => ({
    [Symbol.asyncIterator]: () => ({ next: () => next(reader), return: () => leave(reader) }),
  }));
}

/** Pages of 100 objects. */
const FURTHEST_AHEAD = 4;
