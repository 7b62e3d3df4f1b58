import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import type { Page } from "./types.ts";
import { asProblem, type Problem } from "./problem.ts";
import type { LiveAnswer } from "./use-answer.ts";

export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  readonly more: boolean;
}

type Load<Item> = (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;

interface State<Item> {
  readonly pages: Pages<Item> | undefined;
  readonly cursor: string | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  readonly readAt: number | undefined;
}

type Change<Item> =
  | { readonly kind: "begin"; readonly afresh: boolean }
  | { readonly kind: "page"; readonly page: Page<Item>; readonly first: boolean }
  | { readonly kind: "problem"; readonly problem: Problem };

const nothing = { pages: undefined, cursor: undefined, problem: undefined, loading: true, readAt: undefined };

function change<Item>(state: State<Item>, act: Change<Item>): State<Item> {
  if (act.kind === "begin") return act.afresh ? { ...nothing } : { ...state, loading: true };
  if (act.kind === "problem") return { ...state, problem: act.problem, loading: false };
  const before = act.first ? [] : (state.pages?.items ?? []);
  return {
    pages: { items: [...before, ...act.page.items], total: act.page.total, more: act.page.next !== null },
    cursor: act.page.next ?? undefined,
    problem: undefined,
    loading: false,
    readAt: Date.now(),
  };
}

/** A long list, piece by piece as the reader needs it. A new `question` (another filter) begins afresh. */
export function usePages<Item>(
  question: string,
  load: Load<Item>,
): LiveAnswer<Pages<Item>> & { readonly loadMore: () => void } {
  const [state, dispatch] = useReducer(change<Item>, nothing);
  const latest = useRef(load);
  const running = useRef<AbortController | undefined>(undefined);
  const cursor = useRef<string | undefined>(undefined);
  useEffect(() => {
    latest.current = load;
    cursor.current = state.cursor;
  });

  const fetchPage = useCallback(async (first: boolean) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    dispatch({ kind: "begin", afresh: false });
    try {
      const page = await latest.current(first ? undefined : cursor.current, own.signal);
      if (!own.signal.aborted) dispatch({ kind: "page", page, first });
    } catch (error) {
      if (!own.signal.aborted) dispatch({ kind: "problem", problem: asProblem(error) });
    } finally {
      if (running.current === own) running.current = undefined;
    }
  }, []);

  useEffect(() => {
    dispatch({ kind: "begin", afresh: true });
    void fetchPage(true);
    return () => running.current?.abort();
  }, [question, fetchPage]);

  const refresh = useCallback(() => void fetchPage(true), [fetchPage]);
  const loadMore = useCallback(() => {
    if (running.current === undefined && cursor.current !== undefined) void fetchPage(false);
  }, [fetchPage]);
  return useMemo(
    () => ({
      value: state.pages,
      problem: state.problem,
      loading: state.loading,
      readAt: state.readAt,
      refresh,
      loadMore,
    }),
    [state, refresh, loadMore],
  );
}
