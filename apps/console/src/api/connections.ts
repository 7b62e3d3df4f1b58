import type { ResourceName } from "@stripe-aep/core";
import { request } from "./request.ts";

export interface Permission {
  readonly resource: ResourceName;
  /** Stripe's name of it: `rak_charge_read`. */
  readonly permission: string;
  readonly granted: boolean;
}

/** What a key opens. */
export interface KeyCheck {
  readonly ok: boolean;
  /** `acct_…` */
  readonly account?: string;
  readonly livemode?: boolean;
  readonly permissions: readonly Permission[];
  /** Why the key is no good at all. */
  readonly reason?: string;
}

/** Asks Stripe, with the connection's own key, what it may read. */
export function checkConnection(id: string, signal?: AbortSignal): Promise<KeyCheck> {
  return request<KeyCheck>(`/v1/connections/${encodeURIComponent(id)}/check`, { method: "POST", ...(signal && { signal }) });
}
