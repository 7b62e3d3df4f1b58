import { finished } from "./operations.ts";
import { request } from "./request.ts";
import type {
  Operation,
  Page,
  QuarantinedRecord,
  QuarantinedRecordDetail,
  QuarantineGroup,
  QuarantineSelection,
} from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

export interface QuarantineFilter {
  readonly status?: string | undefined;
  readonly resource?: string | undefined;
  readonly code?: string | undefined;
}

export function useQuarantine(
  filter: QuarantineFilter,
): LiveAnswer<Pages<QuarantinedRecord>> & { readonly loadMore: () => void } {
  return usePages(`quarantine ${JSON.stringify(filter)}`, (cursor, signal) =>
    request<Page<QuarantinedRecord>>("/v1/quarantine", { query: { ...filter, cursor, limit: 200 }, signal }),
  );
}

export function useQuarantineGroups(): LiveAnswer<readonly QuarantineGroup[]> {
  return useAnswer(
    "quarantine groups",
    (signal) => request<readonly QuarantineGroup[]>("/v1/quarantine/groups", { signal }),
    15_000,
  );
}

export function useQuarantinedRecord(id: string): LiveAnswer<QuarantinedRecordDetail> {
  return useAnswer(`quarantine/${id}`, (signal) =>
    request<QuarantinedRecordDetail>(`/v1/quarantine/${encodeURIComponent(id)}`, { signal }),
  );
}

export interface ReplayReport {
  readonly replayed: number;
  readonly refused: number;
}

/** Reads the objects again at Stripe and sends them by the normal way; what is refused again stays. */
export async function replay(selection: QuarantineSelection): Promise<ReplayReport> {
  const started = await request<Operation>("/v1/quarantine/replay", { method: "POST", body: selection });
  const { result } = await finished(started);
  return { replayed: Number(result?.replayed ?? 0), refused: Number(result?.refused ?? 0) };
}

export function drop(selection: QuarantineSelection): Promise<unknown> {
  return request("/v1/quarantine/drop", { method: "POST", body: selection });
}
