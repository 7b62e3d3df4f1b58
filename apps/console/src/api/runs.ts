import { useCallback, useState } from "react";
import { request } from "./request.ts";
import { useServiceEvents } from "./service-events.ts";
import type { Page, Run, RunProgress, RunSummary, ServiceEvent } from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

const pageLength = 200;

export interface RunFilter {
  readonly status?: string | undefined;
  readonly resource?: string | undefined;
  readonly flowId?: string | undefined;
}

export function useRuns(filter: RunFilter): LiveAnswer<Pages<RunSummary>> & { readonly loadMore: () => void } {
  const runs = usePages(`runs ${JSON.stringify(filter)}`, (cursor, signal) =>
    request<Page<RunSummary>>("/v1/runs", { query: { ...filter, cursor, limit: pageLength }, signal }),
  );
  const { refresh, value } = runs;
  // A reader who has scrolled beyond the first page keeps what he looks at.
  const onFirstPage = (value?.items.length ?? 0) <= pageLength;
  useServiceEvents(onFirstPage, ({ type }) => {
    if (type === "run") refresh();
  });
  return runs;
}

export function useRun(id: string): LiveAnswer<Run> {
  return useAnswer(`run ${id}`, (signal) => request<Run>(`/v1/runs/${encodeURIComponent(id)}`, { signal }), 2000);
}

export function cancelRun(id: string): Promise<RunSummary> {
  return request<RunSummary>(`/v1/runs/${encodeURIComponent(id)}/cancel`, { method: "POST" });
}

export function retryRun(id: string): Promise<RunSummary> {
  return request<RunSummary>(`/v1/runs/${encodeURIComponent(id)}/retry`, { method: "POST" });
}

const keptRates = 180;

/** The latest word on a run that goes on, and its rate over the last minutes. */
export function useProgress(
  runId: string,
  running: boolean,
): { readonly progress: RunProgress | undefined; readonly rates: readonly number[] } {
  const [progress, setProgress] = useState<RunProgress>();
  const [rates, setRates] = useState<readonly number[]>([]);
  useServiceEvents(
    running,
    useCallback(
      (event: ServiceEvent) => {
        if (event.type !== "progress" || event.progress.runId !== runId) return;
        setProgress(event.progress);
        setRates((before) => [...before.slice(1 - keptRates), event.progress.ratePerSecond]);
      },
      [runId],
    ),
  );
  return { progress, rates };
}
