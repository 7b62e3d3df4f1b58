import { paging } from "./query-parameters.ts";
import type { RouteRow } from "./route-row.ts";

/** Who is asking, and what is connected. */
export const connectionRoutes = {
  getSession: {
    method: "GET",
    path: "/session",
    summary: "Who the token belongs to, and what this service is",
    scope: "sources.view",
    answer: { one: "Session" },
  },
  getOverview: {
    method: "GET",
    path: "/overview",
    summary: "Each resource's lag, rate and last reconciliation, and what needs somebody",
    scope: "sources.view",
    answer: { one: "Overview" },
  },
  streamEvents: {
    method: "GET",
    path: "/events",
    summary: "Server-sent events: runs, progress, operations, changes",
    scope: "sources.view",
    answer: { one: "ServiceEvent" },
    mediaType: "text/event-stream",
  },
  getOperation: {
    method: "GET",
    path: "/operations/{id}",
    summary: "Work that outlives its request",
    scope: "sources.view",
    answer: { one: "Operation" },
  },
  getError: {
    method: "GET",
    path: "/errors/{code}",
    summary: "What an error code means and what to do",
    scope: "sources.view",
    answer: {
      inline: {
        type: "object",
        properties: {
          code: { type: "string" },
          title: { type: "string" },
          meaning: { type: "string" },
          next: { type: "string" },
        },
        required: ["code", "title", "meaning", "next"],
      },
    },
  },

  getCatalog: {
    method: "GET",
    path: "/catalog",
    summary: "The sources catalog's card of Stripe",
    scope: "sources.view",
    answer: { list: "CatalogCard" },
  },
  listConnections: {
    method: "GET",
    path: "/connections",
    summary: "Base connections",
    scope: "sources.view",
    query: paging,
    answer: { page: "Connection" },
  },
  createConnection: {
    method: "POST",
    path: "/connections",
    summary: "Connect a Stripe account; the key is tried first",
    scope: "sources.manage",
    body: { one: "ConnectionInput" },
    status: 201,
    answer: { one: "Connection" },
  },
  checkKey: {
    method: "POST",
    path: "/connections/check",
    summary: "What a key opens, before it is kept",
    scope: "sources.manage",
    body: {
      inline: {
        type: "object",
        properties: { accessToken: { type: "string", minLength: 1, maxLength: 4096 } },
        required: ["accessToken"],
        additionalProperties: false,
      },
    },
    answer: { one: "ConnectionCheck" },
  },
  getConnection: {
    method: "GET",
    path: "/connections/{id}",
    summary: "One base connection",
    scope: "sources.view",
    answer: { one: "Connection" },
  },
  renameConnection: {
    method: "PATCH",
    path: "/connections/{id}",
    summary: "Name and description; If-Match",
    scope: "sources.manage",
    body: {
      inline: {
        type: "object",
        properties: {
          name: { type: "string", minLength: 1, maxLength: 512 },
          description: { type: "string", maxLength: 4096 },
        },
        additionalProperties: false,
      },
    },
    answer: { one: "Connection" },
  },
  deleteConnection: {
    method: "DELETE",
    path: "/connections/{id}",
    summary: "Refused while flows use it",
    scope: "sources.manage",
    status: 204,
  },
  checkConnection: {
    method: "POST",
    path: "/connections/{id}/check",
    summary: "What the kept key opens now, permission by permission",
    scope: "sources.view",
    answer: { one: "ConnectionCheck" },
  },
  rotateConnection: {
    method: "POST",
    path: "/connections/{id}/rotate",
    summary: "A new key of the same account, a new webhook secret, or both",
    scope: "sources.manage",
    body: {
      inline: {
        type: "object",
        properties: {
          accessToken: { type: "string", minLength: 1, maxLength: 4096 },
          webhookSecrets: { type: "array", items: { type: "string", minLength: 8, maxLength: 512 }, maxItems: 8 },
        },
        additionalProperties: false,
      },
    },
    answer: { one: "Connection" },
  },
  registerWebhook: {
    method: "POST",
    path: "/connections/{id}/webhook",
    summary: "Register this service's endpoint at Stripe, or roll its secret when it is registered",
    scope: "sources.manage",
    answer: { one: "Connection" },
  },
  previewResource: {
    method: "GET",
    path: "/connections/{id}/resources/{resource}/preview",
    summary: "Fields and newest objects of a resource",
    scope: "sources.view",
    answer: { one: "ResourcePreview" },
  },
} as const satisfies Readonly<Record<string, RouteRow>>;
