import type { AlertEvent, FlowInput, FlowSchedule, MappingInputRow, ResourceName } from "../../api/types.ts";

/** The way of Adobe's sources workspace, screen by screen. */
export const steps = ["connect", "select", "details", "mapping", "schedule", "review"] as const;
export type Step = (typeof steps)[number];

export const stepTitles: Readonly<Record<Step, string>> = {
  connect: "Connect account",
  select: "Select data",
  details: "Dataflow detail",
  mapping: "Mapping",
  schedule: "Scheduling",
  review: "Review",
};

export interface Draft {
  readonly connectionId: string | undefined;
  readonly resource: ResourceName | undefined;
  /** `generated`: our datasets and mapping. `own`: a dataset that exists and a mapping of the operator's own. */
  readonly way: "generated" | "own";
  readonly dataSetId: string | undefined;
  readonly partialIngestion: boolean;
  readonly errorDiagnostics: boolean;
  /** Percent. */
  readonly errorThreshold: number;
  readonly flowName: string;
  readonly flowDescription: string;
  readonly alerts: readonly AlertEvent[];
  readonly alertUrl: string;
  /** The operator's own mapping; undefined until it is first opened. */
  readonly rows: readonly MappingInputRow[] | undefined;
  /** Errors of the operator's own mapping, as last judged. */
  readonly mappingErrors: number;
  readonly frequency: FlowSchedule["frequency"];
  readonly interval: number;
  /** `YYYY-MM-DDTHH:mm` in the reader's zone; empty: now. */
  readonly startTime: string;
  readonly backfill: boolean;
}

export const emptyDraft: Draft = {
  connectionId: undefined,
  resource: undefined,
  way: "generated",
  dataSetId: undefined,
  partialIngestion: true,
  errorDiagnostics: true,
  errorThreshold: 5,
  flowName: "",
  flowDescription: "",
  alerts: ["run.failed"],
  alertUrl: "",
  rows: undefined,
  mappingErrors: 0,
  frequency: "minute",
  interval: 15,
  startTime: "",
  backfill: true,
};

/** What still keeps the reader on a step, as a sentence; undefined when he may go on. */
export function missingOn(step: Step, draft: Draft, now: number): string | undefined {
  switch (step) {
    case "connect":
      return draft.connectionId === undefined ? "Connect a new account or choose an existing one." : undefined;
    case "select":
      return draft.resource === undefined ? "Choose a resource path." : undefined;
    case "details":
      return missingDetails(draft);
    case "mapping":
      return draft.way === "own" && draft.mappingErrors > 0 ? "Mend the rows that are marked." : undefined;
    case "schedule":
      return wrongSchedule(draft, now);
    case "review":
      return undefined;
  }
}

function missingDetails(draft: Draft): string | undefined {
  if (draft.flowName.trim() === "") return "Give the dataflow a name.";
  if (draft.way === "own" && draft.dataSetId === undefined) return "Choose a dataset.";
  return draft.alertUrl !== "" && !URL.canParse(draft.alertUrl) ? "The address for alerts is not a URL." : undefined;
}

/** The rules that Flow Service refuses with 1360-400, 1361-400 and 1362-400, before it has to. */
function wrongSchedule(draft: Draft, now: number): string | undefined {
  if (draft.frequency === "minute" && draft.interval < 15) return "The shortest interval is 15 minutes.";
  if (draft.frequency !== "once" && draft.interval < 1) return "The interval is at least 1.";
  if (draft.startTime !== "" && new Date(draft.startTime).getTime() < now - 60_000)
    return "The start lies in the past.";
  return undefined;
}

/** The furthest step that may be opened: every one before it is complete. */
export function furthestStep(draft: Draft, now: number): number {
  const first = steps.findIndex((step) => missingOn(step, draft, now) !== undefined);
  return first === -1 ? steps.length - 1 : first;
}

/** A name that suits the chosen resource, unless the operator has written his own; a mapping of another resource is forgotten. */
export function withResource(draft: Draft, resource: ResourceName, title: string): Draft {
  const automatic = draft.flowName === "" || draft.flowName.startsWith("Stripe ");
  return {
    ...draft,
    resource,
    rows: draft.resource === resource ? draft.rows : undefined,
    mappingErrors: draft.resource === resource ? draft.mappingErrors : 0,
    flowName: automatic ? `Stripe ${title.toLowerCase()}` : draft.flowName,
  };
}

/** A flow that starts "now" needs a moment to reach the server before its start has passed. */
const leadTime = 3000;

export function scheduleOf(draft: Draft, now: number): FlowSchedule {
  return {
    frequency: draft.frequency,
    startsAt: draft.startTime === "" ? now + leadTime : new Date(draft.startTime).getTime(),
    backfill: draft.backfill || draft.frequency === "once",
    ...(draft.frequency === "once" ? {} : { interval: draft.interval }),
  };
}

/** What Finish sends; undefined while the draft is not complete. */
export function flowInputOf(
  draft: Draft,
  now: number,
  mapping?: { readonly id: string; readonly version: number },
): FlowInput | undefined {
  const { connectionId, resource, dataSetId } = draft;
  if (connectionId === undefined || resource === undefined) return undefined;
  if (draft.way === "own" && (mapping === undefined || dataSetId === undefined)) return undefined;
  return {
    name: draft.flowName.trim(),
    description: draft.flowDescription.trim(),
    connectionId,
    resource,
    schedule: scheduleOf(draft, now),
    errorDiagnosticsEnabled: draft.partialIngestion || draft.errorDiagnostics,
    ...(draft.partialIngestion ? { partialIngestionPercent: draft.errorThreshold } : {}),
    ...(draft.way === "own" && mapping !== undefined && dataSetId !== undefined
      ? { own: { dataSetId, mappingId: mapping.id, mappingVersion: mapping.version } }
      : {}),
  };
}
