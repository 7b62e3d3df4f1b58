import { createHash } from "node:crypto";
import { StoppedError } from "../errors.ts";
import type { Clock } from "../ports/ports.ts";
import { batchIngestion } from "../platform/batch-ingestion.ts";
import { type Batch, catalog, isSettled } from "../platform/catalog.ts";
import type { PlatformClient } from "../platform/client.ts";
import { dataAccess } from "../platform/data-access.ts";
import { isObject, type JsonObject } from "./exchange.ts";
import type { RefusedRow } from "./own-flow-progress.ts";

/** What holds no rows and never will. */
const unusable: ReadonlySet<string> = new Set(["aborted", "abandoned", "inactive", "deleted", "failed", "failure"]);

const FIRST_POLL = 200;
const LONGEST_POLL = 5000;

export interface DeliveryParts {
  readonly platform: PlatformClient;
  readonly dataSetId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A row on its way, and the object that it was made of. */
export interface OwnRow {
  /** Of the row; the same object gives the same one. */
  readonly rowId: string;
  readonly source: JsonObject;
}

/** Rows under a name of ours: a batch of that name is found instead of made again. Gives the platform's id. */
export async function deliverRows(parts: DeliveryParts, externalId: string, bytes: Uint8Array): Promise<string> {
  const { platform, dataSetId: datasetId, signal } = parts;
  const found = await findDelivered(parts, externalId);
  if (found !== undefined) return found;
  const batches = batchIngestion(platform);
  const partialIngestionPercentage = 100;
  const { id } = await batches.create({ datasetId, format: "json", externalId, partialIngestionPercentage }, signal);
  await batches.uploadFile({ batchId: id, datasetId, path: "rows.json", bytes }, signal);
  await batches.complete(id, signal);
  return id;
}

/** The batch that was handed over under this name; one that is still open for files is aborted. */
export async function findDelivered(
  { platform, dataSetId, signal }: DeliveryParts,
  externalId: string,
): Promise<string | undefined> {
  const found = await catalog(platform).findBatchByExternalId(dataSetId, externalId);
  if (found === undefined || unusable.has(found.status)) return undefined;
  if (found.status !== "loading") return found.id;
  await batchIngestion(platform).abort(found.id, signal);
  return undefined;
}

/** Waits for the platform's verdict. Throws `StoppedError` for a batch that ended without its rows. */
export async function settleDelivered(parts: DeliveryParts, batchId: string): Promise<Batch> {
  const { platform, clock, signal } = parts;
  for (let pause = FIRST_POLL; ; pause = Math.min(LONGEST_POLL, pause * 1.5)) {
    const batch = await catalog(platform).batch(batchId);
    if (batch !== undefined && isSettled(batch)) {
      if (batch.status !== "success") throw failedBatch(batch);
      return batch;
    }
    await clock.sleep(pause, signal);
  }
}

/** The rows that the platform refused, each with its path, its rule, and the object where it is known. */
export async function refusedByPlatform(
  { platform, signal }: DeliveryParts,
  batchId: string,
  rows: readonly OwnRow[],
): Promise<readonly RefusedRow[]> {
  const byId = new Map(rows.map((row) => [row.rowId, row.source]));
  const refused: RefusedRow[] = [];
  for await (const { row, corruptRecord, errors } of dataAccess(platform).rowErrors(batchId, signal)) {
    const rowId = typeof row?._id === "string" ? row._id : "";
    const source = byId.get(rowId) ?? row ?? { line: corruptRecord ?? "" };
    const said = errors.map(({ code, message }) => [code, message].filter(Boolean).join(": ")).join("; ");
    refused.push({
      objectId: typeof source.id === "string" ? source.id : rowId,
      path: errors.find(({ column }) => column !== undefined)?.column ?? "",
      rule: said === "" ? "the platform gave no reason" : said,
      code: "SAEP-1404",
      source,
    });
  }
  return refused;
}

/** The `_id` of a row, or a digest of one that has none. */
export function rowIdOf(row: unknown): string {
  if (isObject(row) && typeof row._id === "string") return row._id;
  return createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 32);
}

function failedBatch({ id, status, errors = [] }: Batch): StoppedError {
  const reasons = errors.map(({ code, description }) => `${code} ${description}`).join("; ");
  return new StoppedError({
    code: "SAEP-1804",
    message: `The platform ended the batch as ${status}${reasons === "" ? "" : `: ${reasons}`}.`,
    where: id,
    next: "Look at the batch in the dataset's activity; retry the run when the cause is mended.",
  });
}
