import type { QueryParameter } from "./route-row.ts";

export const resource: QueryParameter = {
  type: "string",
  description: "One of the six resources.",
  enum: ["charges", "subscriptions", "refunds", "balance_transactions", "customers", "prices"],
};
const cursor: QueryParameter = { type: "string", description: "`next` of the page before." };
const limit: QueryParameter = { type: "integer", description: "Rows of a page; default 50.", maximum: 500 };
export const paging = { cursor, limit };
export const from: QueryParameter = { type: "string", description: "UTC day, included: 2026-01-01." };
export const to: QueryParameter = { type: "string", description: "UTC day, included." };
export const search: QueryParameter = { type: "string", description: "Words that must occur." };
export const connectionId: QueryParameter = { type: "string", description: "Of one base connection; absent: of all." };
