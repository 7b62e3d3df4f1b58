import type { Handle, SimulatedRequest } from "@stripe-aep/simulator";
import { pagesOf, type Resource } from "../pages.ts";
import { seededRandom } from "../seeded-random.ts";

/** How `created` is spread over two years. */
export type Spread = "uniform" | "growing" | "bursty";

export interface ListedOptions {
  /** List resources by name, with the number of objects of each. */
  readonly objects: Readonly<Record<string, number>>;
  readonly spread: Spread;
  /** Objects as Stripe renders them, by resource: each listed object is one of them under another id and time. */
  readonly templates: Readonly<Record<string, readonly string[]>>;
}

/** Objects of a simulated account, indented as they stand in Stripe's lists. */
export async function drawTemplates(resource: Resource): Promise<readonly string[]> {
  const { bodies } = await pagesOf(resource, { objects: 30_000, limit: 10 });
  return bodies.flatMap((body) => {
    const { data } = JSON.parse(Buffer.from(body).toString()) as { data: readonly object[] };
    return data.map((object) => JSON.stringify(object, undefined, 2).replaceAll("\n", "\n    "));
  });
}

export interface ListedAccount {
  readonly handle: Handle;
  readonly key: string;
  readonly account: string;
}

const apiVersion = "2025-02-24.acacia";
/** Unix seconds: the account's two years. */
const oldest = Date.UTC(2024, 9, 1) / 1000;
const newest = Date.UTC(2026, 9, 1) / 1000;

/**
 * Stripe's list endpoint and nothing else, over accounts of any size: cursors, windows of `created`, `has_more`. The
 * simulator knows far more and would spend more than the client that is measured.
 */
export function createListedAccount(options: ListedOptions): ListedAccount {
  const lists = new Map(
    Object.entries(options.objects).map(([resource, count]) => [
      `/v1/${resource}`,
      new ObjectList(resource, drawTimes(count, options.spread), options.templates[resource] ?? []),
    ]),
  );
  const account = "acct_benchmark";
  return {
    account,
    key: "sk_test_fakebenchmark",
    handle: async (request) => {
      const { pathname, searchParams } = new URL(request.target, "http://stripe.invalid");
      const list = lists.get(pathname);
      if (list !== undefined) return answer(list.page(searchParams));
      if (pathname === "/v1/account") return answer(`{"id":"${account}","object":"account"}`);
      return isEmptyList(request)
        ? answer(`{"object":"list","data":[],"has_more":false}`)
        : { ...answer("{}"), status: 404 };
    },
  };
}

function isEmptyList({ target }: SimulatedRequest): boolean {
  return /^\/v1\/\w+(?:\?|$)/.test(target);
}

function answer(body: string) {
  const headers = { "content-type": "application/json", "stripe-version": apiVersion, date: new Date().toUTCString() };
  return { status: 200, headers, body: Buffer.from(body) };
}

/** Objects in descending order of `created`; an object's number is its place. */
class ObjectList {
  readonly #prefix: string;
  readonly #times: Int32Array;
  readonly #templates: readonly Template[];

  constructor(resource: string, times: Int32Array, templates: readonly string[]) {
    this.#times = times;
    this.#templates = templates.map(cutTemplate);
    this.#prefix = `bench_${resource.replace(/[^a-z]/g, "")}_`;
  }

  page(query: URLSearchParams): string {
    const limit = Number(query.get("limit") ?? 10);
    const after = query.get("starting_after");
    const begin = Math.max(this.#firstWithin(query), after === null ? 0 : numberOf(after) + 1);
    const end = Math.min(this.#endWithin(query), begin + limit);
    const bodies: string[] = [];
    for (let number = begin; number < end; number += 1) bodies.push(this.#object(number));
    const hasMore = end < this.#endWithin(query);
    return `{\n  "object": "list",\n  "data": [\n    ${bodies.join(",\n    ")}\n  ],\n  "has_more": ${hasMore}\n}`;
  }

  #object(number: number): string {
    const template = this.#templates[number % this.#templates.length];
    if (template === undefined) throw new Error("an account that lists needs templates");
    const id = `${this.#prefix}${String(number).padStart(12, "0")}`;
    return `${template.beforeId}${id}${template.beforeCreated}${this.#times[number] ?? 0}${template.rest}`;
  }

  /** Number of the newest object that is old enough. */
  #firstWithin(query: URLSearchParams): number {
    const lt = query.get("created[lt]");
    const lte = query.get("created[lte]");
    if (lt !== null) return this.#firstBelow(Number(lt));
    return lte === null ? 0 : this.#firstBelow(Number(lte) + 1);
  }

  #endWithin(query: URLSearchParams): number {
    const gte = query.get("created[gte]");
    return gte === null ? this.#times.length : this.#firstBelow(Number(gte));
  }

  #firstBelow(seconds: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) < seconds) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf("_") + 1));
}

interface Template {
  readonly beforeId: string;
  readonly beforeCreated: string;
  readonly rest: string;
}

/** The object's own `id` and `created` are the first of their names in what Stripe renders. */
function cutTemplate(text: string): Template {
  const id = /"id": ?"/.exec(text);
  const created = /\n? *"created": ?/.exec(text);
  if (id === null || created === null) throw new Error("a template has an id and a time");
  const idStart = id.index + id[0].length;
  const createdStart = created.index + created[0].length;
  return {
    beforeId: text.slice(0, idStart),
    beforeCreated: text.slice(text.indexOf('"', idStart), createdStart),
    rest: text.slice(createdStart).replace(/^\d+/, ""),
  };
}

/** Descending unix seconds; the same for the same arguments. */
function drawTimes(count: number, spread: Spread): Int32Array {
  const random = seededRandom(count);
  const draw = () => random.next();
  const times = Int32Array.from({ length: count }, () => Math.floor(oldest + (newest - oldest) * places[spread](draw)));
  return times.sort().reverse();
}

/** Where in the two years one object lies, from 0 to 1. */
const places: Readonly<Record<Spread, (draw: () => number) => number>> = {
  uniform: (draw) => draw(),
  growing: (draw) => Math.sqrt(draw()),
  // A third of everything in ten hours of two years; a quarter of all weeks without anything.
  bursty: (draw) => {
    if (draw() < 0.3) return (Math.floor(draw() * 10) + 0.5) / 10 + draw() * (3_600 / (newest - oldest));
    const week = Math.floor(draw() * 78);
    return (week + Math.floor(week / 3) + draw()) / 104;
  },
};
