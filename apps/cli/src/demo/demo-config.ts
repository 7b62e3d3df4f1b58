import { join } from "node:path";

import { defaultDatasets, Secret, type ConnectorConfig } from "@stripe-aep/core";

import type { LocalSandbox } from "../local-sandbox.ts";

import { builtInSchemas } from "../built-in-schemas.ts";

/** The connector's settings for the simulated account: the defaults of a newcomer, delivered in batches that settle at once. */
export function demoConfig({ stripe, platform }: LocalSandbox, folder: string): ConnectorConfig {
  return {
    stripe: {
      baseUrl: stripe.url,
      apiVersion: "2025-02-24.acacia",
      credential: { kind: "key", key: new Secret(stripe.restrictedKey) },
      share: 1,
    },
    platform: {
      baseUrl: platform.url,
      imsUrl: platform.url,
      clientId: platform.clientId,
      clientSecret: new Secret(platform.clientSecret),
      apiKey: platform.apiKey,
      imsOrganization: platform.imsOrg,
      sandbox: platform.sandbox,
    },
    state: { store: { kind: "sqlite", file: join(folder, "state.sqlite") }, spoolFolder: join(folder, "spool") },
    schemasFolder: builtInSchemas(),
    datasets: defaultDatasets,
    policy: { preset: "minimal" },
  };
}
