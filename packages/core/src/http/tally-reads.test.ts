import { expect, test } from "vitest";
import type { Governor } from "./governor.ts";
import { tallyReads } from "./tally-reads.ts";

test("two readers share one pace, each counts its own reads, and a spent budget refuses", async () => {
  const paced: string[] = [];
  const shared: Governor = { acquire: async (endpoint) => void paced.push(endpoint), report: () => undefined };
  const one = tallyReads(shared);
  const other = tallyReads(shared, 1);
  await one.acquire("GET /v1/charges");
  await other.acquire("GET /v1/refunds");
  await one.acquire("GET /v1/charges");
  one.report("GET /v1/charges", { status: 429 });
  expect(paced).toEqual(["GET /v1/charges", "GET /v1/refunds", "GET /v1/charges"]);
  expect([one.reads, one.refusals, other.reads]).toEqual([2, 1, 1]);
  await expect(other.acquire("GET /v1/refunds")).rejects.toMatchObject({ code: "SAEP-1406" });
});
