import type { JsonObject } from "./exchange.ts";

/** The fixed ids of the two activities of every source run. */
const copyActivityId = "4f008a00-3a04-11eb-adc1-0242ac120002";
const promotionActivityId = "37b34f84-1ada-11eb-adc1-0242ac120002";

/** The range of `created` that a run reads: `[start, end)` in epoch milliseconds. */
export interface RunWindow {
  readonly start: number;
  readonly end: number;
}

export interface RunError {
  /** `CONNECTOR-1001-500`, `CONNECTOR-2001-500`, `CONNECTOR-3001-500`, `MAPPER-3700-400`, … */
  readonly code: string;
  readonly message: string;
  readonly recordCount?: number;
}

/** Everything that was counted and timed in one run; times are epoch milliseconds. */
export interface RunFigures {
  readonly startedAt: number;
  /** When the last object had been read. */
  readonly copiedAt: number;
  readonly completedAt: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly inputRecords: number;
  readonly outputRecords: number;
  readonly failedRecords: number;
  readonly pages: number;
  readonly files: number;
  readonly batchIds: readonly string[];
  /** Errors of rows, grouped by code: what `extensions.errors` of the promotion activity lists. */
  readonly rowErrors: readonly RunError[];
  /** Columns that were left empty because their value could not be converted. */
  readonly warnings: readonly RunError[];
  /** Why the run as a whole failed; absent: it did not. */
  readonly failure?: RunError & { readonly stage: "copy" | "promotion" };
}

export interface RunPlace {
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
  readonly window: RunWindow;
  readonly oneTime: boolean;
  readonly errorDiagnostics: boolean;
  /** `https://…/data/foundation/export`, for the links to diagnostics. */
  readonly exportUrl: string;
  /** The engine's own id of this run. */
  readonly providerRefId: string;
}

/** Before work starts, as Adobe shows it. */
export function scheduledRun(flowId: string, flowSpec: unknown): JsonObject {
  return { flowId, flowSpec, metrics: { statusSummary: { status: "scheduled" } }, activities: [] };
}

export function startedRun(run: JsonObject, startedAt: number): JsonObject {
  const metrics = { durationSummary: { startedAtUTC: startedAt }, statusSummary: { status: "inProgress" } };
  return { ...run, metrics, activities: [] };
}

export function statusOf(run: JsonObject): string {
  const { metrics } = run as { metrics?: { statusSummary?: { status?: string } } };
  return metrics?.statusSummary?.status ?? "";
}

/** Records that arrived: what decides whether a successful run may be run again. */
export function ingestedBy(run: JsonObject): number {
  const { metrics } = run as { metrics?: { recordSummary?: { outputRecordCount?: unknown } } };
  const count = Number(metrics?.recordSummary?.outputRecordCount ?? 0);
  return Number.isFinite(count) ? Math.max(0, count) : 0;
}

/** The whole run in the shape of Adobe's examples: metrics, and the copy and the promotion activity with their windows. */
export function finishedRun(run: JsonObject, figures: RunFigures, place: RunPlace): JsonObject {
  return {
    ...run,
    providerRefId: place.providerRefId,
    metrics: runMetrics(figures),
    activities:
      figures.failure?.stage === "copy"
        ? [copyActivity(figures, place)]
        : [copyActivity(figures, place), promotionActivity(figures, place)],
  };
}

function runMetrics(figures: RunFigures): JsonObject {
  const { failure } = figures;
  const errors = runErrors(figures);
  const status = failure === undefined ? "success" : "failed";
  // A failed run's sizes are unknown, which Adobe writes as -1; it has no end of work either.
  const known = (count: number): number => (failure === undefined ? count : -1);
  return {
    durationSummary: {
      startedAtUTC: figures.startedAt,
      ...(failure === undefined ? { completedAtUTC: figures.completedAt } : {}),
    },
    sizeSummary: { inputBytes: known(figures.inputBytes), outputBytes: known(figures.outputBytes) },
    recordSummary: {
      inputRecordCount: known(figures.inputRecords),
      outputRecordCount: known(figures.outputRecords),
      createdRecordCount: known(figures.outputRecords),
      failedRecordCount: known(figures.failedRecords),
      warningRecordCount: figures.warnings.reduce((sum, { recordCount }) => sum + (recordCount ?? 0), 0),
    },
    fileSummary: {
      inputFileCount: known(figures.pages),
      outputFileCount: known(figures.files),
      activityRefs: [promotionActivityId],
    },
    statusSummary: { status, ...(errors.length === 0 ? {} : { errors }), activityRefs: [promotionActivityId] },
  };
}

/** With failed rows a run carries the promotion error even when it succeeded under the threshold. */
function runErrors(figures: RunFigures): readonly JsonObject[] {
  if (figures.failure !== undefined) {
    const { code, message } = figures.failure;
    return [{ code, message }];
  }
  if (figures.failedRecords === 0) return [];
  return [{ code: "CONNECTOR-2001-500", message: "Error occurred at promotion activity." }];
}

function copyActivity(figures: RunFigures, place: RunPlace): JsonObject {
  const failed = figures.failure?.stage === "copy" ? figures.failure : undefined;
  return {
    id: copyActivityId,
    name: "Copy Activity",
    updatedAtUTC: figures.copiedAt,
    durationSummary: {
      startedAtUTC: figures.startedAt,
      completedAtUTC: figures.copiedAt,
      extensions: { windowStart: place.window.start, windowEnd: place.window.end },
    },
    latencySummary: {},
    sizeSummary: { inputBytes: figures.inputBytes, outputBytes: figures.inputBytes },
    recordSummary: { inputRecordCount: figures.inputRecords, outputRecordCount: figures.inputRecords },
    fileSummary: { inputFileCount: figures.pages, outputFileCount: figures.pages },
    statusSummary: {
      status: failed === undefined ? "success" : "failed",
      ...(failed === undefined ? {} : { errors: [{ code: failed.code, message: failed.message }] }),
      extensions: { type: place.oneTime ? "one-time" : "incremental" },
    },
    sourceInfo: [
      {
        id: place.sourceConnectionId,
        type: "SourceConnection",
        reference: { type: "RunId", ids: [place.providerRefId] },
      },
    ],
  };
}

function promotionActivity(figures: RunFigures, place: RunPlace): JsonObject {
  const errors = runErrors(figures);
  return {
    id: promotionActivityId,
    name: "Promotion Activity",
    updatedAtUTC: figures.completedAt,
    durationSummary: { startedAtUTC: figures.copiedAt, completedAtUTC: figures.completedAt },
    latencySummary: {},
    sizeSummary: { inputBytes: figures.inputBytes, outputBytes: figures.outputBytes },
    recordSummary: {
      inputRecordCount: figures.inputRecords,
      outputRecordCount: figures.outputRecords,
      failedRecordCount: figures.failedRecords,
    },
    fileSummary: {
      inputFileCount: figures.pages,
      outputFileCount: figures.files,
      ...manifest(figures, place, "fileInfo", "input_files"),
    },
    statusSummary: {
      status: figures.failure === undefined ? "success" : "failed",
      ...(errors.length === 0 ? {} : { errors }),
      extensions: {
        ...(place.errorDiagnostics && figures.failedRecords > 0
          ? manifest(figures, place, "failedRecords", "row_errors").extensions
          : {}),
        errors: detailedErrors(figures),
      },
    },
    targetInfo: [
      { id: place.targetConnectionId, type: "TargetConnection", reference: { type: "Batch", ids: figures.batchIds } },
    ],
  };
}

function manifest(figures: RunFigures, place: RunPlace, member: string, path: string): { extensions: JsonObject } {
  const [batch] = figures.batchIds;
  if (batch === undefined) return { extensions: {} };
  return { extensions: { manifest: { [member]: `${place.exportUrl}/batches/${batch}/meta?path=${path}` } } };
}

function detailedErrors(figures: RunFigures): readonly RunError[] {
  const all = [...figures.rowErrors, ...figures.warnings];
  if (figures.failedRecords === 0) return all;
  const message = `Encountered ${figures.failedRecords} errors in the data. Successfully ingested ${figures.outputRecords} rows. Review the associated diagnostic files for additional details.`;
  return [{ code: "INGEST-1212-400", message }, ...all];
}
