import { ConfigError } from "../errors.ts";
import type { Conversion, MappingRow, PolicyAction, PolicyPreset, TextType } from "./mapping.ts";

/**
 * Decides what of an object is sent. Never what the schema has: a dropped field stays in the schema, empty.
 * Paths are Stripe paths, for every resource (`billing_details.email`) or for one (`charges.billing_details.email`); a path
 * also governs what is beneath it, and the longest that fits decides.
 */
export interface FieldPolicy {
  readonly preset: PolicyPreset;
  readonly fields?: Readonly<Record<string, PolicyAction>>;
  /**
   * Metadata keys, by resource, that have a typed column of their own in the object dataset, whatever the preset makes of the
   * metadata as a whole: `{ charges: { "Order #": { field: "order_number", type: "string" } } }`.
   */
  readonly promotedKeys?: PromotedKeys;
}

/** The columns of promoted metadata keys, by resource and key. */
export type PromotedKeys = Readonly<Record<string, Readonly<Record<string, PromotedField>>>>;

/** The column of a promoted metadata key: `_{TENANT}.stripe_metadata.<field>`. */
export interface PromotedField {
  readonly field: string;
  /** What the text of the metadata is read as; a text that cannot be read so is left out of the row. */
  readonly type: TextType;
  /** Sent as the SHA-256 of its normalised text. */
  readonly hash?: boolean;
}

/** What the policy makes of one row. */
export function decideRow(policy: FieldPolicy, resource: string, row: MappingRow): PolicyAction {
  const preset = row.policy?.[policy.preset] ?? "keep";
  if (row.source === undefined || row.source.startsWith("$")) return preset;
  return hashable(longestMatch(policy.fields, resource, row.source) ?? preset, row);
}

const texts: ReadonlySet<Conversion> = new Set([
  "string",
  "expandable-id",
  "string-map",
  "json-text",
  "upper-case",
  "lower-case",
  "email-address",
  "payment-family",
  "derived",
  "identity",
]);

/** A hash is text: a number, date or truth value cannot be sent as one, because its field in the schema is none. */
function hashable(action: PolicyAction, row: MappingRow): PolicyAction {
  if (action !== "hash" || texts.has(row.conversion)) return action;
  throw new ConfigError({
    code: "SAEP-1304",
    message: `The policy asks for a hash of ${row.source ?? row.destination}, which is not a text field`,
    where: row.source ?? row.destination,
    next: "Keep or drop this field.",
  });
}

function withoutStars(path: string): string {
  return path.replaceAll("[*]", "");
}

function exactMatch<T>(
  table: Readonly<Record<string, T>> | undefined,
  resource: string,
  source: string,
): T | undefined {
  const path = withoutStars(source);
  return table?.[`${resource}.${path}`] ?? table?.[path];
}

function longestMatch<T>(
  table: Readonly<Record<string, T>> | undefined,
  resource: string,
  source: string,
): T | undefined {
  if (table === undefined) return undefined;
  const parts = withoutStars(source).split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const found = exactMatch(table, resource, parts.slice(0, length).join("."));
    if (found !== undefined) return found;
  }
  return undefined;
}
