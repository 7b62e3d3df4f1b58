import type { RecordContext, RowTexts } from "./compile-rows.ts";
import { conditionHolds, lookUp, type PlannedCondition } from "./conditions.ts";
import { addIdentity, identityIn, type IdentityMap } from "./identities.ts";
import { countStars, formatPath, parsePath, type PathStep } from "./paths.ts";
import { rowsOf } from "./plan-queries.ts";
import type { LeafNode, ObjectNode, PlannedRow, PlanNode } from "./plan-rows.ts";
import { expected, Refusal, requiredRule } from "./refusal.ts";
import { sendDerived, sendMajorUnits, sendValue } from "./send-value.ts";

/** One value of the Stripe object with the elements that lead to it. */
interface Found {
  readonly value: unknown;
  readonly elements: readonly number[];
}

/** Where in the row something failed; of several, the first in the row's own order is reported. */
interface Failure {
  readonly order: readonly number[];
  readonly refusal: Refusal;
  readonly path: string;
}

type Tree = Record<string, unknown> | unknown[];

/** A leaf of the plan with the way to it: names, stars and fixed places, and the position among its siblings at each step. */
interface Leaf {
  readonly node: LeafNode;
  readonly steps: readonly PathStep[];
  readonly order: readonly number[];
}

/**
 * The same rows as `compileRows`, made one mapping row at a time: find the values, convert each, put each where it belongs,
 * then clear away what is empty. Nothing is shared between rows, so that there is little to get wrong.
 */
export class InterpretedRows {
  readonly #plan: ObjectNode;
  readonly #leaves: readonly Leaf[];
  #place = "";

  constructor(plan: ObjectNode) {
    this.#plan = plan;
    this.#leaves = [...leavesOf(plan, [], [])];
  }

  write(object: object, context: RecordContext): RowTexts {
    const failures: Failure[] = [];
    const row: Tree = {};
    const stable: Tree = {};
    for (const leaf of this.#leaves) {
      for (const { value, elements } of valuesOf(leaf, object, context, failures)) {
        put(row, leaf.steps, elements, value);
        if (!leaf.node.volatile) put(stable, leaf.steps, elements, value);
      }
    }
    const text = JSON.stringify(withoutEmpty(row) ?? {});
    checkRequired(this.#plan, JSON.parse(text), [], failures);
    const [first] = failures.sort((left, right) => compareOrders(left.order, right.order));
    if (first !== undefined) {
      this.#place = first.path;
      throw new Refusal(first.refusal.rule, first.refusal.code, 0);
    }
    return { text, stable: JSON.stringify(withoutEmpty(stable) ?? {}) };
  }

  place(): string {
    return this.#place;
  }
}

function* leavesOf(node: PlanNode, steps: readonly PathStep[], order: readonly number[]): Generator<Leaf> {
  switch (node.kind) {
    case "leaf":
      yield { node, steps, order };
      return;
    case "object":
      for (const [index, [name, child]] of [...node.children].entries()) {
        yield* leavesOf(child, [...steps, { kind: "name", name }], [...order, index]);
      }
      return;
    case "each":
      if (node.item !== undefined) yield* leavesOf(node.item, [...steps, { kind: "each" }], order);
      return;
    case "fixed":
      for (const [index, item] of node.items.entries()) {
        if (item !== undefined) yield* leavesOf(item, [...steps, { kind: "index", index }], [...order, index]);
      }
  }
}

function valuesOf(leaf: Leaf, object: object, context: RecordContext, failures: Failure[]): readonly Found[] {
  if (leaf.node.rows[0]?.row.conversion === "identity") return identitiesOf(leaf, object, context, failures);
  // Of several rows for one field the first that gives a value decides.
  const found = new Map<string, Found>();
  for (const planned of leaf.node.rows) {
    for (const item of rowValues(planned, leaf, object, context, failures, found)) {
      found.set(item.elements.join(), item);
    }
  }
  return [...found.values()];
}

function rowValues(
  planned: PlannedRow,
  leaf: Leaf,
  object: object,
  context: RecordContext,
  failures: Failure[],
  taken: ReadonlyMap<string, Found> = new Map(),
): readonly Found[] {
  const convert = converter(planned, leaf, object);
  const fail = (refusal: Refusal, elements: readonly number[], path: string) => {
    failures.push({ order: orderOf(leaf, elements), refusal, path });
  };
  return sources(planned, object, context, fail).flatMap(({ value, elements }) => {
    if (taken.has(elements.join()) || !holdAt(planned.when, object, elements)) return [];
    try {
      const converted = convert(value, elements);
      return converted === undefined ? [] : [{ value: converted, elements }];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(error, elements, pathOf(planned, elements));
      return [];
    }
  });
}

function pathOf(planned: PlannedRow, elements: readonly number[]): string {
  if (planned.row.conversion === "derived") return planned.row.from?.[0]?.path ?? "";
  return planned.context ?? formatPath(planned.source, elements);
}

function converter(
  planned: PlannedRow,
  leaf: Leaf,
  object: object,
): (value: unknown, elements: readonly number[]) => unknown {
  const { conversion, value: constant } = planned.row;
  if (conversion === "constant") {
    return (value) => (planned.source.length > 0 && (value === undefined || value === null) ? undefined : constant);
  }
  if (conversion === "derived") {
    const derive = sendDerived(planned, leaf.node.schema);
    return () => derive(object, 0);
  }
  if (conversion === "major-units") {
    const convert = sendMajorUnits(leaf.node.schema);
    return (value, elements) => convert(value, lookUp(object, fill(planned.currency ?? [], elements)), 0);
  }
  const convert = sendValue(planned, leaf.node.schema);
  return (value) => convert(value, 0);
}

/** All values that the source leads to; a value on the way that is neither object nor list is a failure. */
function sources(
  planned: PlannedRow,
  object: object,
  context: RecordContext,
  fail: (refusal: Refusal, elements: readonly number[], path: string) => void,
): readonly Found[] {
  if (planned.context !== undefined) return [{ value: context[planned.context], elements: [] }];
  let found: readonly Found[] = [{ value: object, elements: [] }];
  planned.source.forEach((step, index) => {
    const before = planned.source.slice(0, index);
    found = found.flatMap(({ value, elements }) => {
      if (value === undefined || value === null) return [];
      // Text where an object is looked for is the id of one that was not expanded.
      if (typeof value === "string" && step.kind !== "each") return [];
      if (step.kind === "each" ? Array.isArray(value) : typeof value === "object" && !Array.isArray(value)) {
        return stepInto(value, step, elements);
      }
      fail(expected(step.kind === "each" ? "a list" : "an object", value), elements, formatPath(before, elements));
      return [];
    });
  });
  return found;
}

function stepInto(value: object, step: PathStep, elements: readonly number[]): readonly Found[] {
  if (step.kind === "each")
    return (value as readonly unknown[]).map((item, index) => ({ value: item, elements: [...elements, index] }));
  const key = step.kind === "name" ? step.name : String(step.index);
  return [{ value: (value as Readonly<Record<string, unknown>>)[key], elements }];
}

function holdAt(conditions: readonly PlannedCondition[], object: object, elements: readonly number[]): boolean {
  return conditions.every(({ condition, path }) => conditionHolds(condition, lookUp(object, fill(path, elements))));
}

/** The path with elements in place of its stars. */
function fill(path: readonly PathStep[], elements: readonly number[]): readonly PathStep[] {
  let stars = 0;
  return path.map((step) => (step.kind === "each" ? { kind: "index", index: elements[stars++] ?? 0 } : step));
}

function identitiesOf(leaf: Leaf, object: object, context: RecordContext, failures: Failure[]): readonly Found[] {
  let map: IdentityMap | undefined;
  for (const planned of leaf.node.rows) {
    const { namespace = "", primary = false } = planned.row;
    for (const { value } of rowValues(planned, leaf, object, context, failures)) {
      const id = identityIn(namespace, value as string, planned.action);
      if (id !== undefined) map = addIdentity(map, namespace, id, primary);
    }
  }
  return map === undefined ? [] : [{ value: map, elements: [] }];
}

/** The place of a field among all fields of the row, elements included. */
function orderOf(leaf: Leaf, elements: readonly number[]): readonly number[] {
  const order: number[] = [];
  let siblings = 0;
  let stars = 0;
  for (const step of leaf.steps) {
    if (step.kind === "each") {
      const element = elements[stars++];
      // Before any element: the list itself failed.
      if (element === undefined) return order;
      order.push(element);
    } else {
      order.push(leaf.order[siblings++] ?? 0);
    }
  }
  return order;
}

function compareOrders(left: readonly number[], right: readonly number[]): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function put(tree: Tree, steps: readonly PathStep[], elements: readonly number[], value: unknown): void {
  let stars = 0;
  let current = tree as Record<string, unknown>;
  steps.forEach((step, index) => {
    const key = step.kind === "name" ? step.name : String(step.kind === "index" ? step.index : elements[stars++]);
    const next = steps[index + 1];
    if (next === undefined) current[key] = value;
    else current = (current[key] ??= next.kind === "name" ? {} : []) as Record<string, unknown>;
  });
}

/** Without undefined values, empty objects and empty lists, to any depth; lists close up. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, withoutEmpty(item)] as const);
  const kept = entries.filter(([, item]) => item !== undefined);
  if (kept.length === 0) return undefined;
  return kept.length === entries.length &&
    kept.every(([name, item]) => (value as Record<string, unknown>)[name] === item)
    ? value
    : fromEntries(kept);
}

function fromEntries(entries: readonly (readonly [string, unknown])[]): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of entries) object[name] = value;
  return object;
}

function checkRequired(node: PlanNode, value: unknown, order: readonly number[], failures: Failure[]): void {
  if (value === undefined) return;
  if (node.kind === "each") {
    for (const [index, item] of (value as unknown[]).entries()) {
      if (node.item !== undefined) checkRequired(node.item, item, [...order, index], failures);
    }
    return;
  }
  if (node.kind !== "object") return;
  const object = value as Readonly<Record<string, unknown>>;
  for (const [index, [name, child]] of [...node.children].entries()) {
    checkRequired(child, object[name], [...order, index], failures);
    if (object[name] !== undefined || node.schema?.required?.includes(name) !== true) continue;
    const source = rowsOf(child)[0]?.source ?? parsePath(name);
    const elements = countStars(source) > 0 ? order : [];
    failures.push({
      order: [...order, Infinity],
      refusal: new Refusal(requiredRule, "SAEP-1301"),
      path: formatPath(source, elements),
    });
  }
}
