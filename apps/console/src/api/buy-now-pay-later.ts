import { request } from "./request.ts";
import type { BuyNowPayLater } from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** From what the platform holds; days are UTC, both included. */
export function useBuyNowPayLater(period: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): LiveAnswer<BuyNowPayLater> {
  return useAnswer(`buy-now-pay-later ${JSON.stringify(period)}`, (signal) =>
    request<BuyNowPayLater>("/v1/buy-now-pay-later", { query: period, signal }),
  );
}
