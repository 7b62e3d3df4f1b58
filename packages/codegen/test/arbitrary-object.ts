import fc from "fast-check";

/** The part of JSON Schema that `stripe/<resource>.schema.json` uses. */
export interface StripeSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: StripeSchema[];
  properties?: Record<string, StripeSchema>;
  required?: string[];
  items?: StripeSchema;
  additionalProperties?: boolean | StripeSchema;
}

/** Objects that Stripe could send by its schema: nulls, absences, unknown values and unknown fields included. */
export function arbitraryObject(schema: StripeSchema, depth = 0): fc.Arbitrary<unknown> {
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => arbitraryObject(one, depth)));
  const types = [schema.type ?? "anything"].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, depth)));
}

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("", "usd", "JPY", "bhd", "jenny@example.com", "ümlaut ☂"),
);
const anything = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant(null));

function ofType(type: string, schema: StripeSchema, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "string":
      return text;
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: -4_000_000_000, max: 4_000_000_000 });
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "array":
      return fc.array(arbitraryObject(schema.items ?? {}, depth + 1), { maxLength: 2 });
    case "object":
      return schema.properties ? ofProperties(schema, depth) : ofMap(schema, depth);
    default:
      return anything;
  }
}

function ofMap({ additionalProperties }: StripeSchema, depth: number): fc.Arbitrary<unknown> {
  const values = typeof additionalProperties === "object" ? arbitraryObject(additionalProperties, depth + 1) : anything;
  return fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), values, { maxKeys: 3, noNullPrototype: true });
}

/** Deep down, optional members become rare, or one charge would hold every payment method there is. */
function ofProperties({ properties = {}, required = [] }: StripeSchema, depth: number): fc.Arbitrary<unknown> {
  const members = Object.entries(properties).map(([name, property]) => {
    const own = arbitraryObject(property, depth + 1);
    if (required.includes(name)) return own.map((value) => [[name, value]]);
    return fc
      .option(own, { nil: undefined, freq: depth > 1 ? 8 : 3 })
      .map((value) => (value === undefined ? [] : [[name, value]]));
  });
  const unknown = fc
    .option(anything, { nil: undefined })
    .map((value) => (value === undefined ? [] : [["field_of_tomorrow", value]]));
  return fc
    .tuple(...members, unknown)
    .map((lists) => Object.fromEntries(lists.flat() as [string, unknown][]) as object);
}
