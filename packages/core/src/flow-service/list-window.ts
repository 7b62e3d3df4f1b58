import { type ResourceName, resources } from "../resources.ts";
import type { StripeClient } from "../stripe/client.ts";
import { CursorGoneError } from "../stripe/errors.ts";
import { completeNestedLists } from "../stripe/nested-lists.ts";
import { isObject, type JsonObject } from "./exchange.ts";
import type { RunWindow } from "./run-document.ts";

/** How far the listing of a window has got: the pass, and the oldest second seen with what was seen of it. */
export interface WindowCursor {
  readonly pass: number;
  /** Unix seconds; null before the first object of the pass. */
  readonly created: number | null;
  /** Ids of that second: the next page asks it again and drops these. */
  readonly ids: readonly string[];
}

export interface WindowPage {
  readonly objects: readonly JsonObject[];
  readonly bytes: number;
  /** Where the next page begins. */
  readonly cursor: WindowCursor;
}

export const beginning: WindowCursor = { pass: 0, created: null, ids: [] };

/**
 * Every object whose `created` lies in the window, newest first, from a cursor on. Pages are cut by time, not by the id of
 * the last object: an object that is deleted meanwhile takes no other with it, and a cursor can be kept for days.
 */
export async function* listWindow(
  stripe: StripeClient,
  resource: ResourceName,
  window: RunWindow,
  from: WindowCursor,
  signal: AbortSignal,
): AsyncGenerator<WindowPage> {
  const { passes } = resources[resource];
  for (let pass = from.pass; pass < passes.length; pass += 1) {
    let cursor = pass === from.pass ? from : { pass, created: null, ids: [] };
    for (;;) {
      const page = await readPage(stripe, resource, window, cursor, signal);
      if (page.objects.length > 0) {
        cursor = advance(cursor, page.objects);
        yield { objects: page.objects, bytes: page.bytes, cursor };
      }
      if (!page.mayHaveMore) break;
    }
    yield { objects: [], bytes: 0, cursor: { pass: pass + 1, created: null, ids: [] } };
  }
}

interface ListedPage {
  /** Without those that the cursor knows. */
  readonly objects: readonly JsonObject[];
  readonly bytes: number;
  readonly mayHaveMore: boolean;
}

const PAGE = 100;

async function readPage(
  stripe: StripeClient,
  resource: ResourceName,
  window: RunWindow,
  cursor: WindowCursor,
  signal: AbortSignal,
): Promise<ListedPage> {
  const known = new Set(cursor.ids);
  let after: string | undefined;
  // A second with more objects than a page holds: go on by id inside it.
  for (;;) {
    const answer = await readOnce(stripe, resource, window, cursor, after, signal);
    const fresh = answer.objects.filter(({ id }) => !known.has(String(id)));
    const last = answer.objects.at(-1);
    if (fresh.length > 0 || !answer.hasMore || last === undefined) {
      return { objects: fresh, bytes: answer.bytes, mayHaveMore: answer.hasMore && fresh.length > 0 };
    }
    after = String(last.id);
  }
}

async function readOnce(
  stripe: StripeClient,
  resource: ResourceName,
  window: RunWindow,
  cursor: WindowCursor,
  after: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly objects: readonly JsonObject[]; readonly hasMore: boolean; readonly bytes: number }> {
  const { listPath, nestedLists, passes } = resources[resource];
  const parameters: Record<string, string | number> = { limit: PAGE, ...passes[cursor.pass] };
  if (cursor.created === null) parameters["created[lt]"] = window.end / 1000;
  else parameters["created[lte]"] = cursor.created;
  if (window.start > 0) parameters["created[gte]"] = window.start / 1000;
  if (after !== undefined) parameters.starting_after = after;
  try {
    const answer = await stripe.list(listPath, parameters, signal);
    const body = await completeNestedLists(stripe, nestedLists, answer.body, signal);
    const list: unknown = JSON.parse(Buffer.from(body).toString());
    const data = isObject(list) && Array.isArray(list.data) ? list.data.filter(isObject) : [];
    return { objects: data, hasMore: isObject(list) && list.has_more === true, bytes: answer.body.length };
  } catch (error) {
    if (!(error instanceof CursorGoneError) || after === undefined) throw error;
    return { objects: [], hasMore: false, bytes: 0 };
  }
}

function advance(cursor: WindowCursor, objects: readonly JsonObject[]): WindowCursor {
  const seconds = objects.map(({ created }) => (typeof created === "number" ? created : 0));
  const created = Math.min(...seconds);
  const ids = objects.filter((_, index) => seconds[index] === created).map(({ id }) => String(id));
  return { pass: cursor.pass, created, ids: created === cursor.created ? [...cursor.ids, ...ids] : ids };
}
