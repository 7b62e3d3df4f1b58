import { ConnectorError, RetryLaterError } from "./errors.ts";
import { openStripe, type FeedParts } from "./open-feed.ts";
import { catalog } from "./platform/catalog.ts";
import { flowService } from "./platform/flow-service.ts";
import { identityNamespaces } from "./platform/identity-namespaces.ts";
import { schemaRegistry } from "./platform/schema-registry.ts";
import { resourceNames, resources } from "./resources.ts";
import { readAccount, type StripeAccount } from "./stripe/account.ts";
import { listEvents } from "./stripe/events.ts";

/** One thing that was tried, and how it went. */
export interface Probe {
  /** What the answer proves: Stripe's permission, or Adobe's in Adobe's words. */
  readonly name: string;
  readonly granted: boolean;
  /** False where nothing harmless can be tried: then `granted` says nothing, and the first act that needs it shows. */
  readonly tried: boolean;
  /** Whether it is needed at all: what the settings do not move need not be readable. */
  readonly needed: boolean;
  readonly detail: string;
  /** What the far side said; absent when it granted. */
  readonly reason?: string;
  readonly next?: string;
  readonly code?: string;
}

/** Whose key it is, and what it may read. */
export interface StripeProbes {
  /** Undefined when the key may not read it. */
  readonly account: string | undefined;
  readonly displayName: string | undefined;
  readonly livemode: boolean;
  /** Milliseconds that this machine's clock is ahead of Stripe's; undefined when nothing was answered to compare with. */
  readonly clockSkew: number | undefined;
  readonly probes: readonly Probe[];
}

/** One read for each permission that the connector needs. Throws `AccessError` when the key is none of Stripe's. */
export async function probeStripe(parts: FeedParts): Promise<StripeProbes> {
  const { config, ports } = parts;
  const { stripe, livemode } = await openStripe(parts);
  let account: StripeAccount | undefined;
  let clockSkew: number | undefined;
  const needsAccount = (config.stripe.account ?? config.stripe.connectedAccount) === undefined;
  const probes = [
    await probe("rak_connected_account_read", needsAccount, "read whose account it is", async () => {
      account = await readAccount(stripe);
      clockSkew = ports.clock.now() - account.respondedAt;
    }),
  ];
  for (const resource of resourceNames) {
    const { listPath, permission } = resources[resource];
    const needed = (config.datasets[resource] ?? []).length > 0;
    probes.push(await probe(permission, needed, `read ${resource}`, () => stripe.list(listPath, { limit: 1 })));
  }
  probes.push(
    await probe("rak_event_read", true, "read events", () => listEvents(stripe, { types: ["charge.succeeded"] })),
  );
  const known = account;
  return { account: known?.id, displayName: known?.displayName, livemode, clockSkew, probes };
}

/** What the credential may do in the sandbox. */
export interface PlatformProbes {
  /** Undefined when the Schema Registry did not say. */
  readonly tenantId: string | undefined;
  readonly probes: readonly Probe[];
}

/**
 * One read for each service that the connector uses, and for writing the removal of an object that cannot exist: who may
 * not write is refused before it is looked for, anybody else hears that there is none.
 */
export async function probePlatform({ config, platform, ports }: FeedParts): Promise<PlatformProbes> {
  let tenantId: string | undefined;
  const nothing = Buffer.from(ports.random.bytes(16)).toString("hex");
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
    await probe("Manage Schemas", true, "write to the Schema Registry", () =>
      registry.remove("schemas", `https://ns.adobe.com/${tenantId ?? ""}/schemas/${nothing}`),
    ),
    await probe("Manage Datasets", true, "write to Catalog", () => catalog(platform).removeDataset(nothing)),
    await probe("Manage Sources", isAdobe, "write to Flow Service", () =>
      flowService(platform).remove("flows", uuidOf(nothing)),
    ),
    untried("Manage Identity Namespaces", "no namespace can be removed, so nothing harmless can be tried"),
  ];
  return { tenantId, probes };
}

/** Flow Service looks only for ids of this form. */
function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function untried(name: string, detail: string): Probe {
  return {
    name,
    needed: true,
    granted: false,
    tried: false,
    detail,
    next: "`stripe-aep apply` shows it: it stops at the first namespace that it may not make, and goes on once it may.",
  };
}

const refusesAll: ReadonlySet<string> = new Set(["SAEP-1101", "SAEP-1201"]);

async function probe(name: string, needed: boolean, act: string, attempt: () => Promise<unknown>): Promise<Probe> {
  try {
    await attempt();
    return { name, needed, granted: true, tried: true, detail: `may ${act}` };
  } catch (error) {
    // A key or a token that is refused altogether is not a permission that is missing.
    if (!(error instanceof ConnectorError) || error instanceof RetryLaterError || refusesAll.has(error.code))
      throw error;
    const { code, next } = error;
    return {
      name,
      needed,
      granted: false,
      tried: true,
      detail: `may not ${act}`,
      reason: error.message,
      code,
      ...(next === undefined ? {} : { next }),
    };
  }
}
