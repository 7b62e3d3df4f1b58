import type { LedgerFigures, ResourceName, RunReport, SyncMode, SyncProgress } from "@stripe-aep/core";
import { useEffect, useState } from "react";
import { readEvents } from "./event-stream.ts";
import type { PageOf } from "./page-of.ts";
import { request } from "./request.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

export type RunStatus = RunReport["status"];
export type { LedgerFigures, ResourceName, RunReport, SyncMode, SyncProgress };

export interface ErrorGroup {
  readonly code: string;
  readonly title: string;
  readonly count: number;
  readonly resource: ResourceName;
  /** What to do about it. */
  readonly next: string;
  /** A few ids to look at. */
  readonly examples: readonly string[];
}

/** One window of `created` that the run reads with one cursor. Times are unix seconds. */
export interface Slice {
  readonly resource: ResourceName;
  readonly from: number | null;
  readonly to: number;
  /** Share of the window that is proven, 0 to 1. */
  readonly done: number;
}

export interface RunFilter {
  readonly status?: string | undefined;
  readonly resource?: string | undefined;
}

export function useRuns(filter: RunFilter): LiveAnswer<Pages<RunReport>> & { readonly loadMore: () => void } {
  return usePages(`runs ${JSON.stringify(filter)}`, (cursor, signal) =>
    request<PageOf<RunReport>>("/v1/runs", { query: { ...filter, cursor, limit: 100 }, signal }),
  );
}

export function useRun(runId: string): LiveAnswer<RunReport> {
  return useAnswer(`run ${runId}`, (signal) => request<RunReport>(`/v1/runs/${encodeURIComponent(runId)}`, { signal }), 2000);
}

export function useRunErrors(runId: string): LiveAnswer<readonly ErrorGroup[]> {
  return useAnswer(
    `run errors ${runId}`,
    async (signal) =>
      (await request<{ readonly items: readonly ErrorGroup[] }>(`/v1/runs/${encodeURIComponent(runId)}/errors`, { signal })).items,
    5000,
  );
}

export async function startRun(given: {
  readonly resources?: readonly ResourceName[];
  readonly mode?: SyncMode;
}): Promise<string> {
  const started = await request<{ readonly runId: string }>("/v1/runs", { method: "POST", body: given });
  return started.runId;
}

export function cancelRun(runId: string): Promise<void> {
  return request(`/v1/runs/${encodeURIComponent(runId)}/cancel`, { method: "POST" });
}

/** The latest word on each resource of a run that goes on. */
export type LiveProgress = Partial<Readonly<Record<ResourceName, SyncProgress>>>;

/** Follows a run while it goes on; `rates` keeps the last minutes of the total rate for a line. */
export function useProgress(runId: string, running: boolean): { readonly progress: LiveProgress; readonly rates: readonly number[] } {
  const [progress, setProgress] = useState<LiveProgress>({});
  const [rates, setRates] = useState<readonly number[]>([]);
  useEffect(() => {
    if (!running) return undefined;
    const ended = new AbortController();
    let latest: LiveProgress = {};
    readEvents(`/v1/runs/${encodeURIComponent(runId)}/events`, ended.signal, ({ event, data }) => {
      if (event !== "progress") return;
      const one = JSON.parse(data) as SyncProgress;
      latest = { ...latest, [one.resource]: one };
      setProgress(latest);
      const reading = Object.values(latest).filter(({ phase }) => phase === "reading" || phase === "delivering");
      const total = reading.reduce((sum, { ratePerSecond }) => sum + ratePerSecond, 0);
      setRates((before) => [...before.slice(-179), total]);
    }).catch(() => undefined); // The page asks for the run's figures anyway; the stream only makes them smoother.
    return () => ended.abort();
  }, [runId, running]);
  return { progress, rates };
}
