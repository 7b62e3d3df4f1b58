import type { JsonObject } from "../../json.ts";

/** A component of Adobe's library as facts: one line for each field, from which the XDM is made. */
export interface GlobalComponent {
  readonly kind: "behaviors" | "classes" | "fieldgroups" | "datatypes";
  /** Without the prefix `https://ns.adobe.com/xdm/`. */
  readonly id: string;
  readonly title: string;
  /** Ids of the components whose fields it has too. */
  readonly includes?: readonly string[];
  /** Field groups: the classes it may extend; empty: every class. */
  readonly extendsClasses?: readonly string[];
  readonly required?: readonly string[];
  /**
   * Lines `path: type`. A path step that ends in `[]` is an array of objects. A type is an XDM type with its constraints
   * (`string email`, `number -90..90`, `string {,20}`, `string /^[A-Z]{2}$/`, `string =hard|enum`, `string ~soft|enum`),
   * `[] type` for an array, `map type` for a map, or the id of a data type.
   */
  readonly fields: string;
}

const PREFIX = "https://ns.adobe.com/xdm/";
const LONG_BOUND = Number.MAX_SAFE_INTEGER;
const ownTypes = new Set(["string", "number", "integer", "long", "boolean", "date", "date-time"]);

/** The full `$id` of a component's short id. */
export function globalId(id: string): string {
  return id.startsWith("http") ? id : PREFIX + id;
}

/** `https://ns.adobe.com/xdm/context/profile` is `_xdm.context.profile`; other hosts keep their own words. */
export function globalAltId(id: string): string {
  const path = globalId(id).replace(/^https?:\/\/(ns\.adobe\.com\/)?/, "");
  return `_${path.replaceAll("/", ".")}`;
}

/** The `definitions` member that carries the component's own fields, in compatibility names. */
export function propertiesOf(component: GlobalComponent): JsonObject {
  const root: JsonObject = {};
  for (const line of component.fields.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon < 0) continue;
    addField(root, line.slice(0, colon).trim().split("."), line.slice(colon + 2).trim(), undefined);
  }
  return root;
}

function addField(
  properties: JsonObject,
  steps: readonly string[],
  type: string,
  vocabulary: string | undefined,
): void {
  const [step = "", ...rest] = steps;
  const isArray = step.endsWith("[]");
  const name = isArray ? step.slice(0, -2) : step;
  if (rest.length === 0) {
    properties[name] = {
      title: titleOf(name),
      ...fieldOf(type),
      "meta:xdmField": originalName(name, vocabulary),
    };
    return;
  }
  const holder = (properties[name] ??= {
    title: titleOf(name),
    ...(isArray ? { type: "array", items: { type: "object", properties: {} } } : { type: "object", properties: {} }),
  }) as { items?: { properties: JsonObject }; properties?: JsonObject };
  const inner = holder.items?.properties ?? holder.properties ?? {};
  addField(inner, rest, type, /^_(repo|schema|dc)$/.exec(name)?.[1]);
}

/** The library's own name of a field. */
function originalName(name: string, vocabulary: string | undefined): string {
  if (vocabulary !== undefined) return `${vocabulary}:${name}`;
  return name.startsWith("_") ? `@${name.slice(1)}` : `xdm:${name}`;
}

/** `purchaseOrderNumber` is "Purchase Order Number". */
function titleOf(name: string): string {
  const spaced = name.replace(/^_/, "").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function fieldOf(type: string): JsonObject {
  if (type.startsWith("[] ")) return { type: "array", items: fieldOf(type.slice(3)) };
  if (type.startsWith("map ")) {
    return { type: "object", "meta:xdmType": "map", additionalProperties: fieldOf(type.slice(4)) };
  }
  const [head = "", ...constraints] = type.split(" ");
  if (!ownTypes.has(head)) return { $ref: globalId(head), type: "object" };
  return Object.assign({}, scalarOf(head), ...constraints.map(constraintOf)) as JsonObject;
}

function scalarOf(head: string): JsonObject {
  if (head === "date" || head === "date-time") return { type: "string", format: head };
  if (head === "long") return { type: "integer", minimum: -LONG_BOUND, maximum: LONG_BOUND };
  return { type: head };
}

function constraintOf(text: string): JsonObject {
  const values = text.slice(1).split("|");
  const labels = Object.fromEntries(values.map((value) => [value, value]));
  if (text.startsWith("=")) return { enum: values, "meta:enum": labels };
  if (text.startsWith("~")) return { "meta:enum": labels };
  if (text.startsWith("/")) return { pattern: text.slice(1, -1) };
  if (text.startsWith("{")) return bounds(text.slice(1, -1).split(","), "minLength", "maxLength");
  if (text.includes("..")) return bounds(text.split(".."), "minimum", "maximum");
  return { format: text };
}

function bounds(pair: readonly string[], low: string, high: string): JsonObject {
  const [minimum = "", maximum = ""] = pair;
  return {
    ...(minimum === "" ? {} : { [low]: Number(minimum) }),
    ...(maximum === "" ? {} : { [high]: Number(maximum) }),
  };
}
