import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

/** Who is signed in, where, and what he may do. */
export interface Session {
  readonly name: string;
  readonly imsOrg: string;
  readonly sandbox: string;
  /** Sent as `x-api-key` to Adobe's paths. */
  readonly apiKey: string;
  /** `sources.view`, `sources.manage`, `admin`. */
  readonly scopes: readonly string[];
  /** Whether Stripe and Experience Platform are the simulated ones. */
  readonly simulated: boolean;
}

export function readSession(options: { readonly token?: string; readonly signal?: AbortSignal } = {}): Promise<Session> {
  return request<Session>("/v1/session", options);
}

export function useSession(): LiveAnswer<Session> {
  return useAnswer("session", (signal) => readSession({ signal }));
}

/** Whether buttons that change something are offered; the server decides again. */
export function useMayManage(): boolean {
  const scopes = useSession().value?.scopes ?? [];
  return scopes.includes("sources.manage") || scopes.includes("admin");
}
