import { request } from "./request.ts";
import type { Overview } from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

export function useOverview(): LiveAnswer<Overview> {
  return useAnswer("overview", (signal) => request<Overview>("/v1/overview", { signal }), 5000);
}
