import type { ConditionRow, DerivationRow, Policy, Preset } from "./mapping.ts";
import type { Conversion } from "./conversions.ts";

/** What samples and declarations cannot tell about one resource: the form of `schemas/decisions/<resource>.json`. */
export interface Decisions {
  /** Stripe's `object` member, and the name of its interface in the `stripe` package. */
  object: string;
  declaration: string;
  /** "Stripe Charge" and "Stripe Charges": titles of the class and the schema, unique in a sandbox. */
  title: string;
  pluralTitle: string;
  description: string;
  /** `$id` of a class of Adobe's library; without it a record class of our own is generated. */
  class?: string;
  /** Library field groups that the object schema adds. */
  libraryFieldGroups?: string[];
  /** Whether the object dataset is meant for Real-Time Customer Profile. */
  profile: boolean;
  /** Namespace code of the primary identity, which is always the object's id. */
  identity: string;
  relationships: RelationshipDecision[];
  /** Fields that are not in the schema at all, with the reason. */
  drop: Record<string, string>;
  rename: Record<string, string>;
  /** How many levels of fields are kept under an object. */
  depth: Record<string, number>;
  legacy: LegacyField[];
  /** Objects that keep `present` beside their fields, because a released schema has it from when they had none. */
  presence?: string[];
  /** Labels and policy of single fields, over what privacy.json says. */
  fields: Record<string, FieldDecision>;
  object_rows: StandardRow[];
  event?: EventDecision;
  relational: { columns: string[]; also?: string[] };
}

interface RelationshipDecision {
  /** Path of the field that holds the other object's id. */
  field: string;
  to: string;
  /** Names of the relationship in both directions, as the Registry shows them. */
  name: string;
  reverseName: string;
}

export interface LegacyField {
  path: string;
  type: "string" | "boolean" | "number";
  documentation: string;
  /** Where the field was seen, since no declaration knows it. */
  source: string;
}

export interface FieldDecision {
  labels?: string[];
  policy?: PolicyName;
}

/** The least preset that sends a field as it is; `never` sends it in none. */
export type PolicyName = Preset | "never";

/** A row beside the mirrored fields: identities, standard XDM fields, context values. */
export interface StandardRow {
  /** A Stripe path, or a `$` value of the record's context; absent for a constant. */
  source?: string;
  destination: string;
  conversion: Conversion;
  policy?: PolicyName | Policy;
  currency?: string;
  namespace?: string;
  primary?: boolean;
  value?: string | number | boolean;
  when?: ConditionRow[];
  from?: DerivationRow[];
  give?: "first" | "all" | "rule";
  limit?: number;
  /** Title and description of a field of ours; a library field has its own. */
  title?: string;
  description?: string;
  /** Known values of a string, for the soft enum. */
  values?: string[];
  labels?: string[];
}

interface FactDecision {
  name: string;
  eventType: string;
  /** All must hold; an empty list always holds. */
  when: ConditionRow[];
  /** A path of unix seconds, or `$version`: when the response was read. */
  timestamp: string;
  description: string;
}

export interface EventDecision {
  title: string;
  description: string;
  facts: FactDecision[];
  rows: StandardRow[];
}

/** The form of `schemas/decisions/all-resources.json`: what holds for every resource. */
export interface SharedDecisions {
  namespaces: NamespaceDecision[];
  /** Fields of `_{TENANT}.stripe_record`, in every object schema. */
  record: FieldGroupDecision;
  /** Fields of `_{TENANT}.stripe_event`, in every event schema. */
  event: FieldGroupDecision;
  /** Declared interfaces that become XDM data types. */
  dataTypes: Record<string, { title: string; description: string }>;
}

interface NamespaceDecision {
  code: string;
  name: string;
  idType: string;
  description: string;
  /** True for a namespace that every sandbox has. */
  standard?: boolean;
}

interface FieldGroupDecision {
  title: string;
  description: string;
  rows: StandardRow[];
}

/** The form of `schemas/decisions/privacy.json`: patterns of paths, the last that matches decides. */
export interface PrivacyRule extends FieldDecision {
  /** `*` is one name, `**` any number of names. */
  match: string;
  because: string;
}

/** The form of `schemas/decisions/number-fields.json`: what TypeScript's `number` does not say. */
export interface NumberFields {
  unixTimes: Record<string, string[]>;
  decimals: Record<string, string[]>;
}

/** Everything that was decided, read and checked. */
export interface AllDecisions {
  resources: Map<string, Decisions>;
  /** Every resource that there are decisions about, generated or not. */
  known: string[];
  shared: SharedDecisions;
  privacy: PrivacyRule[];
  numbers: NumberFields;
  /** Digits after the decimal point, by lower-case currency code. */
  currencies: Record<string, number>;
  /** Family (card, wallet, bnpl, ...) by type of payment method. */
  paymentFamilies: Record<string, string>;
  /** The preset that was applied (`commerce=magento`). */
  preset?: string;
}

/** The form of `decisions/presets/<kind>-<name>.json`: what an operator of one shop system adds. */
export interface PresetDecisions {
  preset: string;
  description: string;
  privacy: PrivacyRule[];
  resources: Record<string, { object_rows?: StandardRow[]; event_rows?: StandardRow[]; facts?: FactDecision[] }>;
  /** Objects as the shop writes them, and what must be derived: fixtures for every implementation of the mapping. */
  examples: PresetExample[];
}

interface PresetExample {
  name: string;
  resource: string;
  object: Record<string, unknown>;
  /** Values by destination; a destination that must get no value is null. */
  want: Record<string, unknown>;
}
