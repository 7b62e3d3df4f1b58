import type { FeedRun } from "./feed-run.ts";
import { LineBuffer } from "./line-buffer.ts";
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
  const places = new Places(run);
  for await (const page of pages) {
    for (const row of page.rows) {
      const batch = places.batchFor(row);
      batch.add(row);
      // Waits for the disk now and then, not for every row.
      if (batch.isFileFull()) await batch.spool();
    }
    yield { kind: "page", account: page.account };
    for (const batch of places.due()) yield await batch.close();
  }
  for (const batch of places.rest()) yield await batch.close();
}

/** The open batch of each dataset of each resource. */
class Places {
  readonly #run: FeedRun;
  readonly #open = new Map<string, OpenBatch>();
  readonly #buffers = new Map<string, LineBuffer>();

  constructor(run: FeedRun) {
    this.#run = run;
  }

  batchFor({ row, datasetId }: RowToSend): OpenBatch {
    const place = `${row.resource} ${row.dataset}`;
    const known = this.#open.get(place);
    if (known !== undefined) return known;
    const buffer = this.#buffers.get(place) ?? new LineBuffer();
    this.#buffers.set(place, buffer);
    const batch = new OpenBatch(this.#run, datasetId, newSpool(this.#run, row.resource, row.dataset), buffer);
    this.#open.set(place, batch);
    return batch;
  }

  *due(): Generator<OpenBatch> {
    for (const [place, batch] of this.#open) {
      if (!batch.isDue()) continue;
      this.#open.delete(place);
      yield batch;
    }
  }

  rest(): Iterable<OpenBatch> {
    return this.#open.values();
  }
}

class OpenBatch {
  readonly #run: FeedRun;
  readonly #datasetId: string;
  readonly #spoolPath: string;
  readonly #openedAt: number;
  readonly #rows: RowInFlight[] = [];
  readonly #files: SpooledFile[] = [];
  readonly #lines: LineBuffer;
  #spooledBytes = 0;

  /** `lines`: empty, and this batch's alone until it is closed. */
  constructor(run: FeedRun, datasetId: string, spoolPath: string, lines: LineBuffer) {
    this.#lines = lines;
    this.#run = run;
    this.#datasetId = datasetId;
    this.#spoolPath = spoolPath;
    this.#openedAt = run.ports.clock.now();
  }

  add({ row, bytes }: RowToSend): void {
    this.#rows.push(row);
    this.#lines.add(bytes);
  }

  isFileFull(): boolean {
    return this.#lines.size >= this.#run.delivery.fileBytes;
  }

  isDue(): boolean {
    const { batchRows, batchBytes, batchAge } = this.#run.delivery;
    return (
      this.#rows.length >= batchRows ||
      this.#spooledBytes + this.#lines.size >= batchBytes ||
      this.#run.ports.clock.now() - this.#openedAt >= batchAge
    );
  }

  async close(): Promise<AssembledBatch> {
    if (this.#lines.size > 0) await this.spool();
    return {
      kind: "assembled",
      datasetId: this.#datasetId,
      spool: this.#spoolPath,
      rows: this.#rows,
      files: this.#files,
    };
  }

  /** Out of memory and onto the disk: a batch may be far larger than what a process should hold. */
  async spool(): Promise<void> {
    const file = await spoolFile(this.#run, partPath(this.#spoolPath, this.#files.length), [this.#lines.bytes()]);
    this.#files.push(file);
    this.#spooledBytes += file.bytes;
    this.#lines.clear();
  }
}
