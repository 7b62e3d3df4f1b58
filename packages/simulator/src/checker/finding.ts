import type { Resource } from "../world/kinds.ts";

/** What can be wrong between an account and its datasets. */
export type FindingKind =
  /** The account has it, no row says so. */
  | "lost"
  /** Two rows say the same thing once too often. */
  | "doubled"
  /** The newest row says what was true before. */
  | "stale"
  /** A row says what was never true. */
  | "altered"
  /** A row is about something that the account never had. */
  | "invented"
  /** The newest row is behind a change that Stripe does not announce: a difference that is explained. */
  | "unannounced";

export interface Finding {
  readonly kind: FindingKind;
  readonly resource: Resource;
  readonly id: string;
  readonly dataset: DatasetShape;
  /** Where row and object differ, as a path in Stripe's object. */
  readonly path?: string;
  readonly expected?: unknown;
  readonly found?: unknown;
}

/** Which of the connector's datasets a row belongs to; its own columns tell. */
export type DatasetShape = "object" | "relational" | "event";

export type Row = Readonly<Record<string, unknown>>;

/** One sentence for people. */
export function describeFinding({ kind, resource, id, dataset, path, expected, found }: Finding): string {
  const where =
    path === undefined ? "" : ` at ${path}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
  return `${kind}: ${id} of ${resource} in the ${dataset} dataset${where}`;
}
