import { request } from "./request.ts";
import type { Session } from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

export function readSession(
  options: { readonly token?: string; readonly signal?: AbortSignal } = {},
): Promise<Session> {
  return request<Session>("/v1/session", options);
}

export function useSession(): LiveAnswer<Session> {
  return useAnswer("session", (signal) => readSession({ signal }));
}

/** `{TENANT}` in an XDM path stands for the tenant id, which the platform gave. */
export function useTenantPath(): (path: string) => string {
  const tenantId = useSession().value?.tenantId ?? null;
  return (path) => (tenantId === null ? path : path.replaceAll("{TENANT}", tenantId));
}

/** Whether buttons that change something are offered; the server decides again. */
export function useMayManage(): boolean {
  const scopes = useSession().value?.scopes ?? [];
  return scopes.includes("sources.manage") || scopes.includes("admin");
}
