import type { Conversion } from "./conversions.ts";
import type { ConditionRow, Policy } from "./mapping.ts";
import type { Field } from "./shape.ts";
import type { XdmNode } from "./xdm.ts";

/** How a Stripe field becomes an XDM field. */
export interface PlannedField {
  resource: string;
  /** Path in the Stripe object, in mapping notation (`items.data[*].price.id`). */
  source: string;
  /** Path under `_{TENANT}.<resource>_data`; empty for a field that is left out. */
  destination: string;
  /** Name at its level; empty for a field that is left out. */
  name: string;
  title: string;
  description: string;
  field: Field;
  /** The rule that decided, by name. */
  rule: string;
  plan: FieldOutcome;
  labels: string[];
  policy: Policy;
  /** Why labels and policy are what they are; "" when nothing but the default applies. */
  because: string;
}

/** What a rule decided. */
type FieldOutcome =
  | { kind: "value"; node: XdmNode; conversion: Conversion; value?: boolean; when?: ConditionRow[] }
  | { kind: "object"; of?: string; children: PlannedField[] }
  | { kind: "array"; of?: string; children: PlannedField[] }
  | { kind: "left out"; reason: string };

/** Every planned field of a tree, parents before children, in the order of the declarations. */
export function flattenPlan(fields: PlannedField[]): PlannedField[] {
  return fields.flatMap((field) => [field, ...flattenPlan(childrenOf(field))]);
}

function childrenOf(field: PlannedField): PlannedField[] {
  return field.plan.kind === "object" || field.plan.kind === "array" ? field.plan.children : [];
}
