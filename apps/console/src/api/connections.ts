import { request } from "./request.ts";
import type {
  CatalogCard,
  Connection,
  ConnectionCheck,
  ConnectionInput,
  Page,
  PlanSummary,
  ResourcePreview,
} from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

const path = (id: string, rest = "") => `/v1/connections/${encodeURIComponent(id)}${rest}`;

export function useCatalog(): LiveAnswer<readonly CatalogCard[]> {
  return useAnswer("catalog", (signal) => request<readonly CatalogCard[]>("/v1/catalog", { signal }));
}

export function useConnections(): LiveAnswer<readonly Connection[]> {
  return useAnswer(
    "connections",
    async (signal) => (await request<Page<Connection>>("/v1/connections", { query: { limit: 500 }, signal })).items,
    15_000,
  );
}

export function useConnection(id: string): LiveAnswer<Connection> {
  return useAnswer(`connection ${id}`, (signal) => request<Connection>(path(id), { signal }));
}

/** What a key opens, before it is kept. */
export function checkKey(accessToken: string): Promise<ConnectionCheck> {
  return request<ConnectionCheck>("/v1/connections/check", { method: "POST", body: { accessToken } });
}

/** What the kept key opens now. */
export function checkConnection(id: string, signal?: AbortSignal): Promise<ConnectionCheck> {
  return request<ConnectionCheck>(path(id, "/check"), { method: "POST", ...(signal && { signal }) });
}

export function createConnection(input: ConnectionInput): Promise<Connection> {
  return request<Connection>("/v1/connections", { method: "POST", body: input });
}

/** Refused when somebody else changed the connection since it was read. */
export function renameConnection(
  connection: Connection,
  change: { readonly name: string; readonly description: string },
): Promise<Connection> {
  return request<Connection>(path(connection.id), {
    method: "PATCH",
    headers: { "if-match": connection.etag },
    body: change,
  });
}

export function rotateConnection(
  id: string,
  change: { readonly accessToken?: string; readonly webhookSecrets?: readonly string[] },
): Promise<Connection> {
  return request<Connection>(path(id, "/rotate"), { method: "POST", body: change });
}

/** Registers the endpoint at Stripe, or rolls its secret when it is registered. */
export function registerWebhook(id: string): Promise<Connection> {
  return request<Connection>(path(id, "/webhook"), { method: "POST" });
}

export function deleteConnection(id: string): Promise<unknown> {
  return request(path(id), { method: "DELETE" });
}

export function usePreview(connectionId: string, resource: string): LiveAnswer<ResourcePreview> {
  return useAnswer(`preview ${connectionId} ${resource}`, (signal) =>
    request<ResourcePreview>(path(connectionId, `/resources/${encodeURIComponent(resource)}/preview`), { signal }),
  );
}

/** What would be created or changed at the platform for a connection. */
export function usePlan(connectionId: string): LiveAnswer<PlanSummary> {
  return useAnswer(`plan ${connectionId}`, (signal) =>
    request<PlanSummary>("/v1/plans", { method: "POST", body: { connectionId }, signal }),
  );
}
