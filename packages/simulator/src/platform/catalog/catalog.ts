import type { JsonObject } from "../json.ts";
import type { ColumnError } from "../ingestion/row-check.ts";
import type { RelationalIndex } from "../ingestion/relational-index.ts";

/** A dataset as the platform keeps it; `body` holds what its author may write. */
export interface Dataset {
  readonly id: string;
  readonly viewId: string;
  readonly schemaId: string;
  /** `name`, `description`, `schemaRef`, `fileDescription`, `tags`, `enableErrorDiagnostics`, `extensions`, … */
  body: JsonObject;
  readonly created: number;
  updated: number;
  readonly createdClient: string;
  updatedClient: string;
  /** The last number of `version`. */
  changes: number;
  /** Whether any row has ever reached the lake. */
  hasData: boolean;
  lastBatchId: string | undefined;
  lastSuccessfulBatch: string | undefined;
  lastFailedBatch: string | undefined;
  /** Present for a relational schema: which row of each key is the current one. */
  relational: RelationalIndex | undefined;
  /** Columns that rows carried and the schema does not have, with how many rows did. */
  readonly droppedColumns: Map<string, number>;
  /** Rows that the lake holds and Profile drops because they are too large. */
  profileDropped: number;
}

export type BatchStatus =
  | "loading"
  | "loaded"
  | "staging"
  | "processing"
  | "queued"
  | "retrying"
  | "stalled"
  | "success"
  | "failure"
  | "failed"
  | "aborted"
  | "abandoned"
  | "inactive"
  | "deleted";

/** A file on its way into a batch. */
export interface UploadedFile {
  readonly name: string;
  /** Bytes received so far. */
  size: number;
  /** False while a large file is being sent in parts. */
  complete: boolean;
  /** Parts of a large file: first byte and the one after the last, in the order of arrival. */
  readonly parts: { readonly from: number; readonly to: number }[];
  /** The total that the parts announced, if they did. */
  total: number | undefined;
}

/** A file that a batch left behind: rows in the lake, or diagnostics. */
export interface StoredFile {
  readonly name: string;
  /** Its name in the file store. */
  readonly place: string;
  size: number;
  records: number;
}

export interface BatchError {
  readonly code: string;
  readonly description: string;
  readonly recordCount?: number;
}

export interface Batch {
  readonly id: string;
  readonly datasetId: string;
  status: BatchStatus;
  readonly format: "json" | "parquet" | "csv";
  readonly inputFormat: JsonObject;
  readonly externalId: string | undefined;
  readonly errorDiagnostics: boolean;
  /** Percent of rows that may fail; undefined: none. */
  readonly partialIngestion: number | undefined;
  readonly tags: JsonObject;
  readonly replay: JsonObject | undefined;
  readonly created: number;
  updated: number;
  started: number | undefined;
  completed: number | undefined;
  readonly createdClient: string;
  changes: number;
  readonly uploads: Map<string, UploadedFile>;
  errors: BatchError[];
  recordCount: number;
  failedRecordCount: number;
  /** Rows that the lake took. */
  outputRecordCount: number;
  files: StoredFile[];
  diagnostics: StoredFile[];
}

/** A faulty row with what is wrong with it, as diagnostics keep it. */
export interface FailedRow {
  readonly row: JsonObject | string;
  readonly file: string;
  readonly errors: readonly ColumnError[];
}

/** The metadata of one sandbox: its datasets and batches. */
export class Catalog {
  readonly datasets = new Map<string, Dataset>();
  readonly batches = new Map<string, Batch>();
  /** `externalId` -> batch id. */
  readonly batchesByExternalId = new Map<string, string>();
  /** When batches were created, to count them by the minute. */
  batchTimes: number[] = [];

  datasetsOfSchema(schemaId: string): Dataset[] {
    return [...this.datasets.values()].filter((dataset) => dataset.schemaId === schemaId);
  }

  batchesOf(datasetId: string): Batch[] {
    return [...this.batches.values()].filter((batch) => batch.datasetId === datasetId);
  }

  addBatch(batch: Batch): void {
    this.batches.set(batch.id, batch);
    if (batch.externalId !== undefined) this.batchesByExternalId.set(batch.externalId, batch.id);
  }
}
