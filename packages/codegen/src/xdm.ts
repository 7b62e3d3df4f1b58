/** A field as it is posted to the Schema Registry: the part of JSON Schema that it is known to accept. */
export interface XdmNode {
  title?: string;
  description?: string;
  type?: "string" | "integer" | "number" | "boolean" | "object" | "array";
  format?: "date-time" | "uri-reference" | "email";
  pattern?: string;
  minLength?: number;
  minimum?: number;
  maximum?: number;
  "meta:enum"?: Record<string, string>;
  "meta:xdmType"?: "map" | "object";
  additionalProperties?: XdmNode;
  items?: XdmNode;
  properties?: Record<string, XdmNode>;
  required?: string[];
  $ref?: string;
}

/** Both bounds, or the Registry stores 32 bits: an integer is the smallest type that holds its range. */
export const longBounds = { minimum: -9007199254740991, maximum: 9007199254740991 } as const;

export const stringNode = (): XdmNode => ({ type: "string" });
export const booleanNode = (): XdmNode => ({ type: "boolean" });
export const doubleNode = (): XdmNode => ({ type: "number" });
export const longNode = (): XdmNode => ({ type: "integer", ...longBounds });
export const dateTimeNode = (): XdmNode => ({ type: "string", format: "date-time" });
export const arrayNode = (items: XdmNode): XdmNode => ({ type: "array", items });
export const objectNode = (properties: Record<string, XdmNode>): XdmNode => ({ type: "object", properties });
export const mapNode = (): XdmNode => ({
  type: "object",
  "meta:xdmType": "map",
  additionalProperties: { type: "string" },
});
export const longMapNode = (): XdmNode => ({
  type: "object",
  "meta:xdmType": "map",
  additionalProperties: { type: "integer", ...longBounds },
});

/** A soft enum: known values without a constraint, since Stripe adds values without notice. */
export function softEnumNode(values: string[], label: (value: string) => string): XdmNode {
  return { type: "string", "meta:enum": Object.fromEntries(values.map((value) => [value, label(value)])) };
}

/** The same node with title and description first, as a reader of the Registry meets them. */
export function described(node: XdmNode, title: string, description: string): XdmNode {
  return { title, description, ...node };
}
