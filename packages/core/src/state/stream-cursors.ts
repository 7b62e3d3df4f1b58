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

/** Notes that a dataset has got rows by streaming; part of the transaction that takes them for accepted. */
export async function noteStreamed(
  transaction: Database,
  batch: Pick<BatchRow, "feed" | "resource" | "dataset" | "format" | "sealed_at">,
): Promise<void> {
  if (batch.format !== "stream") return;
  const source = streamSource(batch.resource, batch.dataset);
  await anchorCursor(transaction, batch.feed, source, Math.floor(batch.sealed_at / 1000));
}
