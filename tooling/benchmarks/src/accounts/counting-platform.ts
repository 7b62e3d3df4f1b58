import type { Handle, SimulatedRequest, SimulatedResponse } from "@stripe-aep/simulator";

interface CountedBatch {
  readonly id: string;
  readonly datasetId: string;
  readonly externalId: string | undefined;
  readonly files: Map<string, Uint8Array>;
  status: "loading" | "success" | "aborted";
  rows: number;
}

export interface CountingPlatform {
  readonly handle: Handle;
  /** Rows and bytes of the batches completed since the last call. */
  take(): { readonly rows: number; readonly bytes: number };
  /** How often each Stripe id came, over all completed batches. */
  objectIds(): Readonly<Record<string, number>>;
}

const batchesPath = "/data/foundation/import/batches";
const catalogPath = "/data/foundation/catalog/batches";

/**
 * The simulated platform with batches that are counted and not ingested: every row is taken, none is looked at before it
 * is asked for. What the platform does with rows would otherwise decide how many a benchmark can have. Without `counting`
 * batches go the whole way, and only their bytes are counted.
 */
export function countingPlatform(
  whole: Handle,
  options: { readonly counting?: boolean; readonly rememberIds?: boolean } = {},
): CountingPlatform {
  const batches = new Map<string, CountedBatch>();
  const ids = new Map<string, number>();
  const taken = { rows: 0, bytes: 0 };
  const complete = (batch: CountedBatch): void => {
    if (batch.status !== "loading") return;
    batch.status = "success";
    for (const bytes of batch.files.values()) {
      taken.bytes += bytes.length;
      batch.rows += countRows(bytes, options.rememberIds === false ? undefined : ids);
    }
    taken.rows += batch.rows;
    batch.files.clear();
  };
  const handle: Handle = async (request) => {
    if (options.counting === false) {
      if (request.method === "PUT") taken.bytes += request.body.length;
      return whole(request);
    }
    const { pathname, searchParams } = new URL(request.target, "http://platform.invalid");
    const [batchId = "", ...rest] = pathname.slice(batchesPath.length + 1).split("/");
    if (pathname === batchesPath && request.method === "POST") return create(batches, request);
    const batch = batches.get(batchId);
    if (pathname.startsWith(batchesPath) && batch !== undefined) {
      if (request.method === "PUT") batch.files.set(rest.join("/"), Uint8Array.from(request.body));
      else if (searchParams.get("action") === "COMPLETE") complete(batch);
      else if (searchParams.get("action") === "ABORT") batch.status = "aborted";
      return answer(200, {});
    }
    if (pathname.startsWith(catalogPath)) return answer(200, views(batches, pathname, searchParams));
    return whole(request);
  };
  return {
    handle,
    objectIds: () => Object.fromEntries(ids),
    take: () => {
      const figures = { ...taken };
      Object.assign(taken, { rows: 0, bytes: 0 });
      return figures;
    },
  };
}

function create(batches: Map<string, CountedBatch>, request: SimulatedRequest): SimulatedResponse {
  const given = JSON.parse(Buffer.from(request.body).toString()) as { datasetId: string; externalId?: string };
  const id = `batch${batches.size + 1}`;
  const { datasetId, externalId } = given;
  batches.set(id, { id, datasetId, externalId, files: new Map(), status: "loading", rows: 0 });
  return answer(201, { id, status: "loading", relatedObjects: [{ type: "dataSet", id: datasetId }], version: "1.0.0" });
}

/** Catalog's answer for one batch, or for those with an `externalId`. */
function views(batches: ReadonlyMap<string, CountedBatch>, path: string, query: URLSearchParams): object {
  const one = batches.get(path.slice(catalogPath.length + 1));
  const externalId = query.get("externalId");
  const found = one === undefined ? [...batches.values()].filter((batch) => batch.externalId === externalId) : [one];
  return Object.fromEntries(found.map((batch) => [batch.id, view(batch)]));
}

function view({ status, datasetId, externalId, rows }: CountedBatch): object {
  return {
    status,
    externalId,
    relatedObjects: [{ type: "dataSet", id: datasetId }],
    recordCount: rows,
    failedRecordCount: 0,
    metrics: { inputRecordCount: rows, outputRecordCount: rows, failedRecordCount: 0 },
    errors: [],
    version: "1.0.0",
  };
}

function answer(status: number, body: object): SimulatedResponse {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) };
}

const newline = 0x0a;
const ownId = /_data":\{"id":"([^"]+)"/;

function countRows(bytes: Uint8Array, ids: Map<string, number> | undefined): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let rows = 0;
  for (let start = 0, end = file.indexOf(newline); end !== -1; start = end + 1, end = file.indexOf(newline, start)) {
    rows += 1;
    if (ids === undefined) continue;
    const id = ownId.exec(file.toString("utf8", start, end))?.[1] ?? "unknown";
    ids.set(id, (ids.get(id) ?? 0) + 1);
  }
  return rows;
}
