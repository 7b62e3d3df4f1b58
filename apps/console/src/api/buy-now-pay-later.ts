import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** Payments of one provider in one period, from what the platform holds. Amounts in minor units. */
export interface ProviderPeriod {
  /** First day of the period, `YYYY-MM-DD`, UTC. */
  readonly period: string;
  readonly provider: string;
  readonly currency: string;
  readonly payments: number;
  readonly amount: number;
}

export interface BuyNowPayLaterAnswer {
  /** Milliseconds since 1970: when the platform's data was read. */
  readonly asOf: number;
  readonly providers: readonly ProviderPeriod[];
  /** All succeeded payments, by period and currency, for the share. */
  readonly all: readonly { readonly period: string; readonly currency: string; readonly payments: number; readonly amount: number }[];
  readonly countries: readonly { readonly country: string; readonly payments: number; readonly payingLater: number }[];
  /** Bands of the amount, lower bound in minor units of the band's currency. */
  readonly bands: readonly { readonly from: number; readonly to: number | null; readonly currency: string; readonly payments: number; readonly payingLater: number }[];
  /** Customers who paid later, as far as the policy lets anybody be addressed. */
  readonly audience: { readonly customers: number; readonly identity: string; readonly examples: readonly string[] };
}

export function useBuyNowPayLater(): LiveAnswer<BuyNowPayLaterAnswer> {
  return useAnswer("buy-now-pay-later", (signal) => request<BuyNowPayLaterAnswer>("/v1/buy-now-pay-later", { signal }));
}
