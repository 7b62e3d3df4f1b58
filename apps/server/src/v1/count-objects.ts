import { type ResourceName, resources } from "@stripe-aep/core";
import type { StripeClient } from "@stripe-aep/core/flow-service";

/** Stripe counts nothing: pages are read up to here, beyond it the count is projected from their density. */
const PAGES = 5;
const PAGE = 100;

/** Objects of a resource: exact for small accounts, projected from the density of the newest pages for large ones. */
export async function countObjects(stripe: StripeClient, resource: ResourceName): Promise<number> {
  let total = 0;
  for (const pass of resources[resource].passes) total += await countPass(stripe, resources[resource].listPath, pass);
  return total;
}

interface ListedObject {
  readonly id: string;
  readonly created?: number;
}

async function countPass(stripe: StripeClient, path: string, pass: Readonly<Record<string, string>>): Promise<number> {
  let count = 0;
  let newest: number | undefined;
  let last: ListedObject | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const parameters: Record<string, string | number> = { ...pass, limit: PAGE };
    if (last !== undefined) parameters.starting_after = last.id;
    const answer = await stripe.list(path, parameters);
    const { data, has_more: hasMore } = JSON.parse(Buffer.from(answer.body).toString()) as {
      data: readonly ListedObject[];
      has_more: boolean;
    };
    count += data.length;
    newest ??= data[0]?.created;
    last = data.at(-1) ?? last;
    if (!hasMore) return count;
  }
  const oldest = await oldestCreated(stripe, path, pass, last);
  const seen = (newest ?? 0) - (last?.created ?? 0);
  const whole = (newest ?? 0) - oldest;
  return seen > 0 && whole > seen ? Math.round((count * whole) / seen) : count;
}

/** Bisects `created` for the first second that has something before it: some thirty requests of one object each. */
async function oldestCreated(
  stripe: StripeClient,
  path: string,
  pass: Readonly<Record<string, string>>,
  last: ListedObject | undefined,
): Promise<number> {
  let low = 0;
  let high = last?.created ?? 0;
  while (high - low > 86_400) {
    const middle = Math.floor((low + high) / 2);
    const answer = await stripe.list(path, { ...pass, limit: 1, "created[lt]": middle });
    const { data } = JSON.parse(Buffer.from(answer.body).toString()) as { data: readonly ListedObject[] };
    if (data.length === 0) low = middle;
    else high = Math.min(middle, (data[0]?.created ?? middle) + 1);
  }
  return low;
}
