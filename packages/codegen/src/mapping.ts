import type { Conversion } from "./conversions.ts";

/** Who may see what: `minimal` is the default; each preset sends at least what the one before it sends. */
export const presets = ["minimal", "marketing", "full"] as const;
export type Preset = (typeof presets)[number];

/** What is done with a field: sent, not sent, or sent as the SHA-256 of its normalised text. */
export type PolicyAction = "keep" | "drop" | "hash";
export type Policy = Record<Preset, PolicyAction>;

/** A condition on the Stripe object: the value at a path equals a scalar, is one of some, or is there and not null. */
export interface ConditionRow {
  path: string;
  /** A member of the object at `path` whose name is no part of a path (`Order #`). */
  key?: string;
  equals?: string | number | boolean;
  in?: (string | number | boolean)[];
  exists?: boolean;
}

/**
 * One way to derive values from free text and metadata, for the conversion `derived`: the ways are tried in order and the
 * first that finds anything wins.
 */
export interface DerivationRow {
  /** Name of the way, for the row that says which one won. */
  rule: string;
  /** Where the text is, or the object of texts when `key` is given. */
  path: string;
  key?: string;
  /** Separates several values in one text. */
  split?: string;
  /** The text ends before the first of these. */
  before?: string;
  /** A regular expression whose first group, at every match, is a value. */
  pattern?: string;
  when?: ConditionRow[];
}

/** One line of a mapping: core compiles it, Data Prep renders it, the field table shows it. */
export interface MappingRow {
  source?: string;
  destination: string;
  conversion: Conversion;
  currency?: string;
  namespace?: string;
  primary?: boolean;
  value?: string | number | boolean;
  when?: ConditionRow[];
  /** For `derived`: the ways, what to give (first value, all values, name of the way), and how many values at most. */
  from?: DerivationRow[];
  give?: "first" | "all" | "rule";
  limit?: number;
  policy: Policy;
}

/** A fact that an object can prove, each one XDM ExperienceEvent. */
export interface FactRow {
  name: string;
  eventType: string;
  when: ConditionRow[];
  timestamp: string;
}

/** `schemas/mappings/<resource>.json`. */
export interface MappingFile {
  $comment: string;
  formatVersion: 1;
  resource: string;
  object: string;
  datasets: {
    object: { rows: MappingRow[] };
    event?: { facts: FactRow[]; rows: MappingRow[] };
    relational: { rows: MappingRow[] };
  };
}
