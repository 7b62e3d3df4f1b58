import { createHash } from "node:crypto";
import { knownVersions } from "../state/object-versions.ts";
import type { QuarantineRow } from "../state/tables.ts";
import type { DatasetKind, MappedRecord, MappedRow, RefusedRecord } from "../xdm/page-mapper.ts";
import { type KnownRow, STALENESS } from "./decisions.ts";
import type { DatasetTarget, FeedRun } from "./feed-run.ts";
import { figuresOf, noteListed, type PageAccount } from "./page-account.ts";
import { type ReadPage, readObject } from "./read-page.ts";
import type { PageTicket } from "./track.ts";
import type { RowInFlight } from "./version-book.ts";

/** A page with the ticket of its cursor, as the runs hand it to the pipeline. */
export interface TicketedPage extends ReadPage {
  readonly ticket: PageTicket;
  /** The complete listing that this page belongs to, if it does. */
  readonly listing?: number;
}

/** A row that must go to the platform, and its encoding. */
export interface RowToSend {
  readonly row: RowInFlight;
  readonly bytes: Uint8Array;
  readonly datasetId: string;
}

export interface RecognisedPage {
  readonly account: PageAccount;
  readonly rows: readonly RowToSend[];
}

/** Tells new rows from those that the platform has already or that are on their way, and refused records from both. */
export async function* recogniseRecords(
  run: FeedRun,
  pages: AsyncIterable<TicketedPage>,
): AsyncGenerator<RecognisedPage> {
  for await (const page of pages) {
    const recogniser = new PageRecogniser(run, page);
    const unclear = await run.book.exclusively(() => recogniser.recognise(page, false));
    await recogniser.lookAgain(unclear);
    yield { account: recogniser.account, rows: recogniser.rows };
  }
}

class PageRecogniser {
  readonly #run: FeedRun;
  readonly #page: TicketedPage;
  readonly account: PageAccount;
  readonly rows: RowToSend[] = [];

  constructor(run: FeedRun, page: TicketedPage) {
    this.#run = run;
    this.#page = page;
    this.account = {
      resource: page.resource,
      ticket: page.ticket,
      figures: new Map(),
      refused: [],
      pending: 0,
      arrived: false,
      unsettled: page.settlement,
      ...(page.listing === undefined ? {} : { listed: { generation: page.listing, ids: [] } }),
    };
  }

  /** Returns the ids of objects of which another reading says something else, and neither is surely the newer. */
  async recognise({ records, reading, isTombstone }: ReadPage, isSecondLook: boolean): Promise<readonly string[]> {
    const unclear = new Set<string>();
    for (const record of records) if (record.fate === "refused") this.#refuse(record);
    for (const target of this.#targets()) {
      const owed = rowsFor(records, target.dataset);
      const stored = await this.#stored(target, owed);
      let placed = 0;
      for (const each of owed) {
        const known = this.#inFlight(target.dataset, each.key) ?? stored.get(each.key);
        if (this.#run.decisions.owesNothing(known, isTombstone)) continue;
        const { digest } = each.row;
        const { milliseconds } = each.record.version;
        const seen = { digest, after: reading.after, milliseconds, isSecondLook };
        const verdict = this.#run.decisions.recognise(known, seen);
        if (verdict === "look-again") {
          unclear.add(each.record.id);
          continue;
        }
        this.#place(target, each, verdict);
        placed += 1;
      }
      figuresOf(this.account, target.dataset).read += this.#run.decisions.rowsRead(placed);
    }
    return [...unclear];
  }

  /** A request that leaves now, when every copy has heard of what was read before, sees these objects as they are. */
  async lookAgain(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#run.ports.clock.sleep(STALENESS, this.#run.signal);
    for (const id of ids) {
      let open = true;
      while (open) {
        const page = await readObject(this.#run, this.#page.resource, id);
        open = (await this.#run.book.exclusively(() => this.recognise(page, true))).length > 0;
      }
    }
  }

  #targets(): readonly DatasetTarget[] {
    return this.#run.targets[this.#page.resource] ?? [];
  }

  async #stored(target: DatasetTarget, owed: readonly OwedRow[]): Promise<ReadonlyMap<string, KnownRow>> {
    const keys = owed.map(({ key }) => key);
    const { store, lease } = this.#run;
    const versions = await knownVersions(store.database, lease.feed, this.#page.resource, target.dataset, keys);
    return new Map(
      [...versions].map(([key, version]) => [
        key,
        { digest: version.digest, sequence: version.version_sequence, milliseconds: version.version_ms },
      ]),
    );
  }

  #inFlight(dataset: DatasetKind, key: string): KnownRow | undefined {
    const row = this.#run.book.find(this.#page.resource, dataset, key);
    if (row === undefined) return undefined;
    return { digest: row.digest, sequence: row.version[1], milliseconds: row.version[0] };
  }

  #place(target: DatasetTarget, { record, row, key }: OwedRow, verdict: "new" | "unchanged"): void {
    const figures = figuresOf(this.account, target.dataset);
    if (this.#isFiltered(record)) {
      figures.filtered += 1;
      noteListed(this.account, target.dataset, record.id);
      return;
    }
    if (verdict === "unchanged") {
      figures.unchanged += 1;
      noteListed(this.account, target.dataset, record.id);
      this.#relyOn(this.#run.book.find(this.#page.resource, target.dataset, key));
      return;
    }
    const inFlight: RowInFlight = {
      resource: this.#page.resource,
      dataset: target.dataset,
      key,
      objectId: record.id,
      rowId: row.rowId,
      digest: row.digest,
      version: [record.version.milliseconds, record.version.sequence],
      listedIn: this.#page.listing ?? 0,
      accounts: [this.account],
    };
    figures.sent += 1;
    this.account.pending += 1;
    this.#run.book.enter(inFlight);
    this.rows.push({ row: inFlight, bytes: row.bytes, datasetId: target.datasetId });
  }

  /** "Unchanged" because of a row that is still on its way is true only once that row has arrived. */
  #relyOn(row: RowInFlight | undefined): void {
    if (row === undefined || row.verdict !== undefined || !this.#run.decisions.waitsForRowsInFlight()) return;
    row.accounts.push(this.account);
    this.account.pending += 1;
  }

  #isFiltered(record: MappedRecord): boolean {
    const { since } = this.#run;
    return since !== undefined && record.created !== undefined && record.created < since;
  }

  #refuse(record: RefusedRecord): void {
    for (const { dataset } of this.#targets()) {
      noteListed(this.account, dataset, record.id);
      const figures = figuresOf(this.account, dataset);
      figures.read += 1;
      figures.quarantined += 1;
    }
    if (this.#run.decisions.keepsRefused()) this.account.refused.push(this.#quarantineRow(record));
  }

  #quarantineRow(record: RefusedRecord): QuarantineRow {
    const place = [this.#run.lease.feed, this.#page.resource, record.id, record.path, record.rule].join("\n");
    return {
      quarantine_id: `q_${createHash("sha256").update(place).digest("hex").slice(0, 24)}`,
      feed: this.#run.lease.feed,
      run_id: this.#run.runId,
      resource: this.#page.resource,
      dataset: "object",
      object_id: record.id,
      path: record.path,
      rule: record.rule,
      code: record.code,
      source: Buffer.from(record.source).toString(),
      status: "open",
      created_at: this.#run.ports.clock.now(),
    };
  }
}

interface OwedRow {
  readonly record: MappedRecord;
  readonly row: MappedRow;
  /** Objects have versions, so their key is the object; a fact happens once, so its key is its row. */
  readonly key: string;
}

function rowsFor(records: ReadPage["records"], dataset: DatasetKind): readonly OwedRow[] {
  const owed: OwedRow[] = [];
  for (const record of records) {
    if (record.fate === "refused") continue;
    for (const row of record.rows) {
      if (row.dataset === dataset) owed.push({ record, row, key: dataset === "event" ? row.rowId : record.id });
    }
  }
  return owed;
}
