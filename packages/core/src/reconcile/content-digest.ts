import { hash } from "node:crypto";

type Row = Readonly<Record<string, unknown>>;

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * 64 bits over what a row says of its object: without `_id` and the record's own fields (versions), whatever the order of its
 * fields and however the platform writes a time. Both sides of a comparison pass through it.
 */
export function contentDigest(row: Row, tenantField: string): string {
  const { _id: _rowId, [tenantField]: tenant, ...standard } = row;
  const { stripe_record: _record, ...data } = (tenant ?? {}) as Row;
  return shortHash(canonical({ ...standard, [tenantField]: data }));
}

/** 16 hexadecimal digits. */
export function shortHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, 16);
}

function canonical(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(dateTime.test(value) ? new Date(value).toISOString() : value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  fields.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(",")}}`;
}
