import type { FeedRun } from "./feed-run.ts";
import type { PageAccount } from "./page-account.ts";
import type { RecognisedPage, RowToSend } from "./recognise-records.ts";
import { newSpool, partPath, type SpooledFile, spoolFile } from "./spool.ts";
import type { RowInFlight } from "./version-book.ts";

/** Rows of one dataset in spooled files, not yet recorded in the store. Line `n` of the files together is `rows[n]`. */
export interface AssembledBatch {
  readonly kind: "assembled";
  readonly datasetId: string;
  /** Path that the files' names begin with. */
  readonly spool: string;
  readonly rows: readonly RowInFlight[];
  readonly files: readonly SpooledFile[];
}

/** Pages go along with the batches that carry their rows: one without rows has nothing else to wait for. */
export interface PageParcel {
  readonly kind: "page";
  readonly account: PageAccount;
}

/** Gathers rows into batches of a good size: few and large, but none held back for long. */
export async function* assembleBatches(
  run: FeedRun,
  pages: AsyncIterable<RecognisedPage>,
): AsyncGenerator<AssembledBatch | PageParcel> {
  const open = new Map<string, OpenBatch>();
  for await (const page of pages) {
    for (const row of page.rows) await batchFor(run, open, row).add(row);
    yield { kind: "page", account: page.account };
    for (const [place, batch] of open) {
      if (!batch.isDue()) continue;
      open.delete(place);
      yield await batch.close();
    }
  }
  for (const batch of open.values()) yield await batch.close();
}

function batchFor(run: FeedRun, open: Map<string, OpenBatch>, { row, datasetId }: RowToSend): OpenBatch {
  const place = `${row.resource} ${row.dataset}`;
  const known = open.get(place);
  if (known !== undefined) return known;
  const batch = new OpenBatch(run, datasetId, newSpool(run, row.resource, row.dataset));
  open.set(place, batch);
  return batch;
}

const NEWLINE = Buffer.from("\n");

class OpenBatch {
  readonly #run: FeedRun;
  readonly #datasetId: string;
  readonly #spoolPath: string;
  readonly #openedAt: number;
  readonly #rows: RowInFlight[] = [];
  readonly #files: SpooledFile[] = [];
  #lines: Uint8Array[] = [];
  #lineBytes = 0;
  #spooledBytes = 0;

  constructor(run: FeedRun, datasetId: string, spoolPath: string) {
    this.#run = run;
    this.#datasetId = datasetId;
    this.#spoolPath = spoolPath;
    this.#openedAt = run.ports.clock.now();
  }

  async add({ row, bytes }: RowToSend): Promise<void> {
    this.#rows.push(row);
    this.#lines.push(bytes, NEWLINE);
    this.#lineBytes += bytes.length + NEWLINE.length;
    if (this.#lineBytes >= this.#run.delivery.fileBytes) await this.#spool();
  }

  isDue(): boolean {
    const { batchRows, batchBytes, batchAge } = this.#run.delivery;
    return (
      this.#rows.length >= batchRows ||
      this.#spooledBytes + this.#lineBytes >= batchBytes ||
      this.#run.ports.clock.now() - this.#openedAt >= batchAge
    );
  }

  async close(): Promise<AssembledBatch> {
    if (this.#lineBytes > 0) await this.#spool();
    return {
      kind: "assembled",
      datasetId: this.#datasetId,
      spool: this.#spoolPath,
      rows: this.#rows,
      files: this.#files,
    };
  }

  /** Out of memory and onto the disk: a batch may be far larger than what a process should hold. */
  async #spool(): Promise<void> {
    const file = await spoolFile(this.#run, partPath(this.#spoolPath, this.#files.length), this.#lines);
    this.#files.push(file);
    this.#spooledBytes += file.bytes;
    this.#lines = [];
    this.#lineBytes = 0;
  }
}
