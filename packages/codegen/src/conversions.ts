import type { XdmNode } from "./xdm.ts";
import { arrayNode, booleanNode, dateTimeNode, doubleNode, longMapNode, longNode, mapNode, stringNode } from "./xdm.ts";

/** The closed vocabulary of conversions; `schemas/README.md` says what each accepts and gives. */
export const conversions = [
  "string",
  "long",
  "double",
  "boolean",
  "date-time-from-seconds",
  "date-time-from-milliseconds",
  "expandable-id",
  "string-map",
  "long-map",
  "json-text",
  "upper-case",
  "lower-case",
  "email-address",
  "constant",
  "major-units",
  "payment-family",
  "identity",
  "derived",
] as const;
export type Conversion = (typeof conversions)[number];

const typeOf: Record<Exclude<Conversion, "constant" | "identity" | "derived">, () => XdmNode> = {
  string: stringNode,
  long: longNode,
  double: doubleNode,
  boolean: booleanNode,
  "date-time-from-seconds": dateTimeNode,
  "date-time-from-milliseconds": dateTimeNode,
  "expandable-id": stringNode,
  "string-map": mapNode,
  "long-map": longMapNode,
  "json-text": stringNode,
  "upper-case": stringNode,
  "lower-case": stringNode,
  "email-address": stringNode,
  "major-units": doubleNode,
  "payment-family": stringNode,
};

/** What the type of a row's value depends on. */
interface ConvertedRow {
  conversion: Conversion;
  value?: unknown;
  give?: "first" | "all" | "rule";
}

/** The XDM type that a row gives; a constant's follows its value, a derived one's follows what is asked for. */
export function xdmTypeOf({ conversion, value, give }: ConvertedRow): XdmNode {
  if (conversion === "identity") return arrayNode(stringNode());
  if (conversion === "derived") return give === "all" ? arrayNode(stringNode()) : stringNode();
  if (conversion !== "constant") return typeOf[conversion]();
  if (typeof value === "boolean") return booleanNode();
  return typeof value === "number" ? doubleNode() : stringNode();
}
