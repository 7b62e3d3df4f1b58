import type { Rule } from "./rule.ts";

export const dropSecret: Rule = {
  name: "drop-secret",
  sentence: "A secret (client_secret and the like) never leaves Stripe.",
  applies: ({ name }) => /(^|_)secret$/.test(name),
  decide: () => ({ kind: "left out", reason: "It is a secret." }),
};
