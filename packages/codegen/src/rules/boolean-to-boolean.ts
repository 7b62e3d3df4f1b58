import { booleanNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const booleanToBoolean: Rule = {
  name: "boolean-to-boolean",
  sentence: "A boolean stays a boolean.",
  applies: ({ shape }) => shape.kind === "boolean",
  decide: () => ({ kind: "value", node: booleanNode(), conversion: "boolean" }),
};
