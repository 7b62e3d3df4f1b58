/** The kinds of dataset that one resource can feed. */
export type DatasetKind = "object" | "event" | "relational";

/** What is true of a whole page: who answered, when, and in which API version. */
export interface PageContext {
  /** `acct_…` */
  readonly account: string;
  readonly livemode: boolean;
  readonly apiVersion: string;
  /** Stripe's response time (its `Date` header) in milliseconds since 1970: the first half of every record's version. */
  readonly respondedAt: number;
  /** The second half of the version of the page's first record; each record adds one. */
  readonly firstSequence: number;
}

/** A row for one dataset, encoded. */
export interface MappedRow {
  readonly dataset: DatasetKind;
  /** The XDM `_id`: hash of account, mode, object id and version, or of account, mode, object id and fact. */
  readonly rowId: string;
  /**
   * Hex digest over what the row says, without `_id` and version: equal digests mean nothing new to send. Empty for a fact,
   * which is told once: what else its row would say by now is no reason to tell it again.
   */
  readonly digest: string;
  /** One XDM entity as compact JSON in UTF-8, without the newline. */
  readonly bytes: Uint8Array;
}

/** A record with its rows, ready to be sent. */
export interface MappedRecord {
  readonly fate: "mapped";
  /** Stripe id. */
  readonly id: string;
  /** Unix seconds; undefined for the few very old objects that lack it. */
  readonly created: number | undefined;
  readonly version: RecordVersion;
  readonly rows: readonly MappedRow[];
}

/** A record that cannot be sent as it is: it goes to quarantine, and the run goes on. */
export interface RefusedRecord {
  readonly fate: "refused";
  readonly id: string;
  readonly created: number | undefined;
  readonly version: RecordVersion;
  /** The Stripe or XDM path that failed. */
  readonly path: string;
  /** The rule, in words: "a whole number of minor units was expected, a string stands there". */
  readonly rule: string;
  /** Error code of the 13xx range. */
  readonly code: string;
  /** The record as Stripe sent it, for quarantine only. */
  readonly source: Uint8Array;
}

/** Orders two readings of one object: Stripe's response time in milliseconds, then a sequence. */
export interface RecordVersion {
  /** Since 1970, by Stripe's clock. */
  readonly milliseconds: number;
  /** Grows with every reading. */
  readonly sequence: number;
}

/** The records of one page, mapped or refused, in Stripe's order. */
export interface MappedPage {
  readonly records: readonly (MappedRecord | RefusedRecord)[];
  readonly hasMore: boolean;
}

/**
 * Bytes in, bytes out: parse, map, policy, validation and encoding are inside, so that the inside can be replaced by
 * something faster without touching a stage. The compiled and the interpreted mapper give the same answer, byte for byte.
 */
export interface PageMapper {
  /** A list body of Stripe (`{object: "list", data: […], has_more}`). Throws `RetryLaterError` when it is not whole JSON. */
  mapPage(page: Uint8Array, context: PageContext): MappedPage;
  /** One object of Stripe, as GET by id returns it; a tombstone (`deleted: true`) gives a row that says so. */
  mapObject(object: Uint8Array, context: PageContext): MappedRecord | RefusedRecord;
}
