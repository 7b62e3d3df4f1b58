import { parseObject } from "./account.ts";
import type { StripeClient, StripeParameters } from "./client.ts";

interface NestedList {
  data: { readonly id?: unknown }[];
  has_more: boolean;
  url?: unknown;
}

/**
 * Follows the nested lists that Stripe cuts (`subscription.items` shows at most ten) to their end. `body` is a list page or
 * one object; `fields` are the names of the nested lists. Returns the same bytes when nothing was cut.
 */
export async function completeNestedLists(
  client: StripeClient,
  fields: readonly string[],
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (fields.length === 0 || !mayHoldCutList(body)) return body;
  const parsed = parseObject(body, "nested lists");
  const objects = Array.isArray(parsed.data) && parsed.object === "list" ? parsed.data : [parsed];
  let changed = false;
  for (const object of objects as Record<string, unknown>[]) {
    for (const field of fields) {
      const list = object[field];
      if (!isCut(list)) continue;
      await completeList(client, list, signal);
      changed = true;
    }
  }
  return changed ? Buffer.from(JSON.stringify(parsed)) : body;
}

function isCut(list: unknown): list is NestedList {
  if (typeof list !== "object" || list === null) return false;
  return "has_more" in list && list.has_more === true && "data" in list && Array.isArray(list.data);
}

async function completeList(client: StripeClient, list: NestedList, signal: AbortSignal | undefined): Promise<void> {
  while (list.has_more) {
    const last = list.data.at(-1)?.id;
    const position: StripeParameters = typeof last === "string" ? { starting_after: last } : {};
    const answer = await client.list(String(list.url), { limit: 100, ...position }, signal);
    const next = parseObject(answer.body, String(list.url)) as unknown as NestedList;
    list.data.push(...next.data);
    list.has_more = next.has_more && next.data.length > 0;
  }
}

/**
 * Most pages hold no cut list, and parsing each to find out would cost as much as mapping it: two `"has_more": true`, or one
 * that is not in the last bytes of a page (where its own stands), are needed for one to be there.
 */
function mayHoldCutList(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const tail = bytes.length - 200;
  for (let at = bytes.indexOf(hasMore); at !== -1; at = bytes.indexOf(hasMore, at + hasMore.length)) {
    const value = bytes.toString("latin1", at + hasMore.length, at + hasMore.length + 16);
    if (/^\s*:\s*true/.test(value) && (at < tail || !pageEndsWith(bytes, at))) return true;
  }
  return false;
}

const hasMore = '"has_more"';

/** Whether the `has_more` at this place belongs to the page: no closing bracket of a nested list follows it but the page's. */
function pageEndsWith(bytes: Buffer, at: number): boolean {
  return (bytes.toString("latin1", at).match(/[}\]]/g) ?? []).length === 1;
}
