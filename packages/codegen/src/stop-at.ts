import type { Decisions } from "./decisions.ts";

/** More levels than a schema may have: what is deeper, or declared through itself, is not read. */
const deepest = 12;

/** Whether the declarations under a path are not worth reading: the field is dropped, or its parent's depth is used up. */
export function stopAt(path: string, decisions: Decisions): boolean {
  const bare = path.replaceAll("[*]", "").replaceAll(".data.", ".");
  if (bare.split(".").length > deepest) return true;
  if (Object.keys(decisions.drop).some((dropped) => bare === dropped || bare === `${dropped}.data`)) return true;
  return Object.entries(decisions.depth).some(
    ([parent, depth]) => isUnder(bare, parent) && levelsBetween(parent, bare) >= depth,
  );
}

function isUnder(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`);
}

function levelsBetween(parent: string, path: string): number {
  return path.split(".").length - parent.split(".").length;
}
