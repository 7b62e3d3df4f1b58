import { conversions } from "./conversions.ts";
import { presets } from "./mapping.ts";

/** The forms of the files in decisions/, as JSON Schema: what ajv checks before anything else looks at them. */
type Schema = Record<string, unknown>;

const text: Schema = { type: "string", minLength: 1 };
const texts: Schema = { type: "array", items: text };
const textByText: Schema = { type: "object", additionalProperties: text };
const scalar: Schema = { type: ["string", "number", "boolean"] };

function object(required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  const properties = { ...required, ...optional };
  return { type: "object", properties, required: Object.keys(required), additionalProperties: false };
}

function listOf(items: Schema): Schema {
  return { type: "array", items };
}

const policyName: Schema = { enum: [...presets, "never"] };
const action: Schema = { enum: ["keep", "drop", "hash"] };
const policy: Schema = { anyOf: [policyName, object({ minimal: action, marketing: action, full: action })] };
const condition: Schema = {
  ...object({ path: text }, { key: text, equals: scalar, in: listOf(scalar), exists: { type: "boolean" } }),
  oneOf: [{ required: ["equals"] }, { required: ["in"] }, { required: ["exists"] }],
};
const derivation: Schema = object(
  { rule: text, path: text },
  { key: text, split: text, before: text, pattern: text, when: listOf(condition) },
);

const row: Schema = {
  ...object(
    { destination: text, conversion: { enum: [...conversions] } },
    {
      source: text,
      policy,
      currency: text,
      namespace: text,
      primary: { type: "boolean" },
      value: scalar,
      when: listOf(condition),
      from: listOf(derivation),
      give: { enum: ["first", "all", "rule"] },
      limit: { type: "integer", minimum: 1 },
      title: text,
      description: text,
      values: texts,
      labels: texts,
    },
  ),
  allOf: [
    needs("identity", ["source", "namespace"]),
    needs("constant", ["value"]),
    needs("major-units", ["source", "currency"]),
    needs("derived", ["from", "give"]),
  ],
};

function needs(conversion: string, members: string[]): Schema {
  return { if: { properties: { conversion: { const: conversion } } }, then: { required: members } };
}

const fact: Schema = object({
  name: { type: "string", pattern: "^[a-z][a-z0-9_]*$" },
  eventType: { type: "string", pattern: "^stripe\\.[a-z_]+\\.[a-z_]+$" },
  when: listOf(condition),
  timestamp: text,
  description: text,
});

const fieldDecision: Schema = object({}, { labels: texts, policy: policyName });
const fieldGroup: Schema = object({ title: text, description: text, rows: listOf(row) });

/** `decisions/<resource>.json`. */
export const resourceDecisionsSchema: Schema = object(
  {
    object: text,
    declaration: { type: "string", pattern: "^[A-Z][A-Za-z.]*$" },
    title: text,
    pluralTitle: text,
    description: text,
    profile: { type: "boolean" },
    identity: text,
    relationships: listOf(object({ field: text, to: text, name: text, reverseName: text })),
    drop: textByText,
    rename: textByText,
    depth: { type: "object", additionalProperties: { type: "integer", minimum: 0 } },
    legacy: listOf(
      object({ path: text, type: { enum: ["string", "boolean", "number"] }, documentation: text, source: text }),
    ),
    fields: { type: "object", additionalProperties: fieldDecision },
    object_rows: listOf(row),
    relational: object({ columns: texts }, { also: texts }),
  },
  {
    $comment: text,
    presence: texts,
    class: { type: "string", pattern: "^https://ns\\.adobe\\.com/" },
    libraryFieldGroups: texts,
    event: object({ title: text, description: text, facts: { ...listOf(fact), minItems: 1 }, rows: listOf(row) }),
  },
);

/** `decisions/all-resources.json`. */
export const sharedDecisionsSchema: Schema = object(
  {
    namespaces: listOf(
      object({ code: text, name: text, idType: text, description: text }, { standard: { type: "boolean" } }),
    ),
    record: fieldGroup,
    event: fieldGroup,
    dataTypes: { type: "object", additionalProperties: object({ title: text, description: text }) },
  },
  { $comment: text },
);

const privacyRule: Schema = object({ match: text, because: text }, { labels: texts, policy: policyName });

/** `decisions/privacy.json`. */
export const privacySchema: Schema = object({ rules: listOf(privacyRule) }, { $comment: text });

const pathsByResource: Schema = { type: "object", additionalProperties: texts };

/** `decisions/number-fields.json`. */
export const numberFieldsSchema: Schema = object(
  { unixTimes: pathsByResource, decimals: pathsByResource },
  { $comment: text },
);

/** `decisions/currencies.json`. */
export const currenciesSchema: Schema = {
  type: "object",
  propertyNames: { pattern: "^[a-z]{3}$" },
  additionalProperties: { type: "integer", minimum: 0, maximum: 4 },
};

/** `decisions/payment-families.json`. */
export const paymentFamiliesSchema: Schema = {
  type: "object",
  additionalProperties: { enum: ["card", "wallet", "bnpl", "bank_debit", "bank_transfer", "voucher", "other"] },
};

/** `decisions/presets/<kind>-<name>.json`. */
export const presetSchema: Schema = object(
  {
    preset: { type: "string", pattern: "^[a-z]+=[a-z0-9-]+$" },
    description: text,
    privacy: listOf(privacyRule),
    resources: {
      type: "object",
      additionalProperties: object({}, { object_rows: listOf(row), event_rows: listOf(row), facts: listOf(fact) }),
    },
    examples: listOf(object({ name: text, resource: text, object: { type: "object" }, want: { type: "object" } })),
  },
  { $comment: text },
);
