import type { Batch, Dataset } from "../catalog/catalog.ts";
import { dataBehavior, profileTag } from "../catalog/dataset-view.ts";
import { ExpressionError } from "../data-prep/expression.ts";
import { compileMappings } from "../data-prep/mapping-set.ts";
import { mapRecord } from "../data-prep/map-record.ts";
import { dataPlace } from "../ingestion/ingest-batch.ts";
import { CHANGE_COLUMN } from "../ingestion/relational-index.ts";
import { createRowFile } from "../ingestion/row-files.ts";
import type { JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import { violationsOf } from "./strict-validation.ts";

/** Messages of this many milliseconds land in one batch. */
const BATCH_WINDOW = 15 * 60_000;

/** A message that has been acknowledged. */
export interface Accepted {
  readonly datasetId: string;
  /** The XDM entity, or with a mapping set the raw message. */
  readonly message: JsonObject;
  readonly mappingId: string | undefined;
  readonly flowId: string;
}

interface BadRow {
  readonly row: JsonObject;
  readonly errors: readonly { readonly column: string; readonly code: string; readonly message: string }[];
}

/** Puts acknowledged messages into the lake some time later; those that do not fit become a failed batch. */
export function scheduleLanding(accepted: readonly Accepted[], sandbox: Sandbox, services: Services): void {
  services.jobs.schedule(services.clock.now() + services.settings.delays.streaming, async () => {
    for (const [datasetId, messages] of Map.groupBy(accepted, (one) => one.datasetId)) {
      const dataset = sandbox.catalog.datasets.get(datasetId);
      if (dataset !== undefined) await land(messages, dataset, sandbox, services);
    }
  });
}

async function land(
  messages: readonly Accepted[],
  dataset: Dataset,
  sandbox: Sandbox,
  services: Services,
): Promise<void> {
  const schema = sandbox.registry.findById(dataset.schemaId);
  if (schema === undefined) return;
  const merged = sandbox.registry.merged(schema);
  const good: JsonObject[] = [];
  const bad: BadRow[] = [];
  for (const accepted of messages) {
    const { row, errors } = toRow(accepted, sandbox, services);
    const { [CHANGE_COLUMN]: _change, ...columns } = row;
    const violations = violationsOf(dataset.relational === undefined ? row : columns, merged).map(
      ({ pointerToViolation, code, message }) => ({
        column: pointerToViolation.replace(/^#\/?/, "").replaceAll("/", "."),
        code,
        message,
      }),
    );
    if (errors.length + violations.length === 0 && services.fault("aep-record-refused", dataset.id) !== undefined) {
      violations.push({ column: "", code: "DCVS-1104-400", message: "the row does not fit the schema of this hour" });
    }
    if (errors.length + violations.length > 0) bad.push({ row, errors: [...errors, ...violations] });
    else good.push(row);
  }
  const lost = good.filter(() => services.fault("aep-message-lost", dataset.id) !== undefined);
  if (good.length > 0)
    await addRows(
      good.filter((row) => !lost.includes(row)),
      dataset,
      sandbox,
      services,
    );
  if (bad.length > 0) await addFailedBatch(bad, dataset, sandbox, services);
}

function toRow(accepted: Accepted, sandbox: Sandbox, services: Services): BadRow {
  const set = accepted.mappingId === undefined ? undefined : sandbox.mappingSets.get(accepted.mappingId);
  if (set === undefined) return { row: accepted.message, errors: [] };
  const rows = compileMappings(set, sandbox).flatMap((row) => (row instanceof ExpressionError ? [] : [row]));
  const clock = { now: () => services.clock.now(), uuid: () => services.ids.uuid() };
  const mapped = mapRecord(rows, accepted.message, {}, clock);
  const errors = mapped.errors.map(({ destination, exception }) => ({
    column: destination,
    code: "DPMAP-1000-400",
    message: exception,
  }));
  // A column that cannot be mapped is left out and counted; only what the schema then misses refuses the row.
  return { row: mapped.data, errors: errors.filter(() => Object.keys(mapped.data).length === 0) };
}

async function addRows(
  rows: readonly JsonObject[],
  dataset: Dataset,
  sandbox: Sandbox,
  services: Services,
): Promise<void> {
  const batch = openBatch(dataset, sandbox, services);
  const { relational } = dataset;
  const limit =
    dataBehavior(dataset.schemaId, sandbox) === "record"
      ? services.settings.limits.profileRecordBytes
      : services.settings.limits.profileEventBytes;
  const [first] = batch.files;
  const file = createRowFile(
    services.files,
    `${dataPlace(sandbox.name, batch)}/part-00000.ndjson`,
    "part-00000.ndjson",
  );
  let ordinal = first?.records ?? 0;
  for (const row of rows) {
    const { [CHANGE_COLUMN]: change, ...columns } = row;
    const stored = relational === undefined ? row : columns;
    relational?.apply(stored, change === "d" ? "d" : "u", batch.id, ordinal++);
    const line = JSON.stringify(stored);
    if (profileTag(dataset).includes("enabled:true") && line.length > limit) dataset.profileDropped += 1;
    await file.add(line);
  }
  const written = await file.close();
  if (written !== undefined) {
    batch.files = [
      { ...written, size: written.size + (first?.size ?? 0), records: written.records + (first?.records ?? 0) },
    ];
    dataset.hasData = true;
  }
  batch.recordCount += rows.length;
  batch.outputRecordCount += written?.records ?? 0;
  batch.updated = services.clock.now();
  batch.completed = batch.updated;
  batch.changes += 1;
  dataset.lastBatchId = batch.id;
  dataset.lastSuccessfulBatch = batch.id;
}

/** The streaming batch that is still being filled, or a new one. */
function openBatch(dataset: Dataset, sandbox: Sandbox, services: Services): Batch {
  const now = services.clock.now();
  const last =
    dataset.lastSuccessfulBatch === undefined ? undefined : sandbox.catalog.batches.get(dataset.lastSuccessfulBatch);
  const isOpen = last?.status === "success" && last.tags.streaming !== undefined && last.created > now - BATCH_WINDOW;
  if (isOpen) return last;
  const batch = streamedBatch(dataset, "success", services);
  sandbox.catalog.addBatch(batch);
  return batch;
}

function streamedBatch(dataset: Dataset, status: Batch["status"], services: Services): Batch {
  const now = services.clock.now();
  return {
    id: services.ids.ulid(),
    datasetId: dataset.id,
    status,
    format: "json",
    inputFormat: { format: "json" },
    externalId: undefined,
    errorDiagnostics: true,
    partialIngestion: undefined,
    tags: { streaming: ["true"] },
    replay: undefined,
    created: now,
    updated: now,
    started: now,
    completed: now,
    createdClient: "acp_core_data_collection",
    changes: 0,
    uploads: new Map(),
    errors: [],
    recordCount: 0,
    failedRecordCount: 0,
    outputRecordCount: 0,
    files: [],
    diagnostics: [],
  };
}

async function addFailedBatch(
  bad: readonly BadRow[],
  dataset: Dataset,
  sandbox: Sandbox,
  services: Services,
): Promise<void> {
  const batch = streamedBatch(dataset, "failed", services);
  const name = "streaming_errors_0.json";
  const file = createRowFile(services.files, `${sandbox.name}/row_errors/${batch.id}/${name}`, name);
  const counts = new Map<string, number>();
  for (const { row, errors } of bad) {
    await file.add(JSON.stringify({ ...row, _errors: errors }));
    for (const code of new Set(errors.map(({ code: one }) => one))) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const written = await file.close();
  batch.diagnostics = written === undefined ? [] : [written];
  batch.recordCount = bad.length;
  batch.failedRecordCount = bad.length;
  batch.errors = [...counts].map(([code, recordCount]) => ({
    code,
    description: "The streamed message does not follow the schema of the dataset.",
    recordCount,
  }));
  sandbox.catalog.addBatch(batch);
  dataset.lastBatchId = batch.id;
  dataset.lastFailedBatch = batch.id;
}
