import { formatPath, type PathStep } from "./paths.ts";
import type { ObjectNode, PlannedRow, PlanNode } from "./plan-rows.ts";

/** All rows under a node, in their order. */
export function rowsOf(node: PlanNode): PlannedRow[] {
  switch (node.kind) {
    case "leaf":
      return node.rows;
    case "object":
      return [...node.children.values()].flatMap(rowsOf);
    case "each":
      return node.item === undefined ? [] : rowsOf(node.item);
    case "fixed":
      return node.items.flatMap((item) => (item === undefined ? [] : rowsOf(item)));
  }
}

export function firstRow(node: PlanNode): PlannedRow | undefined {
  return rowsOf(node)[0];
}

/** Whether something under the node differs between two readings of an unchanged object. */
export function holdsVolatile(node: PlanNode): boolean {
  if (node.kind === "leaf") return node.volatile;
  return node.kind === "object" && [...node.children.values()].some(holdsVolatile);
}

/**
 * Steps that all rows under a node share beyond the holder's own, without the last: one object that has to be there for any of
 * them to have a value. None when a row takes its value from elsewhere.
 */
export function commonPrefix(
  node: ObjectNode,
  place: { readonly scope: readonly PathStep[]; readonly prefix: readonly PathStep[] },
): readonly PathStep[] {
  let common: readonly PathStep[] | undefined;
  for (const planned of rowsOf(node)) {
    if (planned.source.length === 0) return [];
    const steps = holderSteps(planned.source.slice(place.scope.length)).slice(place.prefix.length);
    common = common === undefined ? steps : sharedStart(common, steps);
  }
  return common ?? [];
}

/** Up to the first star, or without the last step: what has to be an object on the way to the value. */
function holderSteps(steps: readonly PathStep[]): readonly PathStep[] {
  const star = steps.findIndex((step) => step.kind === "each");
  return steps.slice(0, (star === -1 ? steps.length : star) - 1);
}

function sharedStart(left: readonly PathStep[], right: readonly PathStep[]): readonly PathStep[] {
  const end = left.findIndex((step, index) => {
    const other = right[index];
    return other === undefined || formatPath([step]) !== formatPath([other]);
  });
  return end === -1 ? left : left.slice(0, end);
}
