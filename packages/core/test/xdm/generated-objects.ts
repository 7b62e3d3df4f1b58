/** A JSON Schema of a Stripe object, as far as objects are drawn from it. */
export interface StripeSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, StripeSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | StripeSchema;
  readonly items?: StripeSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly StripeSchema[];
}

/** Numbers in [0, 1) from a seed, the same everywhere. */
export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

const words = [
  "Ada",
  "José Ñandú",
  "order 1234-5678",
  'a\n"quoted"\\ text',
  "🛒 cart",
  "\u2028",
  "x".repeat(300),
  "visa",
  "2024-01-01",
];
const currencies = ["usd", "eur", "jpy", "bhd", "isk", "ugx", "xxx"];

/** An object that the schema allows, drawn from a seed: about a third of what may be null or absent is. */
export function drawObject(schema: StripeSchema, seed: number): Record<string, unknown> {
  return draw(schema, new Draws(seed), "") as Record<string, unknown>;
}

function draw(schema: StripeSchema, draws: Draws, name: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf !== undefined) return draw(draws.pick(schema.anyOf), draws, name);
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["string"]);
  if (types.includes("null") && draws.chance(0.35)) return null;
  const [type = "string"] = types.filter((candidate) => candidate !== "null");
  if (schema.enum !== undefined && draws.chance(0.9)) return draws.pick(schema.enum);
  return drawType(type, schema, draws, name);
}

function drawType(type: string, schema: StripeSchema, draws: Draws, name: string): unknown {
  switch (type) {
    case "object":
      return drawMembers(schema, draws);
    case "array":
      return Array.from({ length: draws.below(4) }, () => draw(schema.items ?? {}, draws, name));
    case "integer":
      return draws.chance(0.98)
        ? draws.below(2_000_000_000)
        : draws.pick([0, -400, 1, 2 ** 40, Number.MAX_SAFE_INTEGER]);
    case "number":
      return draws.pick([0, 1.5, -0.25, 7, 1e-7, 1e21]);
    case "boolean":
      return draws.chance(0.5);
    default:
      return drawText(draws, name);
  }
}

function drawText(draws: Draws, name: string): string {
  if (name.includes("currency")) return draws.pick(currencies);
  if (name.includes("email")) return draws.pick(["Jenny@Example.com ", "a.b+c@example.co.uk", "not an address", ""]);
  if (draws.chance(0.1)) return draws.pick(words);
  return `${name || "text"}_${draws.below(1e9).toString(36)}`;
}

function drawMembers(schema: StripeSchema, draws: Draws): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const required = schema.required?.includes(name) ?? false;
    if (required || draws.chance(0.4)) object[name] = draw(property, draws, name);
  }
  if (typeof schema.additionalProperties === "object") {
    for (let count = draws.below(4); count > 0; count -= 1) {
      object[draws.pick(["order_id", "note", "Order #", "12", "ключ", "__proto__x"])] = draw(
        schema.additionalProperties,
        draws,
        "",
      );
    }
  }
  return object;
}

const oddValues: readonly unknown[] = [
  null,
  "",
  0,
  -1,
  1.5,
  2 ** 53,
  1e308,
  253_402_300_800,
  true,
  [],
  {},
  [null],
  [{}],
  [[]],
  "text",
  "card 4242 4242 4242 4242",
  "\ud800",
  { id: "expanded_1" },
  { id: 5 },
  { a: null, b: "", c: 1, d: false },
  { nested: { deeper: 1 } },
];

/** The object with something in it changed, removed or added that no schema promises. */
export function mutate(object: Record<string, unknown>, seed: number): Record<string, unknown> {
  const draws = new Draws(seed);
  const copy = structuredClone(object);
  for (let count = draws.below(4); count > 0; count -= 1) mutateOnce(copy, draws);
  return copy;
}

function mutateOnce(root: Record<string, unknown>, draws: Draws): void {
  let parent: Record<string, unknown> = root;
  for (;;) {
    const keys = Object.keys(parent);
    if (keys.length === 0) return;
    const key = draws.pick(keys);
    const child = parent[key];
    if (typeof child === "object" && child !== null && draws.chance(0.6)) {
      parent = child as Record<string, unknown>;
      continue;
    }
    if (draws.chance(0.15) && !Array.isArray(parent)) Reflect.deleteProperty(parent, key);
    else if (draws.chance(0.1) && !Array.isArray(parent)) parent.unknown_field = draws.pick(oddValues);
    else parent[key] = structuredClone(draws.pick(oddValues));
    return;
  }
}
