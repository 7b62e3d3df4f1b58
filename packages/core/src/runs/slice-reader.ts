import type { FeedRun } from "../pipeline/feed-run.ts";
import { type ReadPage, readPage } from "../pipeline/read-page.ts";
import type { TicketedPage } from "../pipeline/recognise-records.ts";
import { Track } from "../pipeline/track.ts";
import { writeUnderLease } from "../pipeline/under-lease.ts";
import { type ResourceName, resources } from "../resources.ts";
import { splitSlice, updateSlice } from "../state/backfills.ts";
import type { SliceRow } from "../state/tables.ts";
import { CursorGoneError } from "../stripe/errors.ts";
import { estimateSlice, extend, RecentStretch, type SliceEstimate, type Stretch } from "./estimate-slice.ts";
import { type CreatedWindow, listParameters, ListWalk, passParameters } from "./list-walk.ts";

/** Stripe has no older objects: it opened in 2010. Unix seconds; only where to cut depends on it. */
const BEGINNING = 1_262_304_000;

/** A slice with fewer pages than this left is not worth a cut: the cut itself may cost a request. */
const PAGES_WORTH_CUTTING = 3;

interface SlicePosition {
  readonly cursorSeconds: number | undefined;
  readonly done: boolean;
}

function stretchOf({ records }: ReadPage): Stretch | undefined {
  const newest = records.find((record) => record.created !== undefined)?.created;
  const oldest = records.findLast((record) => record.created !== undefined)?.created;
  if (newest === undefined || oldest === undefined) return undefined;
  return { objects: records.length, seconds: Math.max(1, newest - oldest) };
}

/** Reads one slice page by page; each reader has a cursor of its own and inherits none. */
export class SliceReader {
  readonly #run: FeedRun;
  readonly #resource: ResourceName;
  readonly #slice: SliceRow;
  readonly #window: CreatedWindow;
  readonly #walk: ListWalk;
  readonly #track: Track<SlicePosition>;
  readonly #expected: number | undefined;
  readonly #everything: Stretch;
  readonly #recent: RecentStretch;
  /** Objects of the last page. */
  #pageSize = 0;

  /** `everything`: what all readers of the listing have seen so far. `newer`: the reader of which this is the older part. */
  constructor(
    run: FeedRun,
    resource: ResourceName,
    slice: SliceRow,
    everything: Stretch,
    newer?: { readonly remaining: number | undefined; readonly recent: Stretch | undefined },
  ) {
    this.#run = run;
    this.#everything = everything;
    this.#expected = newer?.remaining;
    this.#recent = new RecentStretch(newer?.recent);
    this.#resource = resource;
    this.#slice = slice;
    const { gte_seconds: gte, lt_seconds: lt, cursor_seconds: cursor } = slice;
    this.#window = cursor === null ? { gte, lt } : { gte, lte: run.decisions.resumeFrom(cursor) };
    this.#walk = new ListWalk(this.#window, run.decisions);
    this.#track = new Track((transaction, positions) => {
      const { cursorSeconds, done } = positions.at(-1) ?? { cursorSeconds: undefined, done: false };
      return updateSlice(transaction, slice, {
        done: done ? 1 : 0,
        ...(cursorSeconds === undefined ? {} : { cursor_seconds: cursorSeconds }),
      });
    });
  }

  get done(): boolean {
    return this.#walk.done;
  }

  async read(): Promise<TicketedPage> {
    const page = await this.#nextPage();
    this.#pageSize = page.records.length;
    this.#note(stretchOf(page));
    const ticket = this.#track.issue({ cursorSeconds: this.#walk.lastCreated, done: this.#walk.done });
    const { deletable } = resources[this.#resource];
    return { ...page, ticket, ...(deletable ? { listing: this.#slice.generation } : {}) };
  }

  #note(page: Stretch | undefined): void {
    if (page === undefined) return;
    this.#recent.note(page);
    extend(this.#everything, page);
  }

  /** Objects that this slice probably still holds; undefined while nothing shows it. */
  remaining(): number | undefined {
    return this.#walk.done ? 0 : (this.#estimate()?.remaining ?? this.#expected);
  }

  #estimate(): SliceEstimate | undefined {
    const oldest = this.#walk.lastCreated;
    const recent = this.#recent.current;
    if (oldest === undefined || recent === undefined) return undefined;
    return estimateSlice(oldest - this.#lower(oldest), recent, this.#everything);
  }

  /** What is left, where a cut would help; else 0. */
  worthCutting(): number {
    const remaining = this.#middle() === undefined ? 0 : (this.remaining() ?? 0);
    return remaining >= PAGES_WORTH_CUTTING * this.#pageSize ? remaining : 0;
  }

  /** Gives away the older half of what is left, durably, before anybody reads it. */
  async cut(number: number): Promise<SliceReader | undefined> {
    const cut = this.#middle();
    if (cut === undefined) return undefined;
    const older: SliceRow = {
      ...this.#slice,
      slice: number,
      lt_seconds: this.#run.decisions.olderPartEnd(cut.middle),
      gte_seconds: this.#window.gte,
      cursor_seconds: null,
      done: 0,
    };
    await writeUnderLease(this.#run, (transaction) => splitSlice(transaction, this.#slice, cut.middle, older));
    this.#window.gte = cut.middle;
    // Cut in the middle of what is left, so the half that stays tells how much has gone.
    return new SliceReader(this.#run, this.#resource, older, this.#everything, {
      remaining: this.remaining(),
      recent: this.#recent.current,
    });
  }

  #middle(): { readonly middle: number } | undefined {
    const oldest = this.#walk.lastCreated;
    const estimate = this.#estimate();
    if (oldest === undefined || estimate === undefined || this.#walk.done) return undefined;
    const lower = this.#lower(oldest);
    const middle = Math.floor(oldest - estimate.half);
    return middle > lower && middle < oldest ? { middle } : undefined;
  }

  #lower(oldest: number): number {
    return this.#window.gte ?? Math.min(BEGINNING, oldest);
  }

  async #nextPage(): Promise<ReadPage> {
    const pass = passParameters(this.#run.decisions, this.#resource, this.#slice.pass);
    for (;;) {
      try {
        const page = await readPage(this.#run, this.#resource, { ...pass, ...listParameters(this.#walk.bounds()) });
        this.#walk.advance({ entries: page.records, hasMore: page.hasMore });
        return page;
      } catch (error) {
        if (!(error instanceof CursorGoneError)) throw error;
        this.#walk.cursorIsGone();
        if (this.#walk.done) return this.#endOfList();
      }
    }
  }

  #endOfList(): ReadPage {
    const reading = this.#run.order.arrive(this.#run.order.leave(), 0);
    const settlement = { open: [], closed: [] };
    return { resource: this.#resource, records: [], hasMore: false, reading, settlement, isTombstone: false };
  }
}
