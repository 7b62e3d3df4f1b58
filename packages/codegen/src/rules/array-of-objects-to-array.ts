import { contentFields } from "../shape.ts";
import type { Rule } from "./rule.ts";

export const arrayOfObjectsToArray: Rule = {
  name: "array-of-objects-to-array",
  sentence: "An array of objects becomes an array of objects with the same fields.",
  applies: ({ shape }) => shape.kind === "array" && shape.items.kind === "object" && shape.items.fields.length > 0,
  decide: ({ shape }) => ({
    kind: "array",
    fields: contentFields(shape),
    of: shape.kind === "array" && shape.items.kind === "object" ? shape.items.of : undefined,
  }),
};
