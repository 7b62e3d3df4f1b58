import type { LedgerFigures } from "@stripe-aep/core";
import { isObject, type JsonObject, noFigures, type StoredEntity } from "@stripe-aep/core/flow-service";

interface RunDocument {
  readonly metrics?: {
    readonly durationSummary?: { readonly startedAtUTC?: number; readonly completedAtUTC?: number };
    readonly sizeSummary?: { readonly inputBytes?: number; readonly outputBytes?: number };
    readonly recordSummary?: {
      readonly inputRecordCount?: number;
      readonly outputRecordCount?: number;
      readonly failedRecordCount?: number;
    };
    readonly statusSummary?: { readonly errors?: readonly { readonly code: string; readonly message: string }[] };
  };
  readonly activities?: readonly {
    readonly statusSummary?: {
      readonly extensions?: {
        readonly errors?: readonly { readonly code: string; readonly message: string; readonly recordCount?: number }[];
      };
    };
    readonly targetInfo?: readonly { readonly reference?: { readonly ids?: readonly string[] } }[];
  }[];
}

export const documentOf = (run: StoredEntity): RunDocument => run.document;

/** The members of an entity that only this service knows; shown below `/v1`. */
export function hiddenOf(entity: { readonly hidden: JsonObject }, name: string): JsonObject {
  const value = entity.hidden[name];
  return isObject(value) ? value : {};
}

/** Rows by fate; a failed run of an own mapping has taken everything back, so nothing of it was accepted. */
export function figuresOf(run: StoredEntity): LedgerFigures {
  const ledger = hiddenOf(run, "ledger") as Readonly<Record<string, LedgerFigures>>;
  if (ledger.object !== undefined) return ledger.object;
  const progress = hiddenOf(run, "progress") as {
    inputRecords?: number;
    outputRecords?: number;
    failedRecords?: number;
  };
  const { recordSummary } = documentOf(run).metrics ?? {};
  const known = (count: number | undefined): number | undefined =>
    count === undefined || count < 0 ? undefined : count;
  const read = known(recordSummary?.inputRecordCount) ?? progress.inputRecords ?? 0;
  const accepted = known(recordSummary?.outputRecordCount) ?? progress.outputRecords ?? 0;
  const quarantined = known(recordSummary?.failedRecordCount) ?? progress.failedRecords ?? 0;
  return { read, sent: accepted, unchanged: 0, filtered: 0, quarantined, accepted, rejected: 0 };
}

/** Of all runs of a flow that have ended. */
export function totalsOf(flow: StoredEntity): LedgerFigures {
  return { ...noFigures, ...hiddenOf(flow, "totals") };
}
