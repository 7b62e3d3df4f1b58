/** Why one value cannot be sent. Thrown by conversions and checks, caught by the mapper, which adds the path. */
export class Refusal extends Error {
  /** The rule in words, without the value: it may be personal. */
  readonly rule: string;
  readonly code: "SAEP-1301" | "SAEP-1302" | "SAEP-1305";
  /** Index into the mapper's table of paths; -1 until it is known. */
  readonly at: number;

  constructor(rule: string, code: Refusal["code"], at = -1) {
    super(rule);
    this.rule = rule;
    this.code = code;
    this.at = at;
  }
}

/** "a string", "a list": what stands where something else was expected. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "number") return Number.isInteger(value) ? "a whole number" : "a fraction";
  return typeof value === "boolean" ? "a truth value" : "a text";
}

export function expected(what: string, value: unknown, at = -1): Refusal {
  return new Refusal(`${what} was expected, ${kindOf(value)} stands there`, "SAEP-1301", at);
}

export const outOfRange = "the number is beyond what the field can hold exactly";
export const cardNumberRule = "the text holds what looks like a card number";
export const requiredRule = "the schema requires this field, and it is missing";
export const otherObjectRule = "an object of another kind stands there";
export const otherModeRule = "the object belongs to the other mode (test or live)";
export const factTimeRule = "the fact has no time";
