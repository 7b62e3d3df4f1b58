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

/**
 * `generated`: our datasets and mapping, followed by every change. `new` and `existing`: a mapping of the operator's own, into
 * a dataset made for it or one that is there.
 */
export type Way = "generated" | "new" | "existing";

export interface Draft {
  readonly connectionId: string | undefined;
  readonly resource: ResourceName | undefined;
  readonly way: Way;
  /** Of the way `existing`. */
  readonly dataSetId: string | undefined;
  /** Of the way `new`. */
  readonly dataSetName: string;
  readonly dataSetDescription: string;
  /** Whether what is made joins Real-Time Customer Profile, for ever. */
  readonly profile: boolean;
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
  dataSetName: "",
  dataSetDescription: "",
  profile: false,
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
  interval: 30,
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
      return draft.way !== "generated" && draft.mappingErrors > 0 ? "Mend the rows that are marked." : undefined;
    case "schedule":
      return wrongSchedule(draft, now);
    case "review":
      return undefined;
  }
}

function missingDetails(draft: Draft): string | undefined {
  if (draft.flowName.trim() === "") return "Give the dataflow a name.";
  if (draft.way === "existing" && draft.dataSetId === undefined) return "Choose a dataset.";
  if (draft.way === "new" && draft.dataSetName.trim() === "") return "Give the dataset a name.";
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
    profile: draft.resource === resource && draft.profile,
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

/** The mapping becomes the operator's own: it needs a dataset for itself, and a name for that. */
export function withOwnMapping(draft: Draft): Partial<Draft> {
  return {
    way: "new",
    profile: false,
    dataSetName: draft.dataSetName === "" ? `${draft.flowName.trim()}, own mapping` : draft.dataSetName,
  };
}

/** What Finish sends; undefined while the draft is not complete. */
export function flowInputOf(draft: Draft, now: number): FlowInput | undefined {
  const { connectionId, resource } = draft;
  if (connectionId === undefined || resource === undefined) return undefined;
  const own = ownOf(draft);
  if (draft.way !== "generated" && own === undefined) return undefined;
  return {
    name: draft.flowName.trim(),
    description: draft.flowDescription.trim(),
    connectionId,
    resource,
    schedule: scheduleOf(draft, now),
    ...(draft.profile && draft.way !== "existing" ? { profile: true } : {}),
    ...(own === undefined
      ? { partialIngestionPercent: draft.errorThreshold }
      : {
          own,
          errorDiagnosticsEnabled: draft.partialIngestion || draft.errorDiagnostics,
          ...(draft.partialIngestion ? { partialIngestionPercent: draft.errorThreshold } : {}),
        }),
  };
}

function ownOf(draft: Draft): FlowInput["own"] {
  const rows = draft.rows;
  if (draft.way === "generated" || rows === undefined) return undefined;
  if (draft.way === "existing") {
    return draft.dataSetId === undefined ? undefined : { dataSetId: draft.dataSetId, rows };
  }
  const description = draft.dataSetDescription.trim();
  const newDataSet = { name: draft.dataSetName.trim(), ...(description === "" ? {} : { description }) };
  return newDataSet.name === "" ? undefined : { newDataSet, rows };
}
