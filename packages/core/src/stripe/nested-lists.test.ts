import { describe, expect, it } from "vitest";
import type { StripeClient } from "./client.ts";
import { completeNestedLists } from "./nested-lists.ts";

/** A client that knows items i1 to i25 of one subscription, ten to a page. */
function itemsClient(): { readonly client: StripeClient; readonly asked: string[] } {
  const asked: string[] = [];
  const client: StripeClient = {
    list: (path, parameters) => {
      const after = Number(String(parameters.starting_after ?? "i0").slice(1));
      asked.push(`${path} ${after}`);
      const data = Array.from({ length: Math.min(10, 25 - after) }, (_, index) => ({ id: `i${after + index + 1}` }));
      const body = Buffer.from(JSON.stringify({ object: "list", data, has_more: after + 10 < 25, url: path }));
      return Promise.resolve({ body, respondedAt: 0, requestId: undefined, apiVersion: "v" });
    },
    retrieve: () => Promise.reject(new Error("not asked for")),
    waiting: () => 0,
  };
  return { client, asked };
}

const items = (count: number, hasMore: boolean) => ({
  object: "list",
  data: Array.from({ length: count }, (_, index) => ({ id: `i${index + 1}` })),
  has_more: hasMore,
  url: "/v1/subscription_items?subscription=sub_1",
});
const cut = { id: "sub_1", object: "subscription", items: items(10, true) };
const whole = { id: "sub_2", object: "subscription", items: items(2, false) };
const bytes = (value: unknown, indent?: number) => Buffer.from(JSON.stringify(value, null, indent));

describe("completeNestedLists", () => {
  it.each([
    [
      "a page with more pages after it",
      { object: "list", data: [whole, cut], has_more: true, url: "/v1/subscriptions" },
    ],
    ["the last page", { object: "list", data: [cut, whole], has_more: false, url: "/v1/subscriptions" }],
    ["a page whose has_more comes first", { has_more: false, object: "list", data: [cut] }],
    ["one object", cut],
  ])("follows the cut list in %s, compact and indented", async (_, value) => {
    for (const indent of [undefined, 2]) {
      const { client, asked } = itemsClient();
      const completed = JSON.parse(
        Buffer.from(await completeNestedLists(client, ["items"], bytes(value, indent))).toString(),
      ) as { data?: (typeof cut)[] } & typeof cut;
      const object = (completed.data ?? [completed]).find(({ id }) => id === "sub_1")!;
      expect(object.items.data.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (__, index) => `i${index + 1}`));
      expect(object.items.has_more).toBe(false);
      expect(asked).toEqual([
        "/v1/subscription_items?subscription=sub_1 10",
        "/v1/subscription_items?subscription=sub_1 20",
      ]);
    }
  });

  it.each([
    ["nothing is cut", { object: "list", data: [whole, whole], has_more: true, url: "/v1/subscriptions" }, ["items"]],
    ["nothing is cut and nothing follows", { object: "list", data: [whole], has_more: false }, ["items"]],
    ["the resource has no nested lists", { object: "list", data: [cut], has_more: true }, []],
  ])("hands the same bytes on when %s", async (_, value, fields) => {
    const { client, asked } = itemsClient();
    const body = bytes(value, 2);
    expect(await completeNestedLists(client, fields, body)).toBe(body);
    expect(asked).toEqual([]);
  });
});
