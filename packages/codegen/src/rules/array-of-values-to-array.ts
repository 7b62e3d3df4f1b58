import { arrayNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const arrayOfValuesToArray: Rule = {
  name: "array-of-values-to-array",
  sentence: "An array of plain values becomes an array of what the rules make of one value.",
  applies: ({ shape }) => shape.kind === "array",
  decide: ({ shape, decideElement }) => {
    const element = shape.kind === "array" ? decideElement(shape.items) : undefined;
    if (element?.kind === "value" && element.suffix === undefined) {
      return { kind: "value", node: arrayNode(element.node), conversion: element.conversion, suffix: "[*]" };
    }
    const reason = element?.kind === "left out" ? element.reason : "XDM has no array of such elements.";
    return { kind: "left out", reason };
  },
};
