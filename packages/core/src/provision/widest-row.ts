import { decideRow, type FieldPolicy } from "../xdm/policy.ts";
import type { MappingRow, RowSchema } from "../xdm/mapping.ts";

/** What is assumed where neither the schema nor Stripe sets a bound: so long are texts, and so many entries stand in a list. */
const widest = { text: 100, list: 10 } as const;

/** Stripe's own bounds of `metadata`: 50 keys of 40 characters, with values of 500. */
const METADATA_BYTES = 50 * (40 + 500 + 6);

/** `["a":…]`, `{"a":…,}`: the quotes, the colon and the comma of a member. */
const MEMBER_BYTES = 4;

/** Bytes of a row in which every field that the policy lets through is filled and at its widest. */
export function widestRow(
  schema: RowSchema,
  {
    rows,
    policy,
    resource,
  }: { readonly rows: readonly MappingRow[]; readonly policy: FieldPolicy; readonly resource: string },
): number {
  const sent = new Set(
    rows
      .filter((row) => decideRow(policy, resource, row) !== "drop")
      .flatMap(({ destination }) => beginningsOf(destination.replaceAll("[*]", ""))),
  );
  return bytesOf(schema, "", sent);
}

/** `a.b.c` → `a`, `a.b`, `a.b.c` */
function beginningsOf(path: string): readonly string[] {
  const names = path.split(".");
  return names.map((_, index) => names.slice(0, index + 1).join("."));
}

function bytesOf(schema: RowSchema, path: string, sent: ReadonlySet<string>): number {
  if (schema.items !== undefined) return 2 + widest.list * (1 + bytesOf(schema.items, path, sent));
  if (schema.properties !== undefined) {
    const members = Object.entries(schema.properties)
      .map(([name, member]) => ({ name, member, at: path === "" ? name : `${path}.${name}` }))
      // Beneath a field that is sent as a whole, such as the identity map, everything is sent.
      .filter(({ at }) => sent.has(at) || (sent.has(path) && ![...sent].some((other) => other.startsWith(`${path}.`))));
    return members.reduce(
      (sum, { name, member, at }) => sum + MEMBER_BYTES + name.length + bytesOf(member, at, sent),
      2,
    );
  }
  if (typeof schema.additionalProperties === "object") return METADATA_BYTES;
  return leafBytes(schema);
}

const leaves: Readonly<Record<string, number>> = { boolean: 5, integer: 16, number: 20 };

function leafBytes({ type = "string", format, maxLength, enum: values }: RowSchema): number {
  if (format === "date-time") return 26;
  if (values !== undefined) return Math.max(...values.map((value) => JSON.stringify(value).length));
  return leaves[type] ?? 2 + (maxLength ?? widest.text);
}
