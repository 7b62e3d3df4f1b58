import { stringNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const expandableIdToString: Rule = {
  name: "expandable-id-to-string",
  sentence: "An expandable field becomes the id of its object, expanded or not.",
  applies: ({ shape }) => shape.kind === "expandable",
  decide: () => ({ kind: "value", node: stringNode(), conversion: "expandable-id" }),
};
