import { longMapNode, mapNode } from "../xdm.ts";
import type { Rule } from "./rule.ts";

export const mapOfValuesToMap: Rule = {
  name: "map-of-values-to-map",
  sentence: "A map of texts (metadata) or of whole numbers becomes an XDM map.",
  applies: ({ shape }) => shape.kind === "map" && (shape.values.kind === "string" || shape.values.kind === "number"),
  decide: ({ shape }) =>
    shape.kind === "map" && shape.values.kind === "number"
      ? { kind: "value", node: longMapNode(), conversion: "long-map" }
      : { kind: "value", node: mapNode(), conversion: "string-map" },
};
