import { titleOf } from "../plain-text.ts";
import { softEnumNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const knownValuesToSoftEnum: Rule = {
  name: "known-values-to-soft-enum",
  sentence: "Known values become suggestions (meta:enum), never a constraint: Stripe adds values without notice.",
  applies: ({ shape }) => shape.kind === "string" && shape.values.length > 0,
  decide: ({ shape }) => ({
    kind: "value",
    node: softEnumNode(shape.kind === "string" ? shape.values : [], titleOf),
    conversion: "string",
  }),
};
