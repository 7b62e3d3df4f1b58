import type { Frequency } from "../../api/flow-service.ts";
import type { Treatment } from "../../api/fields.ts";

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

/** One row of the mapping as the operator left it. */
export interface MappingEdit {
  readonly source: string;
  readonly destination: string;
  readonly treatment: Treatment;
}

export interface Draft {
  readonly connectionId: string | undefined;
  readonly resource: string | undefined;
  readonly datasetKind: "new" | "existing";
  readonly datasetId: string | undefined;
  readonly datasetName: string;
  readonly profile: boolean;
  readonly errorDiagnostics: boolean;
  readonly partialIngestion: boolean;
  readonly errorThreshold: number;
  readonly flowName: string;
  readonly flowDescription: string;
  readonly alerts: readonly string[];
  /** Rows that differ from the generated mapping, by source path. */
  readonly edits: Readonly<Record<string, MappingEdit>>;
  readonly frequency: Frequency;
  readonly interval: number;
  /** `YYYY-MM-DDTHH:mm` in the reader's zone; empty: now. */
  readonly startTime: string;
  readonly backfill: boolean;
}

export const emptyDraft: Draft = {
  connectionId: undefined,
  resource: undefined,
  datasetKind: "new",
  datasetId: undefined,
  datasetName: "",
  profile: false,
  errorDiagnostics: true,
  partialIngestion: true,
  errorThreshold: 5,
  flowName: "",
  flowDescription: "",
  alerts: ["failure"],
  edits: {},
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
    case "schedule":
      return wrongSchedule(draft, now);
    case "mapping":
    case "review":
      return undefined;
  }
}

function missingDetails(draft: Draft): string | undefined {
  if (draft.flowName.trim() === "") return "Give the dataflow a name.";
  if (draft.datasetKind === "existing") return draft.datasetId === undefined ? "Choose a dataset." : undefined;
  return draft.datasetName.trim() === "" ? "Give the dataset a name." : undefined;
}

/** The rules that Flow Service refuses with 1360-400, 1361-400 and 1362-400, before it has to. */
function wrongSchedule(draft: Draft, now: number): string | undefined {
  if (draft.frequency === "minute" && draft.interval < 15) return "The shortest interval is 15 minutes.";
  if (draft.frequency !== "once" && draft.interval < 1) return "The interval is at least 1.";
  if (draft.startTime !== "" && new Date(draft.startTime).getTime() < now - 60_000) return "The start lies in the past.";
  return undefined;
}

/** The furthest step that may be opened: every one before it is complete. */
export function furthestStep(draft: Draft, now: number): number {
  const first = steps.findIndex((step) => missingOn(step, draft, now) !== undefined);
  return first === -1 ? steps.length - 1 : first;
}

/** Names that suit the chosen resource, unless the operator has written his own. */
export function withResource(draft: Draft, resource: string, title: string): Draft {
  const automatic = (text: string) => text === "" || text.startsWith("Stripe ");
  return {
    ...draft,
    resource,
    edits: draft.resource === resource ? draft.edits : {},
    datasetName: automatic(draft.datasetName) ? `Stripe ${title}` : draft.datasetName,
    flowName: automatic(draft.flowName) ? `Stripe ${title.toLowerCase()} to ${title}` : draft.flowName,
  };
}
