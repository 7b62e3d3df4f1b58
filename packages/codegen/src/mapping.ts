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
  equals?: string | number | boolean;
  in?: (string | number | boolean)[];
  exists?: boolean;
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
