import { describe, expect, it } from "vitest";

import { wrapExpression, wrapSourcePaths } from "./wrap-source-paths.ts";

describe("source paths below Flow Service's wrapper", () => {
  it.each([
    [
      "iif(is_empty(customer.id), customer, customer.id)",
      "iif(is_empty(data.customer.id), data.customer, data.customer.id)",
    ],
    [
      "dformat(created * 1000, \"yyyy-MM-dd'T'HH:mm:ss.SSSX\")",
      "dformat(data.created * 1000, \"yyyy-MM-dd'T'HH:mm:ss.SSSX\")",
    ],
    ["iif(wallet.link != null, true, nullify())", "iif(data.wallet.link != null, true, nullify())"],
    ["items.data[*].price.id", "data.items.data[*].price.id"],
    ['sha256(concat("acct_1", "true", id, timestamp()))', 'sha256(concat("acct_1", "true", data.id, timestamp()))'],
  ])("%s", (expression, wrapped) => {
    expect(wrapExpression(expression)).toBe(wrapped);
  });

  it("are left alone in what is static", () => {
    expect(
      wrapSourcePaths([
        { sourceType: "STATIC", source: "acct_1", destination: "a" },
        { sourceType: "ATTRIBUTE", source: "amount", destination: "b" },
      ]),
    ).toEqual([
      { sourceType: "STATIC", source: "acct_1", destination: "a" },
      { sourceType: "ATTRIBUTE", source: "data.amount", destination: "b" },
    ]);
  });
});
