import type { Rule } from "./rule.ts";

export const emptyObjectToPresence: Rule = {
  name: "empty-object-to-presence",
  sentence:
    "An object without declared fields (zip) becomes an object with `present`, to which later fields can be added.",
  applies: ({ shape }) => shape.kind === "object" && shape.fields.length === 0,
  decide: () => ({ kind: "presence" }),
};
