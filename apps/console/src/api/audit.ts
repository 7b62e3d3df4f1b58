import type { PageOf } from "./page-of.ts";
import { request } from "./request.ts";
import type { LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

export interface AuditEntry {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: unknown;
  readonly hash: string;
}

export function useAudit(): LiveAnswer<Pages<AuditEntry>> & { readonly loadMore: () => void } {
  return usePages("audit", (cursor, signal) =>
    request<PageOf<AuditEntry>>("/v1/audit", { query: { cursor, limit: 200 }, signal }),
  );
}
