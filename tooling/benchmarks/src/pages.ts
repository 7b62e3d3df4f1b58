import { createStripe, createWorld, ManualClock, type sourceResources } from "@stripe-aep/simulator";

export type Resource = (typeof sourceResources)[number];

/** Pages of a simulated account as Stripe sends them: indented JSON, 100 objects each but the last. */
export interface Pages {
  readonly resource: Resource;
  readonly bodies: readonly Uint8Array[];
  readonly objects: number;
  readonly account: string;
  readonly apiVersion: string;
}

/** Lists one resource of a seeded account, until `limit` pages or its end. */
export async function pagesOf(
  resource: Resource,
  options: { readonly objects: number; readonly limit: number },
): Promise<Pages> {
  const world = createWorld({ seed: 9, objects: options.objects, clock: new ManualClock(Date.UTC(2026, 10, 1)) });
  const stripe = createStripe(world, {});
  const bodies: Uint8Array[] = [];
  let objects = 0;
  for (let after = ""; bodies.length < options.limit;) {
    const query = `limit=100${resource === "subscriptions" ? "&status=all" : ""}${after}`;
    const answer = await stripe.handle({
      method: "GET",
      target: `/v1/${resource}?${query}`,
      headers: { authorization: `Bearer ${stripe.keys.secret}`, "stripe-version": "2025-02-24.acacia" },
      body: new Uint8Array(),
    });
    const page = JSON.parse(Buffer.from(answer.body).toString()) as { data: { id: string }[]; has_more: boolean };
    bodies.push(answer.body);
    objects += page.data.length;
    if (!page.has_more) break;
    after = `&starting_after=${page.data.at(-1)?.id ?? ""}`;
  }
  return { resource, bodies, objects, account: "acct_benchmark", apiVersion: "2025-02-24.acacia" };
}
