import { RetryLaterError } from "../errors.ts";
import { parseObject } from "./account.ts";
import type { StripeAnswer, StripeClient, StripeParameters } from "./client.ts";
import { CursorGoneError } from "./errors.ts";
import { completeNestedLists } from "./nested-lists.ts";

/** An object of a list, parsed. */
export interface ListedObject {
  readonly id: string;
  /** Unix seconds. */
  readonly created?: number;
  readonly [field: string]: unknown;
}

export interface ListedPage {
  /** Objects that no earlier page held, newest first. */
  readonly objects: readonly ListedObject[];
  readonly answer: StripeAnswer;
}

export interface ListQuery {
  readonly path: string;
  /** Filters of the listing, such as `status: "all"`. */
  readonly parameters: StripeParameters;
  /** Unix seconds; from inclusive, to exclusive. */
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly nestedLists: readonly string[];
}

/**
 * One listing from its newest object to its oldest, every page once. Where a cursor is lost (its object was deleted or left
 * the filter) or a page is empty although more was promised, it goes on from the second of the last object and drops what it
 * has seen of that second.
 */
export async function* listObjects(
  client: StripeClient,
  query: ListQuery,
  signal?: AbortSignal,
): AsyncGenerator<ListedPage> {
  const position = new ListPosition(query);
  for (;;) {
    const page = await readPage(client, query, position.parameters(), signal);
    if (page === "cursor-gone" || (page.objects.length === 0 && page.hasMore)) {
      position.restartFromLastSecond(query.path);
      continue;
    }
    const fresh = position.pass(page.objects);
    if (fresh.length > 0) yield { objects: fresh, answer: page.answer };
    if (!page.hasMore) return;
  }
}

interface PageRead {
  readonly objects: readonly ListedObject[];
  readonly hasMore: boolean;
  readonly answer: StripeAnswer;
}

/** A page that was cut where it still looks whole is found out by parsing it; it is read again. */
const readings = 3;

async function readPage(
  client: StripeClient,
  query: ListQuery,
  parameters: StripeParameters,
  signal: AbortSignal | undefined,
): Promise<PageRead | "cursor-gone"> {
  for (let reading = 1; ; reading += 1) {
    try {
      return await readOnce(client, query, parameters, signal);
    } catch (error) {
      if (error instanceof CursorGoneError) return "cursor-gone";
      const cut = error instanceof RetryLaterError && error.code === "SAEP-1106";
      if (!cut || reading === readings) throw error;
    }
  }
}

async function readOnce(
  client: StripeClient,
  query: ListQuery,
  parameters: StripeParameters,
  signal: AbortSignal | undefined,
): Promise<PageRead> {
  const answer = await client.list(query.path, parameters, signal);
  const body = await completeNestedLists(client, query.nestedLists, answer.body, signal);
  const page = parseObject(body, query.path);
  const objects = Array.isArray(page.data) ? (page.data as ListedObject[]) : [];
  return { objects, hasMore: page.has_more === true, answer: { ...answer, body } };
}

/** How far a listing has got: the cursor, and what is known of the second it stands in. */
class ListPosition {
  readonly #query: ListQuery;
  #cursor: string | undefined;
  #upTo: number | undefined;
  #second: number | undefined;
  #seenInSecond = new Set<string>();
  /** A restart that brings nothing new would repeat for ever. */
  #restartedAt: string | undefined;

  constructor(query: ListQuery) {
    this.#query = query;
  }

  parameters(): StripeParameters {
    const { createdFrom, createdTo, parameters } = this.#query;
    const upTo: StripeParameters =
      this.#upTo !== undefined
        ? { "created[lte]": this.#upTo }
        : createdTo === undefined
          ? {}
          : { "created[lt]": createdTo };
    return {
      ...parameters,
      limit: 100,
      ...(createdFrom === undefined ? {} : { "created[gte]": createdFrom }),
      ...upTo,
      ...(this.#cursor === undefined ? {} : { starting_after: this.#cursor }),
    };
  }

  /** The objects that are new; the position moves behind the last. */
  pass(objects: readonly ListedObject[]): readonly ListedObject[] {
    const fresh = objects.filter(({ id, created }) => created !== this.#second || !this.#seenInSecond.has(id));
    for (const { id, created } of objects) {
      if (created !== this.#second) {
        this.#second = created;
        this.#seenInSecond = new Set();
      }
      this.#seenInSecond.add(id);
    }
    this.#cursor = objects.at(-1)?.id ?? this.#cursor;
    return fresh;
  }

  restartFromLastSecond(path: string): void {
    const place = `${this.#cursor ?? ""} ${this.#seenInSecond.size}`;
    if (this.#second === undefined || this.#restartedAt === place) {
      throw new RetryLaterError({
        code: "SAEP-1103",
        message: `The list ${path} cannot be followed beyond ${this.#cursor ?? "its beginning"}`,
        where: path,
        next: "Run the same command again.",
      });
    }
    this.#restartedAt = place;
    this.#upTo = this.#second;
    this.#cursor = undefined;
  }
}
