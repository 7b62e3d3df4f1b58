import type { Batch, BatchError, Dataset, FailedRow } from "../catalog/catalog.ts";
import { dataBehavior, profileTag } from "../catalog/dataset-view.ts";
import { objectIn, textIn, type JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import { requireNewField } from "../schema-registry/change-underneath.ts";
import type { Services } from "../services.ts";
import { EmptyCsvHeader } from "./csv-rows.ts";
import { readJsonLines, type ReadRow, type WholeRow } from "./json-rows.ts";
import { readUpload, sortedUploads, uploadPlace } from "./read-batch.ts";
import { rowMapOf, type RowMap } from "./map-rows.ts";
import { CHANGE_COLUMN } from "./relational-index.ts";
import { compileRowCheck, type RowCheck } from "./row-check.ts";
import { createRowFile, type RowFile } from "./row-files.ts";

const CORRUPT = "Row is corrupted and cannot be read, please fix and resend.";

/** Where the rows of a batch lie in the file store. */
export function dataPlace(sandbox: string, batch: Batch): string {
  return `${sandbox}/datasets/${batch.datasetId}/${batch.id}`;
}

interface Ingestion {
  readonly batch: Batch;
  readonly dataset: Dataset;
  readonly sandbox: Sandbox;
  readonly services: Services;
  readonly check: RowCheck;
  /** Turns a row of the file into a row of the dataset, if the batch names a mapping set. */
  readonly map: RowMap | undefined;
  readonly accepted: RowFile;
  readonly deletions: RowFile;
  readonly parsingErrors: RowFile;
  readonly conversionErrors: RowFile;
  readonly countByCode: Map<string, number>;
  /** Bytes above which Profile drops a row of this dataset; undefined if it is not in Profile. */
  readonly profileBytes: number | undefined;
  rows: number;
  failed: number;
  stored: number;
  deleted: number;
  profileDropped: number;
}

/**
 * Reads every file of a batch, checks every row against the schema as it is now, and decides: all rows, the good ones
 * within the threshold, or none. Rows go to the lake as they are read, so a million of them need no memory.
 */
export async function ingestBatch(batch: Batch, sandbox: Sandbox, services: Services): Promise<void> {
  const dataset = sandbox.catalog.datasets.get(batch.datasetId);
  if (dataset === undefined || batch.status === "aborted") return;
  // What an earlier attempt left behind, if the process ended in its middle.
  await services.files.remove(dataPlace(sandbox.name, batch));
  const ingestion = prepare(batch, dataset, sandbox, services);
  batch.status = "processing";
  batch.started = services.clock.now();
  const fatal = structuralError(ingestion) ?? (await readFiles(ingestion));
  await finish(ingestion, fatal);
}

function prepare(batch: Batch, dataset: Dataset, sandbox: Sandbox, services: Services): Ingestion {
  if (services.fault("aep-schema-changed", batch.datasetId) !== undefined)
    requireNewField(dataset.schemaId, sandbox, services);
  const schema = sandbox.registry.findById(dataset.schemaId);
  if (schema === undefined) throw new Error(`the schema ${dataset.schemaId} of dataset ${dataset.id} has vanished`);
  const behavior = dataBehavior(dataset.schemaId, sandbox);
  const { limits } = services.settings;
  const data = dataPlace(sandbox.name, batch);
  const errors = `${sandbox.name}/row_errors/${batch.id}`;
  const file = (folder: string, name: string): RowFile => createRowFile(services.files, `${folder}/${name}`, name);
  return {
    batch,
    dataset,
    sandbox,
    services,
    check: compileRowCheck(sandbox.registry.merged(schema), {
      fromText: batch.format === "csv",
      maximumFields: limits.fieldsPerRow,
      timeSeries: behavior === "time-series" && dataset.relational === undefined,
    }),
    map: rowMapOf(batch, sandbox, services),
    accepted: file(data, "part-00000.ndjson"),
    deletions: file(data, "deletions.ndjson"),
    parsingErrors: file(errors, "parsing_errors_0.json"),
    conversionErrors: file(errors, "conversion_errors_0.json"),
    countByCode: new Map(),
    profileBytes: profileTag(dataset).includes("enabled:true")
      ? behavior === "record"
        ? limits.profileRecordBytes
        : limits.profileEventBytes
      : undefined,
    rows: 0,
    failed: 0,
    stored: 0,
    deleted: 0,
    profileDropped: 0,
  };
}

/** What fails a batch before any row is looked at. */
function structuralError({ batch, dataset, services }: Ingestion): BatchError | undefined {
  const { limits } = services.settings;
  const format = textIn(objectIn(dataset.body, "fileDescription") ?? {}, "format");
  if (format !== undefined && format !== "parquet") {
    return {
      code: "ERR-BI-106",
      description: `The file format of the dataset is ${format}; only parquet can be ingested into.`,
    };
  }
  const sizes = [...batch.uploads.values()].map(({ size }) => size);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const maximum = dataset.relational === undefined ? limits.bytesPerBatch : limits.bytesPerChangeBatch;
  const hit = [
    ...(sizes.length > limits.filesPerBatch
      ? [`${sizes.length} files (over the ${limits.filesPerBatch} threshold)`]
      : []),
    ...(bytes > maximum ? [`${bytes} bytes (over the ${maximum} threshold)`] : []),
  ];
  if (hit.length > 0)
    return { code: "INGEST-1002-400", description: `Batch ingestion guardrails hit: ${hit.join("; ")}` };
  if (bytes === 0) return { code: "106", description: "The file is empty." };
  return undefined;
}

async function readFiles(ingestion: Ingestion): Promise<BatchError | undefined> {
  const { batch, sandbox, services } = ingestion;
  for (const upload of sortedUploads(batch)) {
    if (upload.size === 0) return { code: "106", description: `The file ${upload.name} is empty.` };
    try {
      const place = uploadPlace(sandbox.name, batch.id, upload.name);
      for await (const block of readUpload(services.files, place, batch)) {
        for (const read of block) await takeRow(read, upload.name, ingestion);
      }
    } catch (error) {
      if (error instanceof EmptyCsvHeader)
        return { code: "118", description: `The header of ${upload.name} is empty.` };
      if (batch.format !== "parquet") throw error;
      return {
        code: "INGEST-1401-400",
        description: `The file ${upload.name} is not a Parquet file that can be read.`,
      };
    }
  }
  return undefined;
}

async function takeRow(read: ReadRow, file: string, ingestion: Ingestion): Promise<void> {
  ingestion.rows += 1;
  if ("corrupt" in read) {
    await refuse({ row: read.corrupt, file, errors: [{ column: "", code: "1401", message: CORRUPT }] }, ingestion);
    return;
  }
  const struck = ingestion.services.fault("aep-record-refused", ingestion.batch.datasetId);
  if (struck !== undefined) {
    await refuse(
      {
        row: read.row,
        file,
        errors: [{ column: "", code: "100", message: "Cannot convert the row (injected fault)" }],
      },
      ingestion,
    );
    return;
  }
  const mapped = ingestion.map?.(read.row);
  if (mapped !== undefined && mapped.errors.length > 0) {
    await refuse({ row: read.row, file, errors: mapped.errors }, ingestion);
    return;
  }
  const whole = mapped === undefined ? read : { row: mapped.row };
  if (ingestion.dataset.relational === undefined) await takeLakeRow(whole, file, ingestion);
  else await takeChange(whole.row, file, ingestion);
}

async function takeLakeRow({ row, line: sent }: WholeRow, file: string, ingestion: Ingestion): Promise<void> {
  const checked = ingestion.check(row);
  if (checked.errors.length > 0) {
    await refuse({ row, file, errors: checked.errors }, ingestion);
    return;
  }
  countDropped(checked.droppedColumns, ingestion);
  const line = checked.changed || sent === undefined ? JSON.stringify(checked.row) : sent;
  if (ingestion.profileBytes !== undefined && line.length > ingestion.profileBytes) ingestion.profileDropped += 1;
  ingestion.stored += 1;
  await store(line, ingestion);
}

/** Writes an accepted row to the lake; faults lose or double it without a word. */
async function store(line: string, { accepted, batch, services }: Ingestion): Promise<void> {
  const isLarge = line.length > services.settings.limits.profileEventBytes;
  if (isLarge && services.fault("aep-large-row-lost", batch.datasetId) !== undefined) return;
  if (services.fault("aep-row-lost", batch.datasetId) !== undefined) return;
  await accepted.add(line);
  if (services.fault("aep-row-doubled", batch.datasetId) !== undefined) await accepted.add(line);
}

/** A row of change data capture: `u` needs a whole valid row, `d` its key and version. */
async function takeChange(given: JsonObject, file: string, ingestion: Ingestion): Promise<void> {
  const { dataset, batch, check } = ingestion;
  const { [CHANGE_COLUMN]: change = "u", ...row } = given;
  const index = dataset.relational;
  if (index === undefined) return;
  const checked = check(row);
  const errors =
    change === "d"
      ? checked.errors.filter(({ column }) => [...index.keyFields, index.versionField].includes(column))
      : checked.errors;
  if (change !== "u" && change !== "d") {
    const message = `${JSON.stringify(change)} is not a valid change request type. Use u or d in lower case`;
    await refuse({ row: given, file, errors: [{ column: CHANGE_COLUMN, code: "1106", message }] }, ingestion);
    return;
  }
  if (errors.length > 0) {
    await refuse({ row: given, file, errors }, ingestion);
    return;
  }
  countDropped(checked.droppedColumns, ingestion);
  if (change === "d") {
    ingestion.deleted += 1;
    await ingestion.deletions.add(JSON.stringify(checked.row));
  } else {
    await ingestion.accepted.add(JSON.stringify(checked.row));
    ingestion.stored += 1;
  }
  index.apply(checked.row, change, batch.id, ingestion.stored - 1);
}

function countDropped(columns: readonly string[], { dataset }: Ingestion): void {
  for (const column of columns) dataset.droppedColumns.set(column, (dataset.droppedColumns.get(column) ?? 0) + 1);
}

async function refuse(failed: FailedRow, ingestion: Ingestion): Promise<void> {
  ingestion.failed += 1;
  const codes = new Set(failed.errors.map(({ code }) => code));
  for (const code of codes) ingestion.countByCode.set(code, (ingestion.countByCode.get(code) ?? 0) + 1);
  if (!ingestion.batch.errorDiagnostics) return;
  const errors = failed.errors.map(({ column, code, message }) =>
    column === "" ? { code, message } : { column, code, message },
  );
  const file = typeof failed.row === "string" ? ingestion.parsingErrors : ingestion.conversionErrors;
  const row = typeof failed.row === "string" ? { _corrupt_record: failed.row } : failed.row;
  await file.add(JSON.stringify({ ...row, _errors: errors, _filename: failed.file }));
}

async function finish(ingestion: Ingestion, fatal: BatchError | undefined): Promise<void> {
  const { batch, dataset, services, sandbox, rows, failed } = ingestion;
  const written = [await ingestion.accepted.close(), await ingestion.deletions.close()];
  const diagnostics = [await ingestion.parsingErrors.close(), await ingestion.conversionErrors.close()];
  batch.diagnostics = diagnostics.filter((file) => file !== undefined);
  batch.recordCount = rows;
  batch.failedRecordCount = failed;
  batch.completed = services.clock.now();
  batch.updated = batch.completed;
  batch.changes += 1;
  dataset.lastBatchId = batch.id;

  const share = rows === 0 ? 0 : (failed / rows) * 100;
  const fails =
    fatal !== undefined || (failed > 0 && (batch.partialIngestion === undefined || share > batch.partialIngestion));
  batch.errors = fatal === undefined ? errorsOf(ingestion, fails) : [fatal];
  if (fails) {
    batch.status = "failed";
    dataset.lastFailedBatch = batch.id;
    await services.files.remove(dataPlace(sandbox.name, batch));
    if (dataset.relational !== undefined) await rebuildRelational(dataset, sandbox, services);
    return;
  }
  batch.status = "success";
  batch.files = written.filter((file) => file !== undefined);
  batch.outputRecordCount = ingestion.stored + ingestion.deleted;
  dataset.hasData ||= ingestion.stored > 0;
  dataset.profileDropped += ingestion.profileDropped;
  dataset.lastSuccessfulBatch = batch.id;
  await services.files.remove(`${sandbox.name}/uploads/${batch.id}`);
}

const descriptions: Readonly<Record<string, string>> = {
  "1401": "The row has corrupted data and cannot be read or parsed. Fix the corrupted data and try again.",
  "1555":
    "A required field is either missing or has a value of null. Add the required field to the input row and try again.",
  "1207": "The _id field of an ExperienceEvent is missing. Add the _id field to the input row and try again.",
  "124": "The timestamp of the row is not in ISO 8601 format. Fix the timestamp and try again.",
  "100": "A value cannot be converted to the type of its field. Fix the value and try again.",
  "123": "An array stands where the schema has another type. Fix the value and try again.",
  "1105": "A value does not have the format of its field. Fix the value and try again.",
  "1106": "A value is not one of the values of its field. Fix the value and try again.",
};

function errorsOf({ batch, rows, failed, countByCode }: Ingestion, fails: boolean): BatchError[] {
  if (failed === 0) return [];
  if (!batch.errorDiagnostics) {
    const description =
      "Encountered errors while parsing, converting or otherwise validating the data. Please resend the data with error diagnostics enabled to collect additional information on failure types";
    return [{ code: "INGEST-1211-400", description }];
  }
  const total: BatchError = {
    code: "INGEST-1212-400",
    description: `Encountered ${failed} errors in the data. Successfully ingested ${fails ? 0 : rows - failed} rows. Review the associated diagnostic files for more details.`,
  };
  const byCode = [...countByCode].map(([code, recordCount]) => ({
    code: code.length < 4 || code.startsWith("DPMAP") ? code : `INGEST-${code}-400`,
    description: descriptions[code] ?? "The row cannot be ingested.",
    recordCount,
  }));
  return [total, ...byCode];
}

/** Applies every live batch of a relational dataset again, oldest first: after one of them has been taken away. */
export async function rebuildRelational(dataset: Dataset, sandbox: Sandbox, services: Services): Promise<void> {
  const { relational } = dataset;
  if (relational === undefined) return;
  relational.clear();
  for (const batch of sandbox.catalog.batchesOf(dataset.id).filter(({ status }) => status === "success")) {
    for (const file of batch.files) {
      const change = file.name === "deletions.ndjson" ? "d" : "u";
      let ordinal = 0;
      for await (const row of storedRows(services, file.place)) relational.apply(row, change, batch.id, ordinal++);
    }
  }
}

/** The rows of a file in the lake, in its order. */
export async function* storedRows(services: Services, place: string): AsyncGenerator<JsonObject> {
  for await (const block of readJsonLines(services.files.read(place))) {
    for (const read of block) if ("row" in read) yield read.row;
  }
}
