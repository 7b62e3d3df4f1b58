import type { Rule } from "./rule.ts";

export const dropDecidedField: Rule = {
  name: "drop-decided-field",
  sentence: "A field that a decision drops is neither in the schema nor mapped.",
  applies: ({ dropped }) => dropped !== undefined,
  decide: ({ dropped }) => ({ kind: "left out", reason: dropped ?? "" }),
};
