import { ConnectorError } from "./errors.ts";
import type { Feed, FeedParts } from "./open-feed.ts";
import { catalog } from "./platform/catalog.ts";
import { flowService } from "./platform/flow-service.ts";
import { identityNamespaces } from "./platform/identity-namespaces.ts";
import { schemaRegistry } from "./platform/schema-registry.ts";
import { resourceNames, resources } from "./resources.ts";
import { readAccount } from "./stripe/account.ts";
import { listEvents } from "./stripe/events.ts";

/** One thing that was tried, and how it went. */
export interface Probe {
  /** What the answer proves: Stripe's permission, or Adobe's in Adobe's words. */
  readonly name: string;
  readonly granted: boolean;
  /** Whether it is needed at all: what the settings do not move need not be readable. */
  readonly needed: boolean;
  readonly detail: string;
  readonly next?: string;
  readonly code?: string;
}

/** Whose key it is, and what it may read. */
export interface StripeProbes {
  readonly account: string;
  readonly displayName: string | undefined;
  readonly livemode: boolean;
  /** Milliseconds that this machine's clock is ahead of Stripe's. */
  readonly clockSkew: number;
  readonly probes: readonly Probe[];
}

/** One read for each permission that the connector needs. Throws `AccessError` when the key opens nothing. */
export async function probeStripe({ config, ports }: FeedParts, feed: Feed): Promise<StripeProbes> {
  const account = await readAccount(feed.stripe);
  const clockSkew = ports.clock.now() - account.respondedAt;
  const probes: Probe[] = [];
  for (const resource of resourceNames) {
    const { listPath, permission } = resources[resource];
    const needed = (config.datasets[resource] ?? []).length > 0;
    probes.push(await probe(permission, needed, `read ${resource}`, () => feed.stripe.list(listPath, { limit: 1 })));
  }
  probes.push(
    await probe("rak_event_read", true, "read events", () => listEvents(feed.stripe, { types: ["charge.succeeded"] })),
  );
  return { account: feed.account, displayName: account.displayName, livemode: feed.livemode, clockSkew, probes };
}

/** What the credential may do in the sandbox. */
export interface PlatformProbes {
  /** Undefined when the Schema Registry did not say. */
  readonly tenantId: string | undefined;
  readonly probes: readonly Probe[];
}

/** One read for each service that the connector uses. Writing is proven by `apply`, which stops at what is missing. */
export async function probePlatform({ config, platform }: FeedParts): Promise<PlatformProbes> {
  let tenantId: string | undefined;
  const registry = schemaRegistry(platform);
  const isAdobe = config.provision?.runner === "adobe";
  const probes = [
    await probe("View Schemas", true, "read the Schema Registry", async () => {
      tenantId = await registry.tenantId();
    }),
    await probe("View Identity Namespaces", true, "read identity namespaces", () =>
      identityNamespaces(platform).list(),
    ),
    await probe("View Datasets", true, "read Catalog", () => catalog(platform).datasets({ limit: 1 })),
    await probe("View Sources", isAdobe, "read Flow Service", () => flowService(platform).list("connections")),
  ];
  return { tenantId, probes };
}

async function probe(name: string, needed: boolean, act: string, attempt: () => Promise<unknown>): Promise<Probe> {
  try {
    await attempt();
    return { name, needed, granted: true, detail: `may ${act}` };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const { code, next } = error;
    return {
      name,
      needed,
      granted: false,
      detail: `may not ${act}: ${error.message}`,
      code,
      ...(next === undefined ? {} : { next }),
    };
  }
}
