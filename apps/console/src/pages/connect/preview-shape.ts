import type { JsonSchema } from "../../api/flow-service.ts";

export interface Field {
  /** Dots, `[*]` for lists: `payment_method_details.card.last4`. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly fields: readonly Field[];
}

/** The fields of an explored record, inside the one property (`data`) that wraps it. */
export function fieldsOf(schema: JsonSchema): readonly Field[] {
  const wrapper = Object.values(schema.properties ?? {})[0];
  return fieldsIn(wrapper ?? {}, "");
}

function fieldsIn(schema: JsonSchema, prefix: string): readonly Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, inner]) => {
    const element = inner.items;
    const path = `${prefix}${name}${element === undefined ? "" : "[*]"}`;
    return { path, name, type: typeOf(inner), fields: fieldsIn(element ?? inner, `${path}.`) };
  });
}

function typeOf({ type, items, properties }: JsonSchema): string {
  const named = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined && each !== "null").join(" or ");
  if (items !== undefined) return `list of ${typeOf(items)}`;
  if (named !== "") return named;
  return properties === undefined ? "any" : "object";
}

/** Every leaf, in the order of the schema. */
export function leavesOf(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => (field.fields.length === 0 ? [field] : leavesOf(field.fields)));
}

/** The value at a path, the first element of each list on the way. */
export function valueAt(record: unknown, path: string): unknown {
  let here = record;
  for (const step of path.split(".")) {
    if (typeof here !== "object" || here === null) return undefined;
    const list = step.endsWith("[*]");
    here = (here as Readonly<Record<string, unknown>>)[list ? step.slice(0, -3) : step];
    if (list) here = Array.isArray(here) ? (here as readonly unknown[])[0] : undefined;
  }
  return here;
}

/** A value as text for a cell; null is told apart from nothing. */
export function cellText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
