import type { PolicyAction, PolicyPreset } from "../xdm/mapping.ts";

/** `sources.view` is *View Sources*, `sources.manage` is *Manage Sources*; `admin` adds tokens, audit log and alerts. */
export type Scope = "sources.view" | "sources.manage" | "admin";

/** `GET /v1/session`: who the token belongs to, and what the service is. */
export interface Session {
  readonly user: string;
  readonly scopes: readonly Scope[];
  readonly imsOrganization: string;
  readonly sandbox: string;
  /** What Adobe's paths want as `x-api-key`: it names the client, and is no secret. */
  readonly apiKey: string;
  /** Without the underscore: `acme`; null when the platform could not be asked. */
  readonly tenantId: string | null;
  /** Whether account and platform are simulated on this machine. */
  readonly simulated: boolean;
  readonly version: string;
  readonly store: "sqlite" | "postgres";
  /** What generated flows send. */
  readonly policy: ServerPolicy;
  /** Milliseconds since 1970 by the service's clock: what "stale" is measured against. */
  readonly now: number;
}

/** The field policy of a server: a preset, single fields that differ from it by Stripe path, promoted metadata keys. */
export interface ServerPolicy {
  readonly preset: PolicyPreset;
  readonly fields: Readonly<Record<string, PolicyAction>>;
  /** Column of `_{TENANT}.stripe_metadata`, by resource and metadata key. */
  readonly promotedKeys: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** `POST /v1/tokens`: the only answer that holds the token itself. */
export interface NewApiToken extends ApiToken {
  readonly token: string;
}

export interface AuditEntry {
  readonly sequence: number;
  readonly at: number;
  readonly actor: string;
  /** `connection.create`, `flow.disable`, `quarantine.replay`, `token.create`, … */
  readonly action: string;
  /** Id of what was acted on. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
  readonly hash: string;
}

/** `GET /v1/audit/verification`: whether the chain of hashes is whole. */
export interface AuditVerification {
  readonly whole: boolean;
  readonly entries: number;
  /** The first entry that was changed, or after which one is missing. */
  readonly brokenAt: number | null;
}

/** What alerts are sent for. */
export type AlertEvent = "run.started" | "run.succeeded" | "run.failed" | "ingestion.delayed" | "ingestion.lacking";

export interface Alert {
  readonly id: string;
  readonly url: string;
  readonly events: readonly AlertEvent[];
  /** Null: all flows. */
  readonly flowId: string | null;
  readonly createdAt: number;
  readonly lastDelivery: { readonly at: number; readonly status: number; readonly error: string | null } | null;
}

/** RFC 9457. `code` is a row of the error table, which `GET /v1/errors/{code}` explains. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  /** The next act. */
  readonly next?: string;
  /** Where: a Stripe id, an XDM path, a member of the request. */
  readonly where?: string;
  readonly requestId: string;
  /** Of a request that is not valid: each member at fault. */
  readonly problems?: readonly { readonly where: string; readonly message: string }[];
}

/** Lists have cursors: `next` goes into `?cursor=`; null at the end. `total` counts all that match. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly total: number;
}

/**
 * Work that outlives its request, and its server: another one takes it up. `GET /v1/operations/{id}` and the event stream
 * tell how it goes.
 */
export interface Operation {
  readonly id: string;
  readonly kind: "apply" | "set-up" | "reconcile" | "repair" | "replay";
  readonly state: "running" | "succeeded" | "failed";
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** What is being done, in words, newest last. */
  readonly steps: readonly { readonly at: number; readonly message: string }[];
  /** Done and expected, when both are known. */
  readonly progress: { readonly done: number; readonly of: number | null } | null;
  /** By kind: `{flowIds}`, `{reconciliationId}`, `{replayed, stillRefused}`, `{runId}`, … */
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly problem: Problem | null;
}
