import type { Rule } from "./rule.ts";

export const objectToObject: Rule = {
  name: "object-to-object",
  sentence: "An object, also a polymorphic one, becomes an object with every known field, each optional.",
  applies: ({ shape }) => shape.kind === "object",
  decide: ({ shape }) =>
    shape.kind === "object"
      ? { kind: "object", fields: shape.fields, of: shape.of }
      : { kind: "left out", reason: "It is no object." },
};
