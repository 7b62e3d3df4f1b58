import type { PlatformClient, PlatformQuery } from "./client.ts";
import { isNotFound } from "./errors.ts";

const base = "/data/foundation/catalog";

export interface NewDataset {
  readonly name: string;
  readonly description?: string;
  readonly schemaRef: { readonly id: string; readonly contentType: string };
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  readonly fileDescription?: Readonly<Record<string, unknown>>;
  readonly enableErrorDiagnostics?: boolean;
}

/** A dataset as Catalog shows it. */
export interface Dataset extends NewDataset {
  /** Milliseconds since 1970. */
  readonly created?: number;
  readonly updated?: number;
  readonly version?: string;
  readonly state?: string;
  readonly [member: string]: unknown;
}

/** `success` and the failures are final; everything else is on its way. */
type BatchStatus =
  | "processing"
  | "success"
  | "failure"
  | "queued"
  | "retrying"
  | "stalled"
  | "aborted"
  | "abandoned"
  | "inactive"
  | "failed"
  | "loading"
  | "loaded"
  | "staged"
  | "active"
  | "staging"
  | "deleted";

interface BatchError {
  readonly code: string;
  readonly description: string;
  readonly rows?: readonly string[];
  readonly recordCount?: number;
}

/** One batch as Catalog shows it. */
export interface Batch {
  readonly id: string;
  readonly status: BatchStatus;
  readonly externalId?: string;
  /** Rows. */
  readonly recordCount?: number;
  readonly failedRecordCount?: number;
  readonly errors?: readonly BatchError[];
  readonly metrics?: Readonly<Record<string, number>>;
  readonly relatedObjects?: readonly { readonly type: string; readonly id: string }[];
  /** Milliseconds since 1970. */
  readonly created?: number;
  readonly completed?: number;
  readonly tags?: Readonly<Record<string, readonly string[]>>;
}

const settled: ReadonlySet<BatchStatus> = new Set([
  "success",
  "failure",
  "failed",
  "aborted",
  "abandoned",
  "inactive",
  "deleted",
]);

/** Whether the platform will not change its verdict on the batch by itself. */
export function isSettled(batch: Batch): boolean {
  return settled.has(batch.status);
}

/** Adobe's Catalog API. Its answers are objects keyed by id; here they are lists and values. */
export function catalog(client: PlatformClient) {
  return {
    createDataset: async (dataset: NewDataset): Promise<string> => {
      const query = { requestDataSource: true };
      const answer = await client.send({ method: "POST", path: `${base}/dataSets`, query, json: dataset });
      const [reference = ""] = answer.json() as readonly string[];
      return reference.split("/").at(-1) ?? "";
    },

    /** Undefined when there is none with this id. */
    dataset: async (id: string): Promise<Dataset | undefined> =>
      (await keyed<Dataset>(client, `${base}/dataSets/${encodeURIComponent(id)}`))[id],

    /** All that match, every page followed; `query` such as `{property: "name==Stripe Charges"}`. */
    datasets: (query: PlatformQuery = {}) => listAll<Dataset>(client, `${base}/dataSets`, query),

    /** Merges deeply into the dataset: tags that are not named stay. */
    mergeDataset: async (id: string, changes: Readonly<Record<string, unknown>>): Promise<void> => {
      await client.send({ method: "PATCH", path: `${base}/v2/dataSets/${encodeURIComponent(id)}`, json: changes });
    },

    removeDataset: async (id: string): Promise<void> => {
      await client.send({ method: "DELETE", path: `${base}/dataSets/${encodeURIComponent(id)}`, accept: [404] });
    },

    /** Undefined when there is none with this id. */
    batch: async (id: string): Promise<Batch | undefined> => {
      const found = (await keyed<Omit<Batch, "id">>(client, `${base}/batches/${encodeURIComponent(id)}`))[id];
      return found === undefined ? undefined : { ...found, id };
    },

    /** All batches that match, newest first, every page followed; `query` such as `{dataSet: id, status: "success"}`. */
    batches: (query: PlatformQuery) =>
      listAll<Omit<Batch, "id">>(client, `${base}/batches`, { orderBy: "desc:created", ...query }) as Promise<
        readonly Batch[]
      >,

    /** The newest batch of the dataset with this `externalId`: how a create whose answer was lost is found again. */
    findBatchByExternalId: async (datasetId: string, externalId: string): Promise<Batch | undefined> => {
      const query = { dataSet: datasetId, externalId, orderBy: "desc:created", limit: 100 };
      const found = await keyed<Omit<Batch, "id">>(client, `${base}/batches`, query);
      const matching = Object.entries(found).filter(([, batch]) => batch.externalId === externalId);
      const live = matching.find(
        ([, batch]) => !["aborted", "abandoned", "inactive", "deleted"].includes(batch.status),
      );
      const [id, batch] = live ?? matching[0] ?? [];
      return id === undefined || batch === undefined ? undefined : { ...batch, id };
    },
  };
}

async function keyed<T>(client: PlatformClient, path: string, query?: PlatformQuery): Promise<Record<string, T>> {
  try {
    return ((await client.send({ method: "GET", path, query })).json() ?? {}) as Record<string, T>;
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

const pageSize = 100;

/** Ends at an empty page: one shorter than was asked for may be all that the service gives at a time. */
async function listAll<T>(
  client: PlatformClient,
  path: string,
  query: PlatformQuery,
): Promise<readonly (T & { readonly id: string })[]> {
  const found: (T & { readonly id: string })[] = [];
  for (;;) {
    const page = Object.entries(await keyed<T>(client, path, { ...query, limit: pageSize, start: found.length }));
    if (page.length === 0) return found;
    found.push(...page.map(([id, value]) => ({ ...value, id })));
  }
}
