import type { Rule } from "./rule.ts";

export const cutBelowDepth: Rule = {
  name: "cut-below-depth",
  sentence: "An object below the depth that a decision sets is left out whole.",
  applies: ({ shape }) => shape.kind === "opaque" || (shape.kind === "list" && shape.items.kind === "opaque"),
  decide: () => ({ kind: "left out", reason: "It is below the depth set for its parent." }),
};
