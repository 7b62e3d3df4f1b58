import { request } from "./request.ts";
import type { AuditEntry, AuditVerification, Page } from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

export function useAudit(): LiveAnswer<Pages<AuditEntry>> & { readonly loadMore: () => void } {
  return usePages("audit", (cursor, signal) =>
    request<Page<AuditEntry>>("/v1/audit", { query: { cursor, limit: 200 }, signal }),
  );
}

export function useAuditVerification(): LiveAnswer<AuditVerification> {
  return useAnswer("audit verification", (signal) => request<AuditVerification>("/v1/audit/verification", { signal }));
}
