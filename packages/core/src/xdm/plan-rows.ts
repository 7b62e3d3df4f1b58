import { ConfigError } from "../errors.ts";
import { planCondition, type PlannedCondition } from "./conditions.ts";
import type { MappingRow, RowSchema } from "./mapping.ts";
import { formatPath, parsePath, type PathStep, sameStep } from "./paths.ts";
import { decideRow, type FieldPolicy } from "./policy.ts";
import { leafSchema, schemaStep } from "./row-schema.ts";

/** A mapping row that is sent under the policy, its paths parsed. */
export interface PlannedRow {
  readonly row: MappingRow;
  readonly action: "keep" | "hash";
  /** Steps in the Stripe object; empty for constants and `$` values. */
  readonly source: readonly PathStep[];
  /** `$version` and its like, without the sign. */
  readonly context: ContextName | undefined;
  readonly currency: readonly PathStep[] | undefined;
  readonly when: readonly PlannedCondition[];
}

const contextNames = [
  "account",
  "livemode",
  "api_version",
  "deleted",
  "version",
  "version_sequence",
  "row_id",
  "fact",
  "event_type",
  "fact_time",
] as const;
type ContextName = (typeof contextNames)[number];

/** Differ between two readings of one unchanged object, so they are no part of its digest. */
const volatileContext: ReadonlySet<ContextName> = new Set(["version", "version_sequence", "row_id", "fact_time"]);

/** The destination as a tree, in the order in which the mapping names its fields: one row of a dataset. */
export type PlanNode = LeafNode | ObjectNode | EachNode | FixedNode;

export interface LeafNode {
  readonly kind: "leaf";
  /** The first that gives a value decides; identities of one map are all added. */
  readonly rows: PlannedRow[];
  readonly volatile: boolean;
  readonly schema: RowSchema | undefined;
}

export interface ObjectNode {
  readonly kind: "object";
  readonly children: Map<string, PlanNode>;
  readonly schema: RowSchema | undefined;
}

/** One element for each element of a list in the source. */
export interface EachNode {
  readonly kind: "each";
  /** Steps of the source up to and without the star, from the object on. */
  readonly list: readonly PathStep[];
  item: PlanNode | undefined;
  readonly schema: RowSchema | undefined;
}

/** A list of fixed places (`payments[0]`). */
export interface FixedNode {
  readonly kind: "fixed";
  readonly items: (PlanNode | undefined)[];
  readonly schema: RowSchema | undefined;
}

export interface PlanInput {
  readonly resource: string;
  readonly rows: readonly MappingRow[];
  readonly policy: FieldPolicy;
  readonly schema: RowSchema | undefined;
}

/** Rows under a policy as a tree. Throws `ConfigError` when mapping and schema do not fit. */
export function planRows(input: PlanInput): ObjectNode {
  const root: ObjectNode = { kind: "object", children: new Map(), schema: input.schema };
  for (const row of input.rows) {
    const planned = planRow(row, input);
    if (planned !== undefined) place(root, planned, parsePath(row.destination));
  }
  return root;
}

function planRow(row: MappingRow, { policy, resource }: PlanInput): PlannedRow | undefined {
  const action = decideRow(policy, resource, row);
  if (action === "drop") return undefined;
  const isContext = row.source?.startsWith("$") === true;
  // A derived value looks into the whole object; its source only says whose policy it has.
  const hasSource = row.source !== undefined && !isContext && row.conversion !== "derived";
  const source = hasSource ? parsePath(row.source ?? "") : [];
  return {
    row,
    action,
    source,
    context: isContext ? contextName(row) : undefined,
    currency: row.currency === undefined ? undefined : parsePath(row.currency),
    when: (row.when ?? []).map(planCondition),
  };
}

function contextName(row: MappingRow): ContextName {
  const name = (row.source ?? "").slice(1);
  const known = contextNames.find((candidate) => candidate === name);
  if (known === undefined) throw doesNotFit(row, `${row.source ?? ""} is no value of the record's context`);
  return known;
}

function place(root: ObjectNode, planned: PlannedRow, destination: readonly PathStep[]): void {
  let node: PlanNode = root;
  let stars = 0;
  for (const [index, step] of destination.entries()) {
    if (step.kind === "each") stars += 1;
    node = child(node, step, { planned, stars, next: destination[index + 1], path: destination.slice(0, index + 1) });
  }
  if (node.kind !== "leaf") throw doesNotFit(planned.row, `${planned.row.destination} is an object, not a field`);
  node.rows.push(planned);
}

interface Placement {
  readonly planned: PlannedRow;
  readonly stars: number;
  readonly next: PathStep | undefined;
  readonly path: readonly PathStep[];
}

function child(node: PlanNode, step: PathStep, at: Placement): PlanNode {
  const conflict = () => doesNotFit(at.planned.row, `${formatPath(at.path)} is used in two ways`);
  const existing = childOf(node, step);
  if (existing === null) throw conflict();
  if (existing !== undefined) {
    if (existing.kind !== kindOfNext(at)) throw conflict();
    if (existing.kind === "each" && !sameList(existing.list, listSource(at))) throw conflict();
    return existing;
  }
  const made = makeNode(node, step, at);
  if (node.kind === "object" && step.kind === "name") node.children.set(step.name, made);
  if (node.kind === "each") node.item = made;
  if (node.kind === "fixed" && step.kind === "index") node.items[step.index] = made;
  return made;
}

/** Undefined: not made yet. Null: the node has no such kind of child. */
function childOf(node: PlanNode, step: PathStep): PlanNode | undefined | null {
  if (node.kind === "object" && step.kind === "name") return node.children.get(step.name);
  if (node.kind === "each" && step.kind === "each") return node.item;
  if (node.kind === "fixed" && step.kind === "index") return node.items[step.index];
  return null;
}

function kindOfNext({ next }: Placement): PlanNode["kind"] {
  if (next === undefined) return "leaf";
  return next.kind === "name" ? "object" : next.kind === "each" ? "each" : "fixed";
}

function makeNode(parent: PlanNode, step: PathStep, at: Placement): PlanNode {
  const schema = schemaStep(parent.schema, step, () =>
    doesNotFit(at.planned.row, `${formatPath(at.path)} is not in the row schema`),
  );
  switch (kindOfNext(at)) {
    case "object":
      return { kind: "object", children: new Map(), schema };
    case "each":
      return { kind: "each", list: listSource(at), item: undefined, schema };
    case "fixed":
      return { kind: "fixed", items: [], schema };
    case "leaf": {
      leafSchema(at.planned.row, schema, (reason) => doesNotFit(at.planned.row, reason));
      const volatile = at.planned.context !== undefined && volatileContext.has(at.planned.context);
      return { kind: "leaf", rows: [], volatile, schema };
    }
  }
}

/** The part of the source before its n-th star; n is the number of stars of the destination so far. */
function listSource({ planned, stars }: Placement): readonly PathStep[] {
  let seen = 0;
  const end = planned.source.findIndex((step) => step.kind === "each" && (seen += 1) === stars + 1);
  if (end === -1) throw doesNotFit(planned.row, "source and destination go through different numbers of lists");
  return planned.source.slice(0, end);
}

function sameList(left: readonly PathStep[], right: readonly PathStep[]): boolean {
  return left.length === right.length && left.every((step, index) => sameStep(step, right[index]));
}

export function doesNotFit(row: MappingRow, reason: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1303",
    message: `The mapping row ${row.source ?? "(constant)"} -> ${row.destination} cannot be used: ${reason}`,
    where: row.destination,
    next: "Generate the schemas again with this release: `pnpm codegen`.",
  });
}
