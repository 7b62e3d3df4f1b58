import { doubleNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const decimalToDouble: Rule = {
  name: "decimal-to-double",
  sentence: "A number of the decimals list (rates, percentages) becomes a double.",
  applies: ({ shape, decimal }) => shape.kind === "number" && decimal,
  decide: () => ({ kind: "value", node: doubleNode(), conversion: "double" }),
};
