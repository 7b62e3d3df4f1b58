import { type ResourceName, resources } from "../resources.ts";
import type { UnsettledObjectRow } from "../state/tables.ts";
import type { FeedRun } from "./feed-run.ts";

/** Which objects of an answer will change again without announcing it, and which have come to rest. */
export interface Settlement {
  readonly open: readonly UnsettledObjectRow[];
  readonly closed: readonly string[];
}

const nothing: Settlement = { open: [], closed: [] };

/**
 * Balance transactions turn from pending to available without an event: those still pending are noted with the time from
 * which a second look is worth its request. `records`: of the same answer.
 */
export function readSettlement(
  run: Pick<FeedRun, "lease">,
  resource: ResourceName,
  body: Uint8Array,
  records: readonly { readonly id: string }[],
): Settlement {
  const rule = resources[resource].settles;
  if (rule === undefined) return nothing;
  if (!mayHold(body, rule.whileEqual)) return { open: [], closed: records.map(({ id }) => id) };
  const open: UnsettledObjectRow[] = [];
  const closed: string[] = [];
  for (const object of objectsIn(body)) {
    const { id, created } = object;
    if (typeof id !== "string" || typeof created !== "number") continue;
    const due = object[rule.dueAt];
    if (object[rule.field] !== rule.whileEqual || typeof due !== "number") closed.push(id);
    else open.push({ feed: run.lease.feed, resource, object_id: id, created_seconds: created, recheck_seconds: due });
  }
  return { open, closed };
}

/** Of nearly every page of a history one search says that nothing on it is pending, and it need not be parsed once more. */
function mayHold(body: Uint8Array, value: string): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  return bytes.includes(JSON.stringify(value)) || bytes.includes("\\u");
}

/** A body that does not parse has been refused by the mapper before. */
function objectsIn(body: Uint8Array): readonly Record<string, unknown>[] {
  const parsed = JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
  return Array.isArray(parsed.data) ? (parsed.data as Record<string, unknown>[]) : [parsed];
}
