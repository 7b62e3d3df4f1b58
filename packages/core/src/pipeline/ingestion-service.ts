import { ConnectorError } from "../errors.ts";
import { batchIngestion } from "../platform/batch-ingestion.ts";
import { type Batch, catalog, isSettled } from "../platform/catalog.ts";
import type { PlatformClient } from "../platform/client.ts";
import { fileRows } from "../platform/dataset-rows.ts";
import { dataAccess, type RowError as DiagnosedRow } from "../platform/data-access.ts";

/** What the pipeline asks of Batch Ingestion, Catalog and Data Access. */
export interface IngestionService {
  /** Returns the platform's batch id. Not idempotent: after a lost answer, `find` first. */
  create(batch: NewBatch): Promise<string>;
  /** Repeating it replaces the file. */
  upload(batchId: string, datasetId: string, file: string, bytes: Uint8Array): Promise<void>;
  /** Safe to repeat. */
  complete(batchId: string): Promise<void>;
  abort(batchId: string): Promise<void>;
  find(datasetId: string, externalId: string): Promise<PlatformBatch | undefined>;
  status(batchId: string): Promise<PlatformBatch | undefined>;
  /** Batches of a dataset that failed, created at or after `from` (milliseconds), and that were no files of ours. */
  failedStreams(datasetId: string, from: number): Promise<readonly string[]>;
  /** One entry for each row that error diagnostics name. */
  rowErrors(batchId: string): Promise<readonly RowError[]>;
  /** `_id` of every row that the platform gives back for a batch. */
  rowIds(batchId: string): Promise<ReadonlySet<string>>;
}

export interface NewBatch {
  readonly datasetId: string;
  readonly externalId: string;
  readonly format: "json" | "parquet";
}

export interface PlatformBatch {
  readonly batchId: string;
  /** Still open for files, on its way, in the lake, or ended without its rows. */
  readonly phase: "loading" | "processing" | "succeeded" | "failed";
  /** The platform's own word, for messages. */
  readonly status: string;
  /** Rows ingested; undefined when the platform does not say. */
  readonly recordCount: number | undefined;
  readonly failedRecordCount: number;
  readonly errors: readonly { readonly code: string; readonly description: string }[];
}

export interface RowError {
  /** `_id` of the refused row; undefined when the row could not even be parsed. */
  readonly rowId: string | undefined;
  readonly path: string;
  readonly message: string;
  /** The row as the platform kept it. */
  readonly source: string;
}

/** A single bad row never fails its batch: each failed row is named, kept in quarantine, and sent again from there. */
const PARTIAL_INGESTION_PERCENTAGE = 100;

export function createIngestionService(client: PlatformClient, signal: AbortSignal): IngestionService {
  const batches = batchIngestion(client);
  const datasets = catalog(client);
  const data = dataAccess(client);
  return {
    create: async (batch) =>
      (await batches.create({ ...batch, partialIngestionPercentage: PARTIAL_INGESTION_PERCENTAGE }, signal)).id,
    upload: (batchId, datasetId, path, bytes) => batches.uploadFile({ batchId, datasetId, path, bytes }, signal),
    complete: (batchId) => batches.complete(batchId, signal),
    abort: (batchId) => batches.abort(batchId, signal),
    find: async (datasetId, externalId) => describe(await datasets.findBatchByExternalId(datasetId, externalId)),
    status: async (batchId) => describe(await datasets.batch(batchId)),
    failedStreams: async (datasetId, from) => {
      const failed = await datasets.batches({ dataSet: datasetId, status: "failed", createdAfter: from });
      return failed.filter((batch) => batch.externalId === undefined).map((batch) => batch.id);
    },
    rowErrors: (batchId) => Array.fromAsync(data.rowErrors(batchId, signal), nameRow),
    rowIds: async (batchId) => {
      const ids = new Set<string>();
      for await (const file of data.files(batchId, signal)) for await (const id of rowIdsOf(file.bytes)) ids.add(id);
      return ids;
    },
  };
}

function describe(batch: Batch | undefined): PlatformBatch | undefined {
  if (batch === undefined) return undefined;
  return {
    batchId: batch.id,
    phase: phaseOf(batch),
    status: batch.status,
    // `recordCount` of the batch itself also counts rows that failed.
    recordCount: batch.metrics?.outputRecordCount,
    failedRecordCount: batch.failedRecordCount ?? batch.metrics?.failedRecordCount ?? 0,
    errors: batch.errors ?? [],
  };
}

function phaseOf(batch: Batch): PlatformBatch["phase"] {
  if (batch.status === "success") return "succeeded";
  if (isSettled(batch)) return "failed";
  return batch.status === "loading" ? "loading" : "processing";
}

function nameRow(diagnosed: DiagnosedRow): RowError {
  const rowId = diagnosed.row?._id;
  const said = diagnosed.errors.map((error) => [error.code, error.message].filter(Boolean).join(": "));
  return {
    rowId: typeof rowId === "string" ? rowId : undefined,
    path: diagnosed.errors.find((error) => error.column !== undefined)?.column ?? "",
    message: said.length > 0 ? said.join("; ") : "the platform gave no reason",
    source: diagnosed.corruptRecord ?? JSON.stringify(diagnosed.row ?? {}),
  };
}

/** A file that is cut cannot be read to its end; the count of ids then says that it did not come whole. */
async function* rowIdsOf(file: Uint8Array): AsyncGenerator<string> {
  try {
    for await (const { _id: id } of fileRows(file)) if (typeof id === "string") yield id;
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
  }
}
