import { request } from "./request.ts";
import type { FieldRow, Page } from "./types.ts";
import type { LiveAnswer } from "./use-answer.ts";
import { usePages, type Pages } from "./use-pages.ts";

export function useFields(filter: {
  readonly resource?: string | undefined;
  readonly search?: string | undefined;
}): LiveAnswer<Pages<FieldRow>> & { readonly loadMore: () => void } {
  return usePages(`fields ${JSON.stringify(filter)}`, (cursor, signal) =>
    request<Page<FieldRow>>("/v1/fields", { query: { ...filter, cursor, limit: 200 }, signal }),
  );
}
