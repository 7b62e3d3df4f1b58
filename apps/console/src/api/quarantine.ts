import type { DatasetKind, ResourceName } from "@stripe-aep/core";
import type { PageOf } from "./page-of.ts";
import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

export interface QuarantinedRecord {
  readonly id: string;
  readonly runId: string;
  readonly resource: ResourceName;
  readonly dataset: DatasetKind;
  readonly objectId: string;
  /** Where in the record. */
  readonly path: string;
  /** What should hold and does not. */
  readonly rule: string;
  readonly code: string;
  readonly status: "open" | "replayed" | "dropped";
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface QuarantinedSource extends QuarantinedRecord {
  /** The record as it was refused. */
  readonly source: unknown;
  /** What to do about the code. */
  readonly next?: string;
}

export interface QuarantineFilter {
  readonly status?: string | undefined;
  readonly resource?: string | undefined;
  readonly code?: string | undefined;
}

export function useQuarantine(
  filter: QuarantineFilter,
): LiveAnswer<Pages<QuarantinedRecord>> & { readonly loadMore: () => void } {
  return usePages(`quarantine ${JSON.stringify(filter)}`, (cursor, signal) =>
    request<PageOf<QuarantinedRecord>>("/v1/quarantine", { query: { ...filter, cursor, limit: 200 }, signal }),
  );
}

export function useQuarantinedRecord(id: string): LiveAnswer<QuarantinedSource> {
  return useAnswer(`quarantine/${id}`, (signal) =>
    request<QuarantinedSource>(`/v1/quarantine/${encodeURIComponent(id)}`, { signal }),
  );
}

export interface ReplayReport {
  readonly replayed: number;
  readonly stillRefused: number;
}

/** Reads the objects again at Stripe and sends them by the normal way; what is refused again stays. */
export function replay(ids: readonly string[]): Promise<ReplayReport> {
  return request<ReplayReport>("/v1/quarantine/replay", { method: "POST", body: { ids } });
}

export function drop(ids: readonly string[]): Promise<unknown> {
  return request("/v1/quarantine/drop", { method: "POST", body: { ids } });
}
