import { contentFields } from "../shape.ts";
import type { Rule } from "./rule.ts";

export const listObjectToArray: Rule = {
  name: "list-object-to-array",
  sentence: "A list object becomes the array of its data; other members that a sample has become fields beside it.",
  applies: ({ shape }) => shape.kind === "list" && contentFields(shape).length > 0,
  decide: ({ shape }) => ({
    kind: "array",
    fields: contentFields(shape),
    extras: shape.kind === "list" ? shape.extras : [],
    of: shape.kind === "list" && shape.items.kind === "object" ? shape.items.of : undefined,
  }),
};
