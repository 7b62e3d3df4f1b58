import type { Kysely, Transaction } from "kysely";

/**
 * The store's tables. Columns are integers and text only, so that one set of queries serves SQLite and PostgreSQL; all
 * integers fit a JavaScript number. Times end in `_at` and are milliseconds since 1970; `_seconds` are unix seconds.
 */
export interface Tables {
  readonly migration: MigrationRow;
  readonly feed: FeedRow;
  readonly lease: LeaseRow;
  readonly run: RunRow;
  readonly ledger: LedgerRow;
  readonly resource_run: ResourceRunRow;
  readonly backfill: BackfillRow;
  readonly slice: SliceRow;
  readonly batch: BatchRow;
  readonly batch_page: BatchPageRow;
  readonly object_version: ObjectVersionRow;
  readonly quarantine: QuarantineRow;
  readonly inbox: InboxRow;
  readonly change_cursor: ChangeCursorRow;
  readonly seen_event: SeenEventRow;
  readonly unsettled_object: UnsettledObjectRow;
  readonly read_day: ReadDayRow;
  readonly batch_day: BatchDayRow;
  readonly rate_slot: RateSlotRow;
  readonly credential: CredentialRow;
  readonly provisioned: ProvisionedRow;
}

/** The store, or one transaction on it: what a query function takes, so that callers decide what is atomic. */
export type Database = Kysely<Tables> | Transaction<Tables>;

export interface MigrationRow {
  number: number;
  name: string;
  applied_at: number;
}

/** What is read from one Stripe account and mode. */
export interface FeedRow {
  feed: number;
  account: string;
  livemode: number;
  /** No version of this feed is older: Stripe's `Date` may step back between two of its servers, versions may not. */
  version_ms: number;
}

export interface LeaseRow {
  feed: number;
  holder: string;
  /** Grows with every holder; a write that carries an older one is refused. */
  token: number;
  expires_at: number;
}

export interface RunRow {
  run_id: string;
  feed: number;
  mode: string;
  status: string;
  started_at: number;
  ended_at: number | null;
  stripe_reads: number;
}

export interface LedgerRow {
  run_id: string;
  resource: string;
  dataset: string;
  read_rows: number;
  sent: number;
  unchanged: number;
  filtered: number;
  quarantined: number;
  accepted: number;
  rejected: number;
}

export interface ResourceRunRow {
  run_id: string;
  resource: string;
  milliseconds: number;
  lag_seconds: number | null;
  failure_code: string | null;
  failure_message: string | null;
  failure_next: string | null;
}

/** One complete listing of a resource; a further one has the next generation. */
export interface BackfillRow {
  feed: number;
  resource: string;
  generation: number;
  /** Stripe's clock before the listing began. */
  anchor_seconds: number;
  /** `listing`, `sweeping` (looking for what is no longer listed), `complete`. */
  status: string;
}

/** A window `[gte, lt)` of `created`, read by one cursor, newest first. */
export interface SliceRow {
  feed: number;
  resource: string;
  generation: number;
  pass: number;
  slice: number;
  /** Null: down to the beginning, also objects without `created`. */
  gte_seconds: number | null;
  lt_seconds: number;
  /** `created` of the oldest object of the proven prefix; null before the first page is proven. */
  cursor_seconds: number | null;
  done: number;
}

/** Sealed and not settled: the transaction that records the platform's verdict deletes the row. */
export interface BatchRow {
  external_id: string;
  feed: number;
  run_id: string;
  resource: string;
  dataset: string;
  dataset_id: string;
  /** Path that its files' names begin with. */
  spool: string;
  files: number;
  /** `json` or `parquet`: what the files are turned into when they are uploaded; `stream`: their lines go as messages. */
  format: string;
  row_count: number;
  byte_count: number;
  attempt: number;
  sealed_at: number;
}

/** What one page put into a batch: JSON of `BatchEntry[]`. */
export interface BatchPageRow {
  external_id: string;
  page: number;
  entries: string;
}

/** The newest version of an object that the platform has accepted, or of an event row that it has (key = row id). */
export interface ObjectVersionRow {
  feed: number;
  resource: string;
  dataset: string;
  object_key: string;
  version_ms: number;
  version_sequence: number;
  digest: string;
  /** Generation of the last complete listing that saw it. */
  listed_generation: number;
}

/** One refused record, as the store keeps it. */
export interface QuarantineRow {
  quarantine_id: string;
  /** The account and mode, by the store's own number. */
  feed: number;
  run_id: string;
  resource: string;
  dataset: string;
  object_id: string;
  path: string;
  rule: string;
  code: string;
  /** The record as Stripe sent it, or the row as the platform refused it. */
  source: string;
  /** `open`, `replayed`, `dropped`. */
  status: string;
  created_at: number;
}

export interface InboxRow {
  feed: number;
  event_id: string;
  type: string;
  event_seconds: number;
  /** JSON of `ObjectReference[]`. */
  objects: string;
  received_at: number;
}

export interface ChangeCursorRow {
  feed: number;
  /** `events/0`, `events/1`, `relist/balance_transactions`. */
  source: string;
  cursor_seconds: number;
}

export interface SeenEventRow {
  feed: number;
  event_id: string;
  event_seconds: number;
}

/** An object that will change without any event: read again at `recheck_seconds`. */
export interface UnsettledObjectRow {
  feed: number;
  resource: string;
  object_id: string;
  created_seconds: number;
  recheck_seconds: number;
}

/** Reads of Stripe's API in one UTC day, counted in days since 1970. */
export interface ReadDayRow {
  feed: number;
  day: number;
  reads: number;
}

/** Batches that the platform has judged in one UTC day. */
export interface BatchDayRow {
  feed: number;
  day: number;
  batches: number;
}

export interface RateSlotRow {
  name: string;
  next_microsecond: number;
}

export interface CredentialRow {
  connection: string;
  generation: number;
  /** Envelope-encrypted JSON. */
  sealed: string;
  updated_at: number;
}

export interface ProvisionedRow {
  /** What it is to us: the path of the generated body, `dataset/charges/object`, … */
  provision_key: string;
  kind: string;
  platform_id: string;
  /** `created` by us, or `adopted`: it was there before, and destroy leaves it. */
  origin: string;
  etag: string;
  digest: string;
}
