import { RetryLaterError } from "../errors.ts";
import type { PlatformClient } from "./client.ts";

const base = "/data/foundation/query/queries";

export interface Query {
  readonly id: string;
  readonly state: "SUBMITTED" | "IN_PROGRESS" | "SUCCESS" | "FAILED" | "KILLED" | "THROTTLED";
  readonly sql?: string;
  readonly rowCount?: number;
  readonly errors?: readonly { readonly code?: string; readonly message?: string }[];
  readonly [member: string]: unknown;
}

const ended: ReadonlySet<Query["state"]> = new Set(["SUCCESS", "FAILED", "KILLED"]);

/** Adobe's Query Service API: SQL over the data lake. Its answers stay in the lake; only state and counts come back. */
export function queryService(client: PlatformClient) {
  const get = async (id: string): Promise<Query> =>
    (await client.send({ method: "GET", path: `${base}/${id}` })).json() as Query;
  return {
    submit: async (query: { readonly name: string; readonly sql: string }): Promise<Query> => {
      const body = { dbName: `${client.sandbox}:all`, ...query };
      return (await client.send({ method: "POST", path: base, json: body })).json() as Query;
    },
    get,

    /** Asks again every `everyMilliseconds` until the query has ended; `RetryLaterError` after `timeoutMilliseconds`. */
    wait: async (
      id: string,
      patience: { readonly everyMilliseconds: number; readonly timeoutMilliseconds: number },
      signal?: AbortSignal,
    ): Promise<Query> => {
      const { clock } = client.ports;
      const deadline = clock.now() + patience.timeoutMilliseconds;
      for (;;) {
        const query = await get(id);
        if (ended.has(query.state)) return query;
        if (clock.now() >= deadline) {
          const message = `Query ${id} was still ${query.state} after ${patience.timeoutMilliseconds} ms`;
          throw new RetryLaterError({
            code: "SAEP-1205",
            message,
            where: `GET ${base}/${id}`,
            next: "Ask for it again later.",
          });
        }
        await clock.sleep(patience.everyMilliseconds, signal);
      }
    },
  };
}
