import { paging } from "./query-parameters.ts";
import type { RouteRow } from "./route-row.ts";

/** Audit log, access tokens, alerts. */
export const administrationRoutes = {
  listAudit: {
    method: "GET",
    path: "/audit",
    summary: "The audit log, newest first",
    scope: "admin",
    query: paging,
    answer: { page: "AuditEntry" },
  },
  exportAudit: {
    method: "GET",
    path: "/audit/export",
    summary: "The whole audit log, one entry a line",
    scope: "admin",
    answer: { one: "AuditEntry" },
    mediaType: "application/x-ndjson",
  },
  verifyAudit: {
    method: "GET",
    path: "/audit/verification",
    summary: "Whether the chain of hashes is whole",
    scope: "admin",
    answer: { one: "AuditVerification" },
  },
  listTokens: {
    method: "GET",
    path: "/tokens",
    summary: "Access tokens, without the tokens",
    scope: "admin",
    answer: { list: "ApiToken" },
  },
  createToken: {
    method: "POST",
    path: "/tokens",
    summary: "The only answer that shows the token",
    scope: "admin",
    body: {
      inline: {
        type: "object",
        properties: {
          name: { type: "string", minLength: 1, maxLength: 200 },
          scopes: {
            type: "array",
            items: { enum: ["sources.view", "sources.manage", "admin"] },
            minItems: 1,
            maxItems: 3,
          },
          expiresAt: { type: "integer", minimum: 0 },
          sandbox: {
            type: "string",
            pattern: "^[a-z0-9][a-z0-9-]{0,255}$",
            description: "Another sandbox of the organisation; absent: the administrator's own.",
          },
        },
        required: ["name", "scopes"],
        additionalProperties: false,
      },
    },
    status: 201,
    answer: { one: "NewApiToken" },
  },
  revokeToken: { method: "DELETE", path: "/tokens/{id}", summary: "Refused from now on", scope: "admin", status: 204 },
  listAlerts: {
    method: "GET",
    path: "/alerts",
    summary: "Where alerts are sent",
    scope: "sources.view",
    answer: { list: "Alert" },
  },
  createAlert: {
    method: "POST",
    path: "/alerts",
    summary: "Send alerts to a URL",
    scope: "admin",
    body: {
      inline: {
        type: "object",
        properties: {
          url: { type: "string", minLength: 1, maxLength: 2048 },
          events: {
            type: "array",
            minItems: 1,
            maxItems: 5,
            items: { enum: ["run.started", "run.succeeded", "run.failed", "ingestion.delayed", "ingestion.lacking"] },
          },
          flowId: { type: "string", maxLength: 100 },
        },
        required: ["url", "events"],
        additionalProperties: false,
      },
    },
    status: 201,
    answer: { one: "Alert" },
  },
  deleteAlert: { method: "DELETE", path: "/alerts/{id}", summary: "No more alerts there", scope: "admin", status: 204 },
} as const satisfies Readonly<Record<string, RouteRow>>;
