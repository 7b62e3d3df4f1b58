import type { DatasetKind } from "./page-mapper.ts";

/** What is done with a field before anything leaves: sent, not sent, or sent as the SHA-256 of its normalised text. */
export type PolicyAction = "keep" | "hash" | "drop";
/** `minimal` identifies people by Stripe customer id only; `marketing` adds e-mail; `full` keeps every field. */
export type PolicyPreset = "minimal" | "marketing" | "full";

/** How a value of Stripe becomes a value of XDM. The rules of each are in `conversions.ts`. */
export type Conversion =
  | "string"
  | "long"
  | "double"
  | "boolean"
  | "date-time-from-seconds"
  | "date-time-from-milliseconds"
  | "expandable-id"
  | "string-map"
  | "long-map"
  | "json-text"
  | "upper-case"
  | "lower-case"
  | "email-address"
  | "constant"
  | "major-units"
  | "payment-family"
  | "identity"
  | "derived";

export type Scalar = string | number | boolean;

/** A condition on the Stripe object; a path that leads nowhere is not there. */
export interface Condition {
  readonly path: string;
  /** A member of what stands at the path, whose name is no part of a path (`Order #`). */
  readonly key?: string;
  readonly equals?: Scalar;
  readonly in?: readonly Scalar[];
  readonly exists?: boolean;
}

/** One way to find values in free text or metadata, for the conversion `derived`. */
export interface Derivation {
  /** Name of the way. */
  readonly rule: string;
  readonly path: string;
  readonly key?: string;
  /** Separates several values in one text. */
  readonly split?: string;
  /** The text ends before the first of these. */
  readonly before?: string;
  /** A regular expression whose first group, at every match, is a value. */
  readonly pattern?: string;
  readonly when?: readonly Condition[];
}

/** What a text can be read as. */
export type TextType = "string" | "long" | "double" | "boolean" | "date-time";

/** One line of `schemas/mappings/<resource>.json`. */
export interface MappingRow {
  /** Stripe path, or a `$` value of the record's context; absent for constants. */
  readonly source?: string;
  readonly destination: string;
  readonly conversion: Conversion;
  /** Of `major-units`: Stripe path of the amount's currency. */
  readonly currency?: string;
  /** Of `identity`. */
  readonly namespace?: string;
  readonly primary?: boolean;
  /** Of `constant`. */
  readonly value?: Scalar;
  /** Of `derived`: the ways, of which the first that finds anything decides; what is given of it; how many values at most. */
  readonly from?: readonly Derivation[];
  readonly give?: "first" | "all" | "rule";
  /** Of `derived`: what the text that is found is read as; default: text. One that cannot be read so is not sent. */
  readonly as?: TextType;
  readonly limit?: number;
  /** All must hold. */
  readonly when?: readonly Condition[];
  readonly policy?: Readonly<Record<PolicyPreset, PolicyAction>>;
}

/** A fact that an object can prove; each proven one is an event row. */
interface Fact {
  readonly name: string;
  readonly eventType: string;
  readonly when: readonly Condition[];
  /** Path of unix seconds, or `$version`: when Stripe answered. */
  readonly timestamp: string;
}

/** `schemas/mappings/<resource>.json`, with the tenant in place. */
export interface ResourceMapping {
  readonly formatVersion: number;
  readonly resource: string;
  /** The value of the `object` member of what is mapped. */
  readonly object: string;
  readonly datasets: {
    readonly object: { readonly rows: readonly MappingRow[] };
    readonly event?: { readonly facts: readonly Fact[]; readonly rows: readonly MappingRow[] };
    readonly relational?: { readonly rows: readonly MappingRow[] };
  };
}

/** A JSON Schema (draft-07) of one whole row, as far as the mapper reads it. */
export interface RowSchema {
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, RowSchema>>;
  readonly required?: readonly string[];
  readonly items?: RowSchema;
  readonly additionalProperties?: boolean | RowSchema;
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, RowSchema>>;
}

export type RowSchemas = Partial<Readonly<Record<DatasetKind, RowSchema>>>;
