import { longNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const integerToLong: Rule = {
  name: "integer-to-long",
  sentence: "Every other number is an integer and becomes a long with both bounds; money stays in minor units.",
  applies: ({ shape }) => shape.kind === "number",
  decide: () => ({ kind: "value", node: longNode(), conversion: "long" }),
};
