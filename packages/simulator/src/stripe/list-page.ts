import { badRequest, noSuch } from "./stripe-error.ts";
import { limitOf, textOf, windowOf, type ParameterGroup, type Window } from "./parameters.ts";

/** A collection that can be listed: positions in the order of creation, oldest first. */
export interface Listing {
  /** `charge`, as errors name it. */
  readonly object: string;
  readonly first: number;
  readonly end: number;
  createdAt(position: number): number;
  /** The first position created at `seconds` or later. */
  lowerBound(seconds: number): number;
  /** The position of an id, or undefined if there is no such object. */
  positionOf(id: string): number | undefined;
  /** Whether the list shows what stands there, by its own rules and the request's filters. */
  shows(position: number): boolean;
}

export interface PageRequest {
  readonly limit: number;
  readonly startingAfter?: string;
  readonly endingBefore?: string;
  readonly window: Window | undefined;
}

/** Parameters that every list takes. */
export const pageParameters = ["limit", "starting_after", "ending_before", "created", "expand"] as const;

export function readPageRequest(parameters: ParameterGroup): PageRequest {
  const startingAfter = textOf(parameters, "starting_after");
  const endingBefore = textOf(parameters, "ending_before");
  if (startingAfter !== undefined && endingBefore !== undefined) {
    throw badRequest(
      "Received both ending_before and starting_after parameters. Please pass in only one.",
      "ending_before",
    );
  }
  return {
    limit: limitOf(parameters),
    window: windowOf(parameters, "created"),
    ...(startingAfter === undefined ? {} : { startingAfter }),
    ...(endingBefore === undefined ? {} : { endingBefore }),
  };
}

export interface Page {
  /** Newest first. */
  readonly positions: readonly number[];
  readonly hasMore: boolean;
}

/** A page by key, not by offset: what is created meanwhile stands before the first page and moves nothing. */
export function choosePage(listing: Listing, request: PageRequest): Page {
  const low = request.window === undefined ? listing.first : listing.lowerBound(request.window.from);
  const high = request.window === undefined ? listing.end : listing.lowerBound(request.window.until);
  if (request.endingBefore !== undefined) {
    const cursor = cursorPosition(listing, request.endingBefore, "ending_before");
    const found = walk(listing, Math.max(low, cursor + 1), high, 1, request.limit);
    return { positions: found.positions.reverse(), hasMore: found.hasMore };
  }
  const cursor =
    request.startingAfter === undefined ? high : cursorPosition(listing, request.startingAfter, "starting_after");
  return walk(listing, Math.min(high, cursor) - 1, low - 1, -1, request.limit);
}

/** The first `limit` positions that are shown, from `start` up to but without `stop`. */
function walk(
  listing: Listing,
  start: number,
  stop: number,
  step: 1 | -1,
  limit: number,
): { positions: number[]; hasMore: boolean } {
  const positions: number[] = [];
  for (let position = start; step === 1 ? position < stop : position > stop; position += step) {
    if (!listing.shows(position)) continue;
    if (positions.length === limit) return { positions, hasMore: true };
    positions.push(position);
  }
  return { positions, hasMore: false };
}

/** A cursor must name an object that this list still shows: one that was deleted or left the filter is gone (400). */
export function cursorPosition(listing: Listing, id: string, param: string): number {
  const position = listing.positionOf(id);
  if (position === undefined || !listing.shows(position)) throw noSuch(listing.object, id, param);
  return position;
}

/**
 * The trap of a cursor inside a `created` window: when all that is left of the window shares the cursor's second, Stripe can
 * answer an empty page after `has_more: true`, and the rest of that second is lost to whoever takes it for the end.
 */
export function fallsIntoEmptyPage(listing: Listing, request: PageRequest, page: Page): boolean {
  const { window, startingAfter } = request;
  if (
    window === undefined ||
    !Number.isFinite(window.from) ||
    !Number.isFinite(window.until) ||
    startingAfter === undefined
  )
    return false;
  const cursor = listing.positionOf(startingAfter);
  const last = page.positions.at(-1);
  if (cursor === undefined || last === undefined || page.hasMore) return false;
  return (
    listing.createdAt(last) === listing.createdAt(cursor) &&
    listing.createdAt(cursor) >= window.from &&
    listing.createdAt(cursor) < window.until
  );
}
