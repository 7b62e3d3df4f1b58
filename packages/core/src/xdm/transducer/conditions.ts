import type { PlannedCondition } from "../conditions.ts";
import type { Scalar } from "../mapping.ts";
import { countStars, formatPath, type PathStep } from "../paths.ts";
import { conditionRule, kind } from "./layout.ts";
import type { Address, MemoryImage } from "./memory-image.ts";
import { NotTransducible } from "./not-transducible.ts";
import type { SourceTables } from "./source-tables.ts";

/** Steps of the source up to and with the last star: where the element stands whose row is written; empty: the object. */
export type Scope = readonly PathStep[];

/** The slot of a value that a row looks at beside its own, and whether it is the whole object's (1) or the element's (0). */
export function slotBeside(path: readonly PathStep[], scope: Scope, sources: SourceTables): readonly [number, 0 | 1] {
  const stars = countStars(path);
  if (stars === 0) return [sources.slotOf(path), 1];
  if (stars !== countStars(scope) || formatPath(path.slice(0, scope.length)) !== formatPath(scope)) {
    throw new NotTransducible("a look into another list");
  }
  return [sources.slotOf(path), 0];
}

export function writeConditions(
  conditions: readonly PlannedCondition[],
  scope: Scope,
  into: { readonly sources: SourceTables; readonly image: MemoryImage },
): Address {
  const words = conditions.flatMap(({ condition, path }) => {
    const where = slotBeside(path, scope, into.sources);
    if (condition.exists !== undefined) {
      return [...where, condition.exists ? conditionRule.exists : conditionRule.missing, 0, 0];
    }
    const values = (condition.in ?? [condition.equals]).map((value) => valueWords(value, into.image));
    return [...where, conditionRule.oneOf, into.image.words(values.flat()), values.length];
  });
  return into.image.words([conditions.length, ...words]);
}

function valueWords(value: Scalar | undefined, image: MemoryImage): readonly number[] {
  if (typeof value === "boolean") return [...image.text(""), value ? kind.true : kind.false];
  if (typeof value === "string") return [...image.text(JSON.stringify(value).slice(1, -1)), kind.text];
  return [...image.text(JSON.stringify(value) ?? ""), Number.isInteger(value) ? kind.integer : kind.decimal];
}
