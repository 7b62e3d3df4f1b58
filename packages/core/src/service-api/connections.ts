import type { ResourceName } from "../resources.ts";
import type { PolicyAction } from "../xdm/mapping.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";

/** `GET /v1/catalog`: the sources catalog's card of Stripe. */
export interface CatalogCard {
  readonly connectionSpecId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly isBeta: boolean;
  readonly accounts: number;
  readonly flows: number;
  readonly authentication: readonly {
    readonly specName: string;
    readonly fields: readonly {
      readonly name: string;
      readonly description: string;
      readonly secret: boolean;
      readonly required: boolean;
    }[];
  }[];
  readonly resources: readonly CatalogResource[];
}

export interface CatalogResource {
  readonly name: ResourceName;
  readonly label: string;
  /** The restricted-key permission that opens it, as Stripe names it. */
  readonly permission: string;
  /** Which datasets it can feed; the first is the recommended one. */
  readonly datasets: readonly DatasetKind[];
  /** Of these, the datasets that are meant for Real-Time Customer Profile. */
  readonly profileDatasets: readonly DatasetKind[];
  /** Whether changes announce themselves (events) or are found by listing again. */
  readonly announcesChanges: boolean;
}

export interface Connection {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly state: "enabled" | "disabled" | "draft";
  /** `acct_…`; null for a draft. */
  readonly account: string | null;
  readonly livemode: boolean | null;
  readonly flows: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** For `If-Match` of PATCH. */
  readonly etag: string;
  /** Where Stripe's webhooks for it arrive; secrets are kept, never shown. */
  readonly webhook: { readonly url: string; readonly secrets: number; readonly endpointId: string | null };
}

/** `POST /v1/connections` and `POST /v1/connections/{id}/rotate`. */
export interface ConnectionInput {
  readonly name: string;
  readonly description?: string;
  readonly accessToken: string;
  /** Signing secrets (`whsec_…`) of webhook endpoints made by hand; two while one is being rolled. */
  readonly webhookSecrets?: readonly string[];
}

/** `POST /v1/connections/check` with a key not yet kept, `POST /v1/connections/{id}/check` with the kept one. */
export interface ConnectionCheck {
  readonly valid: boolean;
  readonly account: string | null;
  readonly livemode: boolean | null;
  /** Why the key as a whole is refused. */
  readonly message: string | null;
  readonly permissions: readonly {
    readonly resource: ResourceName;
    readonly permission: string;
    readonly granted: boolean;
    /** What to do in Stripe's dashboard. */
    readonly next: string | null;
  }[];
}

/** `GET /v1/connections/{id}/resources/{resource}/preview`. */
export interface ResourcePreview {
  readonly resource: ResourceName;
  /** Every field that Stripe declares, sampled or not. */
  readonly fields: readonly PreviewField[];
  /** Newest objects as Stripe sends them. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export interface PreviewField {
  readonly path: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly documentation: string;
  /** Where the generated mapping puts it; null: nowhere. */
  readonly xdmPath: string | null;
}

export interface DataSet {
  readonly id: string;
  readonly name: string;
  readonly schemaId: string | null;
  readonly profileEnabled: boolean;
  readonly createdAt: number;
}

/** `GET /v1/fields`: the field table. */
export interface FieldRow {
  readonly resource: ResourceName;
  readonly path: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly documentation: string;
  /** `mapped`, `dropped`, … */
  readonly action: string;
  readonly xdmPath: string | null;
  readonly xdmType: string | null;
  readonly conversion: string | null;
  readonly labels: readonly string[];
  /** What each preset does: `keep`, `hash` or `drop`. */
  readonly policy: Readonly<Record<string, string>>;
  /** What this server's own policy does; null for a field that no mapping has. */
  readonly decision: PolicyAction | null;
  /** The rule that decided, as a sentence. */
  readonly rule: string;
}
