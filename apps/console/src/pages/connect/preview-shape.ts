import type { PreviewField } from "../../api/types.ts";

/** A field of Stripe's object with those inside it. */
export interface FieldNode {
  readonly name: string;
  /** The whole path: `payment_method_details.card.last4`, `items.data[*].id`. */
  readonly path: string;
  /** What is declared of the field itself; undefined for a step that only its insides are declared of. */
  readonly field: PreviewField | undefined;
  readonly inside: readonly FieldNode[];
}

interface Growing {
  readonly name: string;
  readonly path: string;
  field: PreviewField | undefined;
  readonly inside: Map<string, Growing>;
}

/** Declared paths as a tree, in the order in which they are declared. */
export function fieldTree(fields: readonly PreviewField[]): readonly FieldNode[] {
  const top = new Map<string, Growing>();
  for (const field of fields) {
    let level = top;
    let trail = "";
    const names = field.path.split(".");
    for (const [index, name] of names.entries()) {
      trail = trail === "" ? name : `${trail}.${name}`;
      const key = name.replace("[*]", "");
      const node = level.get(key) ?? { name: key, path: trail, field: undefined, inside: new Map<string, Growing>() };
      level.set(key, node);
      if (index === names.length - 1) node.field = field;
      level = node.inside;
    }
  }
  return finish(top);
}

function finish(level: ReadonlyMap<string, Growing>): readonly FieldNode[] {
  return [...level.values()].map(({ name, path, field, inside }) => ({ name, path, field, inside: finish(inside) }));
}

/** Fields without fields inside. */
export function leavesOf(nodes: readonly FieldNode[]): readonly FieldNode[] {
  return nodes.flatMap((node) => (node.inside.length === 0 ? [node] : leavesOf(node.inside)));
}

/** The value at a path, the first element of each list on the way. */
export function valueAt(record: unknown, path: string): unknown {
  let here = record;
  for (const step of path.split(".")) {
    if (Array.isArray(here)) here = (here as readonly unknown[])[0];
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[step.replace("[*]", "")];
  }
  return here;
}

/** A value as text for a cell. */
export function cellText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
