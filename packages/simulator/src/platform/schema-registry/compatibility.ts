import { isObject, listIn, type JsonObject } from "../json.ts";

/** A rule of schema evolution: what may not happen to a field once there is data. */
interface EvolutionRule {
  readonly sentence: string;
  broken(before: JsonObject, after: JsonObject): boolean;
}

const tighter = (member: string, isTighter: (before: number, after: number) => boolean) => {
  return (before: JsonObject, after: JsonObject): boolean => {
    const [old, now] = [before[member], after[member]];
    if (typeof now !== "number") return false;
    return typeof old !== "number" || isTighter(old, now);
  };
};

const raised = (before: number, after: number): boolean => after > before;
const lowered = (before: number, after: number): boolean => after < before;

const evolutionRules: readonly EvolutionRule[] = [
  {
    sentence: "the type of a field cannot change",
    broken: (before, after) => before.type !== after.type || before["meta:xdmType"] !== after["meta:xdmType"],
  },
  { sentence: "the format of a field cannot change", broken: (before, after) => before.format !== after.format },
  { sentence: "a minimum cannot be raised", broken: tighter("minimum", raised) },
  { sentence: "a maximum cannot be lowered", broken: tighter("maximum", lowered) },
  { sentence: "a minLength cannot be raised", broken: tighter("minLength", raised) },
  { sentence: "a maxLength cannot be lowered", broken: tighter("maxLength", lowered) },
  {
    sentence: "a pattern cannot be added or changed",
    broken: (before, after) => after.pattern !== undefined && after.pattern !== before.pattern,
  },
  {
    sentence: "the values of an enum cannot change",
    broken: (before, after) => {
      if (after.enum === undefined) return false;
      const [old, now] = [listIn(before, "enum"), listIn(after, "enum")];
      return before.enum === undefined || old.length !== now.length || old.some((value) => !now.includes(value));
    },
  },
];

/** The first change between two merged schemas that data in the lake forbids, as a sentence with the path. */
export function breakingChange(before: JsonObject, after: JsonObject, path = ""): string | undefined {
  const rule = evolutionRules.find((candidate) => candidate.broken(before, after));
  if (rule !== undefined) return `${path || "/"}: ${rule.sentence}`;
  for (const [name, old] of Object.entries(isObject(before.properties) ? before.properties : {})) {
    const now = isObject(after.properties) ? after.properties[name] : undefined;
    if (!isObject(now)) return `${path}/${name}: a field cannot be removed`;
    const problem = isObject(old) ? breakingChange(old, now, `${path}/${name}`) : undefined;
    if (problem !== undefined) return problem;
  }
  for (const single of ["items", "additionalProperties"]) {
    const [old, now] = [before[single], after[single]];
    if (!isObject(old)) continue;
    const problem = isObject(now)
      ? breakingChange(old, now, `${path}/${single}`)
      : `${path}: ${single} cannot be removed`;
    if (problem !== undefined) return problem;
  }
  return undefined;
}
