import { holdsVolatile } from "./plan-queries.ts";
import type { LeafNode, ObjectNode, PlanNode } from "./plan-rows.ts";
import { literal } from "./source-text.ts";

/**
 * A part of a row's text as generated code gives it. The spine of a row is what lies on the way to fields that differ between
 * two readings of one object (`_id`, versions); what hangs on it is serialised once for both the row and its digest.
 */
export type SpinePart =
  | {
      readonly kind: "field";
      readonly key: string;
      /** Expression of the field's JSON text; a variable. */
      readonly text: string;
      readonly volatile: boolean;
    }
  | { readonly kind: "object"; readonly key: string; readonly parts: readonly SpinePart[] }
  /** Several fields in one: an expression of their JSON without braces, `""` when none of them is there. */
  | { readonly kind: "bundle"; readonly text: string };

/** Expression of the object's JSON text; without its volatile fields when `stable`. */
export function objectText(parts: readonly SpinePart[], stable: boolean): string {
  return `"{" + ${innerText(parts, stable)} + "}"`;
}

/** Expression of the object's members, separated by commas. */
function innerText(parts: readonly SpinePart[], stable: boolean): string {
  const members = parts.filter((part) => !stable || holdsStable(part));
  const [first] = members;
  if (first === undefined) return '""';
  if (first.kind === "bundle" && members.length > 1) {
    // Whether a comma follows depends on whether anything was in the bundle.
    return `(${first.text} === "" ? "" : ${first.text} + ",") + ${innerText(members.slice(1), stable)}`;
  }
  return members.map((part, index) => memberText(part, stable, index === 0 ? "" : ",")).join(" + ");
}

function memberText(part: SpinePart, stable: boolean, comma: string): string {
  switch (part.kind) {
    case "field":
      return `${literal(`${comma}${JSON.stringify(part.key)}:`)} + ${part.text}`;
    case "object":
      return `${literal(`${comma}${JSON.stringify(part.key)}:`)} + ${objectText(part.parts, stable)}`;
    case "bundle":
      return comma === "" ? part.text : `(${part.text} === "" ? "" : "," + ${part.text})`;
  }
}

function holdsStable(part: SpinePart): boolean {
  if (part.kind === "bundle") return true;
  return part.kind === "object" ? part.parts.some(holdsStable) : !part.volatile;
}

/** Whether the node lies on the way to a volatile field, or is a value of the record's context itself. */
export function isSpine(node: PlanNode): node is ObjectNode | LeafNode {
  if (node.kind === "object") return holdsVolatile(node);
  const [planned, other] = node.kind === "leaf" ? node.rows : [];
  return planned?.context !== undefined && planned.when.length === 0 && other === undefined;
}

/** Conversions whose values have no characters that JSON escapes or quotes. */
export const unescaped: ReadonlySet<string> = new Set(["long", "double", "boolean"]);

/** JSON of a text that is mostly the same as the last one. */
export function lastText(): (text: string) => string {
  let last = "";
  let json = '""';
  return (text) => {
    if (text !== last) {
      last = text;
      json = JSON.stringify(text);
    }
    return json;
  };
}
