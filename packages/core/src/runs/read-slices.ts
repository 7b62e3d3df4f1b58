import type { FeedRun } from "../pipeline/feed-run.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { type ResourceName, resources } from "../resources.ts";
import { nextSliceNumber, openSlices } from "../state/backfills.ts";
import type { BackfillRow } from "../state/tables.ts";
import { SliceReader } from "./slice-reader.ts";

/** Requests of one resource in flight at most. Stripe allows an endpoint 25 a second; at 250 ms for each, seven keep it busy. */
const SLICES_AT_ONCE = 8;

/** So many requests that wait for the governor keep it busy; a further slice would only cost a page that is not full. */
const ENOUGH_WAITING = 2;

/**
 * All pages of a listing, several slices at once. While a reader is free, the slice with most left is cut and shared out.
 * The windows are disjoint and no cursor is inherited; only a page that was on its way when its slice was cut may show
 * objects that the older part shows again.
 */
export async function* readSlices(
  run: FeedRun,
  resource: ResourceName,
  backfill: BackfillRow,
): AsyncGenerator<TicketedPage> {
  const everything = { objects: 0, seconds: 0 };
  const waiting = (await openSlices(run.store.database, backfill)).map(
    (slice) => new SliceReader(run, resource, slice, everything),
  );
  const reading = new Map<SliceReader, Promise<{ reader: SliceReader; page: TicketedPage }>>();
  let nextNumber = await nextSliceNumber(run.store.database, backfill);
  const start = (reader: SliceReader): void => {
    reading.set(
      reader,
      reader.read().then((page) => ({ reader, page })),
    );
  };
  try {
    for (;;) {
      for (const reader of waiting.splice(0, SLICES_AT_ONCE - reading.size)) start(reader);
      if (reading.size < SLICES_AT_ONCE && run.stripe.waiting(resources[resource].listPath) < ENOUGH_WAITING) {
        const older = await cutLargest([...reading.keys()], nextNumber);
        if (older !== undefined) {
          nextNumber += 1;
          start(older);
          continue;
        }
      }
      if (reading.size === 0) return;
      const { reader, page } = await Promise.race(reading.values());
      reading.delete(reader);
      if (!reader.done) waiting.unshift(reader);
      run.onRead(resource, 0, remainingOf([...waiting, ...reading.keys()]));
      yield page;
    }
  } finally {
    for (const promise of reading.values()) promise.catch(() => undefined);
  }
}

/** Undefined while a slice has shown nothing by which to judge. */
function remainingOf(readers: readonly SliceReader[]): number | undefined {
  let sum = 0;
  for (const reader of readers) {
    const remaining = reader.remaining();
    if (remaining === undefined) return undefined;
    sum += remaining;
  }
  return Math.round(sum);
}

async function cutLargest(readers: readonly SliceReader[], number: number): Promise<SliceReader | undefined> {
  const largest = readers.reduce<SliceReader | undefined>(
    (best, reader) => (reader.worthCutting() > (best?.worthCutting() ?? 0) ? reader : best),
    undefined,
  );
  return largest?.cut(number);
}
