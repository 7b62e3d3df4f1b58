import type { World } from "../world/world.ts";
import type { Route } from "./api-call.ts";

/** Before the oldest object of any account: 2022-11-01. */
const FOUNDED = 1_667_260_800;

/** `GET /v1/account`: the name a person knows the account by; the answer's header tells its API version. */
export function accountRoute({ account }: World): Route {
  return {
    method: "GET",
    pattern: "/v1/account",
    permissions: ["connected_account_read"],
    answer: () => ({
      body: {
        id: account.identifiers.accountId,
        object: "account",
        business_profile: { mcc: "5734", name: "Example Shop", support_email: null, url: "https://shop.example.com" },
        business_type: "company",
        charges_enabled: true,
        country: "US",
        created: FOUNDED,
        default_currency: "usd",
        details_submitted: true,
        email: "owner@example.com",
        metadata: {},
        payouts_enabled: true,
        settings: { dashboard: { display_name: "Example Shop", timezone: "Etc/UTC" } },
        type: "standard",
      },
    }),
  };
}
