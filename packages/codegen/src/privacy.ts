import type { AllDecisions, Decisions, FieldDecision, PolicyName } from "./decisions.ts";
import type { Policy } from "./mapping.ts";

export interface PrivacyDecision {
  labels: string[];
  policy: Policy;
  because: string;
}

/** Sent in every preset. */
export const keepEverywhere: Policy = { minimal: "keep", marketing: "keep", full: "keep" };

const policies: Record<PolicyName, Policy> = {
  minimal: keepEverywhere,
  marketing: { minimal: "drop", marketing: "keep", full: "keep" },
  full: { minimal: "drop", marketing: "drop", full: "keep" },
  never: { minimal: "drop", marketing: "drop", full: "drop" },
};

/** A policy by the least preset that sends the field, or written out. */
export function policyOf(name: PolicyName | Policy | undefined): Policy {
  return typeof name === "object" ? name : policies[name ?? "minimal"];
}

/** Labels and policy of one field: the last pattern of privacy.json that matches, then the resource's own decision. */
export function decidePrivacy(source: string, decisions: Decisions, all: AllDecisions): PrivacyDecision {
  const rule = all.privacy.findLast((one) => matches(one.match, source));
  const own: FieldDecision = decisions.fields[source] ?? {};
  return {
    labels: own.labels ?? rule?.labels ?? [],
    policy: policyOf(own.policy ?? rule?.policy),
    because: Object.keys(own).length > 0 ? "decided for this field" : (rule?.because ?? ""),
  };
}

/** Whether a path pattern (`*` one name, `**` any number of them) matches a source path, `[*]` left aside. */
export function matches(pattern: string, path: string): boolean {
  const names = path.replaceAll("[*]", "").replaceAll(".data.", ".").split(".");
  return matchNames(pattern.split("."), names);
}

function matchNames(pattern: string[], names: string[]): boolean {
  const [head, ...rest] = pattern;
  if (head === undefined) return names.length === 0;
  if (head === "**") {
    return matchNames(rest, names) || (names.length > 0 && matchNames(pattern, names.slice(1)));
  }
  return names.length > 0 && (head === "*" || head === names[0]) && matchNames(rest, names.slice(1));
}
