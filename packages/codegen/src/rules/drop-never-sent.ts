import type { Rule } from "./rule.ts";

export const dropNeverSent: Rule = {
  name: "drop-never-sent",
  sentence: "A field declared as void is never on a live object; deletion is a field of stripe_record.",
  applies: ({ shape }) => shape.kind === "never",
  decide: () => ({ kind: "left out", reason: "Stripe never sends it on an object that exists." }),
};
