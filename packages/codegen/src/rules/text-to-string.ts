import { stringNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const textToString: Rule = {
  name: "text-to-string",
  sentence: "Any other text, decimal texts included, stays a string.",
  applies: ({ shape }) => shape.kind === "string",
  decide: () => ({ kind: "value", node: stringNode(), conversion: "string" }),
};
