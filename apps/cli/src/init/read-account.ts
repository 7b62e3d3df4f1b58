import { createGovernor, createStripeClient } from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";

import { settingRow } from "../settings/setting-rows.ts";
import { readSecret } from "../settings/secret-reference.ts";
import type { Terminal } from "../terminal.ts";

/** What the key in STRIPE_API_KEY says about itself. */
export interface KeyedAccount {
  /** `acct_…` */
  readonly id: string;
  readonly livemode: boolean;
}

/** Asks Stripe whose key it is. Throws `AccessError` when there is none or it is refused. */
export async function readKeyedAccount(terminal: Terminal): Promise<KeyedAccount> {
  const key = await readSecret("env:STRIPE_API_KEY", "stripe.key", terminal);
  const ports = nodePorts({ stateFolder: terminal.workingFolder });
  try {
    const baseUrl = terminal.environment.STRIPE_AEP_STRIPE_BASE_URL ?? String(settingRow("stripe.baseUrl")?.byDefault);
    const apiVersion = String(settingRow("stripe.apiVersion")?.byDefault);
    const credential = { current: () => Promise.resolve(key), refused: () => Promise.resolve(false) };
    const governor = createGovernor({ accountRate: 25, endpointRate: 25, share: 1 }, ports.clock);
    const client = createStripeClient({ baseUrl, apiVersion, credential }, ports, governor);
    const { body } = await client.list("/v1/account", {}, terminal.interrupted);
    const { id } = JSON.parse(Buffer.from(body).toString()) as { readonly id: string };
    return { id, livemode: key.kind.includes("_live_") };
  } finally {
    await ports.close();
  }
}
