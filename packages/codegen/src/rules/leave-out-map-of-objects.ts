import type { Rule } from "./rule.ts";

export const leaveOutMapOfObjects: Rule = {
  name: "leave-out-map-of-objects",
  sentence: "A map of objects is left out, because a custom XDM map holds only texts or integers.",
  applies: ({ shape }) => shape.kind === "map",
  decide: () => ({ kind: "left out", reason: "A custom XDM map holds only texts or integers." }),
};
