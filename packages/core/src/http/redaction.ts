/**
 * What never stands in a log, an error or a report: API keys and tokens of Stripe, Adobe's tokens, and the address of a
 * receipt, which opens it to whoever has it.
 */
const secrets: readonly RegExp[] = [
  /\b[a-z]{2,5}_(?:test|live|org)_\w+/g,
  /\bwhsec_\w+/g,
  /\bac_\w{8,}/g,
  /\brt_\w{8,}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g,
  /\b(?:Bearer|Basic)\s+[\w+/=.~-]{8,}/gi,
  /https:\/\/pay\.stripe\.com\/receipts\/\S+/g,
  /(?<="?(?:access_token|refresh_token|client_secret)"?\s*[:=]\s*"?)[^"&\s,}]+/g,
];

/** The text with everything that looks like a secret replaced by `[secret]`. */
export function redact(text: string): string {
  return secrets.reduce((cleaned, pattern) => cleaned.replace(pattern, "[secret]"), text);
}

/** The fields of a log line, redacted to any depth; errors become their name and message. */
export function redactFields(value: unknown): unknown {
  if (typeof value === "string") return redact(value);
  if (value instanceof Error) return `${value.name}: ${redact(value.message)}`;
  if (Array.isArray(value)) return value.map(redactFields);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if ("toJSON" in value && typeof value.toJSON === "function") return redactFields((value.toJSON as () => unknown)());
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, redactFields(field)]));
}
