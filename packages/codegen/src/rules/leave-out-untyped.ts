import type { Rule } from "./rule.ts";

export const leaveOutUntyped: Rule = {
  name: "leave-out-untyped",
  sentence:
    "A field of which only nulls are known is left out and reported until a sample or the legacy list types it.",
  applies: ({ shape }) => shape.kind === "unknown",
  decide: () => ({ kind: "left out", reason: "Only nulls were seen and nothing declares it." }),
};
