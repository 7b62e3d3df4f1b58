/** What Stripe sends, as far as samples and declarations tell: the input of the planning rules. */
export type Shape =
  | { kind: "string"; values: string[]; of?: string }
  | { kind: "number" }
  | { kind: "boolean" }
  /** Only nulls were seen, and nothing declares the field. */
  | { kind: "unknown" }
  /** Declared, but never sent on a live object (`deleted?: void`). */
  | { kind: "never" }
  | { kind: "object"; of?: string; fields: Field[] }
  /** An object that the reader was told not to look into. */
  | { kind: "opaque"; of?: string }
  | { kind: "array"; items: Shape }
  /** Stripe's list object; `extras` are members beside object, data, has_more and url. */
  | { kind: "list"; items: Shape; extras: Field[] }
  | { kind: "map"; values: Shape }
  /** The id of an object, or the object itself when the request expanded it. */
  | { kind: "expandable"; of: string[] };

/** Who knows of a field. */
interface Origin {
  declared: boolean;
  sampled: boolean;
  /** Every sample that has the field has null in it. */
  sampledNull: boolean;
  /** Where a field of the legacy list was seen. */
  legacy?: string;
}

export interface Field {
  name: string;
  shape: Shape;
  nullable: boolean;
  /** May be absent although its parent is there. */
  optional: boolean;
  /** Stripe's own documentation text, markdown links reduced to their words; "" when Stripe wrote none. */
  documentation: string;
  origin: Origin;
}

/** Resources by Stripe's resource path (`charges`), each the shape of one object. */
export type ShapeByResource = Map<string, Extract<Shape, { kind: "object" }>>;

/** The path of a field under its parent, in the mapping's own notation: dots, and `[*]` for each element. */
export function childPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}

/** The path under which the members of a field's elements (or of the field itself) stand. */
export function contentPath(path: string, shape: Shape): string {
  if (shape.kind === "list") return `${path}.data[*]`;
  return shape.kind === "array" ? contentPath(`${path}[*]`, shape.items) : path;
}

/** The fields of the object that a shape finally holds: its own, its elements' or none. */
export function contentFields(shape: Shape): Field[] {
  if (shape.kind === "object") return shape.fields;
  return shape.kind === "array" || shape.kind === "list" ? contentFields(shape.items) : [];
}
