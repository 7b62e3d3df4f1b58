import { anchorCursor } from "./change-cursors.ts";
import type { BatchRow, Database } from "./tables.ts";

const PREFIX = "streamed/";

/** Name of the cursor from which failed batches of a dataset are looked at for streamed rows. */
export function streamSource(resource: string, dataset: string): string {
  return `${PREFIX}${resource}/${dataset}`;
}

/** Such a cursor is the platform's side, not a source of changes at Stripe. */
export function isStreamSource(source: string): boolean {
  return source.startsWith(PREFIX);
}

/** What is streamed is in the lake within an hour, as Adobe says; for so long (seconds) its refusal may still come. */
const LATEST_REFUSAL = 2 * 3_600;

/** Where the cursor stands after a look at `seconds` (unix): refusals that come later are of rows not older than this. */
export function lookedAt(seconds: number): number {
  return seconds - LATEST_REFUSAL;
}

/** Unix seconds of the last look, or of the first row. */
export function lastLook(cursor: number): number {
  return cursor + LATEST_REFUSAL;
}

/** Notes that a dataset has got rows by streaming; part of the transaction that takes them for accepted. */
export async function noteStreamed(
  transaction: Database,
  batch: Pick<BatchRow, "feed" | "resource" | "dataset" | "sealed_at">,
): Promise<void> {
  const source = streamSource(batch.resource, batch.dataset);
  await anchorCursor(transaction, batch.feed, source, lookedAt(Math.floor(batch.sealed_at / 1000)));
}
