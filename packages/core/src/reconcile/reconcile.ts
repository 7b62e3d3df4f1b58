import type { Clock } from "../ports/ports.ts";
import type { PlatformClient } from "../platform/client.ts";
import type { ResourceName } from "../resources.ts";
import type { StripeClient } from "../stripe/client.ts";
import type { TenantSchemas } from "../xdm/load-schemas.ts";
import type { FieldPolicy } from "../xdm/policy.ts";
import type { Knowledge } from "./judge-object.ts";
import { reconcileResource } from "./reconcile-resource.ts";
import { type LedgerVerdict, type ReconcileLevel, type ReconcileReport, worstVerdict } from "./report.ts";

/** An object dataset and the resource whose objects it should hold. */
export interface ReconcileTarget {
  readonly resource: ResourceName;
  /** The dataset of the kind `object`. */
  readonly datasetId: string;
}

/** What the connector's own store remembers; without it, differences are found as well but explained less. */
export interface ReconcileMemory {
  /** Of these objects; ids that nothing is known of may be left out. */
  know(resource: ResourceName, ids: readonly string[]): Promise<ReadonlyMap<string, Knowledge>>;
  /** The equations of the runs of this resource. */
  ledger(resource: ResourceName): Promise<LedgerVerdict | undefined>;
  /** Objects of which a row was accepted, tombstones included. */
  count(resource: ResourceName): Promise<number>;
}

export interface ReconcileInput {
  readonly stripe: StripeClient;
  readonly platform: PlatformClient;
  readonly schemas: TenantSchemas;
  readonly policy: FieldPolicy;
  readonly clock: Clock;
  /** `acct_…` */
  readonly account: string;
  readonly livemode: boolean;
  readonly targets: readonly ReconcileTarget[];
  /** Default `digests`. */
  readonly level?: ReconcileLevel | undefined;
  /** Window of `created` in unix seconds; from inclusive, to exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Objects created before this (unix seconds) are not moved: that they are missing is in order. */
  readonly since?: number | undefined;
  readonly memory?: ReconcileMemory | undefined;
  readonly onProgress?: ((progress: ReconcileProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How far one side of one resource has been read. */
export interface ReconcileProgress {
  readonly resource: ResourceName;
  readonly side: "platform" | "stripe";
  /** Rows or objects read so far. */
  readonly read: number;
}

/**
 * Reads both sides over HTTP (all rows of each dataset, then all objects of each list) and says where they differ and why.
 * Memory stays within some 100 bytes for each object, whatever its size. Changes nothing on either side.
 */
export async function reconcile(input: ReconcileInput): Promise<ReconcileReport> {
  const startedAt = input.clock.now();
  const results = await Promise.all(input.targets.map((target) => reconcileResource(input, target)));
  return {
    level: input.level ?? "digests",
    account: input.account,
    livemode: input.livemode,
    startedAt,
    endedAt: input.clock.now(),
    from: input.from,
    to: input.to,
    resources: Object.fromEntries(results.map((result) => [result.resource, result])),
    verdict: worstVerdict(results.map(({ verdict }) => verdict)),
  };
}
