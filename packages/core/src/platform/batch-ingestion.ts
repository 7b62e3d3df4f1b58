import { patientRetryPolicy, retryDelay } from "../http/retry-policy.ts";
import type { PlatformClient } from "./client.ts";
import { PlatformUnavailableError } from "./errors.ts";

const base = "/data/foundation/import/batches";

/** How files go up. Bytes. */
export interface UploadLimits {
  /** One file may be put whole up to here; beyond, it goes in parts. */
  readonly wholeFile: number;
  /** Largest part of a large file. */
  readonly part: number;
}

const uploadLimits: UploadLimits = { wholeFile: 256_000_000, part: 256_000_000 };

export interface NewBatch {
  readonly datasetId: string;
  /** `json` is one object a line. */
  readonly format: "json" | "parquet";
  /** Unique in the organisation; by it a batch is found again when the answer to its creation was lost. */
  readonly externalId?: string;
  /** Rows that may fail (0 to 100 %) without failing the batch. */
  readonly partialIngestionPercentage?: number;
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** Batches that this one takes the place of. */
  readonly replaces?: { readonly batchIds: readonly string[]; readonly reason: string };
}

/** Adobe's Batch Ingestion API. Creating is not repeatable; uploading and completing are. */
export function batchIngestion(client: PlatformClient, limits: UploadLimits = uploadLimits) {
  const act = async (batchId: string, action: string, signal?: AbortSignal): Promise<void> => {
    await client.send({ method: "POST", path: `${base}/${batchId}`, query: { action }, safe: true, signal });
  };
  return {
    /** The batch's id. `PlatformUnavailableError` with `mayHaveBeenCarriedOut`: look it up by `externalId` first. */
    create: async (batch: NewBatch, signal?: AbortSignal): Promise<{ readonly id: string }> => {
      const answer = await client.send({ method: "POST", path: base, json: createBody(batch), signal });
      return { id: (answer.json() as { readonly id: string }).id };
    },

    /** Puts a file; again with the same path replaces it. */
    uploadFile: async (
      file: { readonly batchId: string; readonly datasetId: string; readonly path: string; readonly bytes: Uint8Array },
      signal?: AbortSignal,
    ): Promise<void> => {
      const path = `${base}/${file.batchId}/datasets/${file.datasetId}/files/${file.path}`;
      if (file.bytes.length > limits.wholeFile) {
        await uploadInParts(client, path, { bytes: file.bytes, part: limits.part }, signal);
        return;
      }
      await client.send({
        method: "PUT",
        path,
        headers: { "content-type": "application/octet-stream" },
        body: file.bytes,
        timeoutMilliseconds: uploadTimeout(file.bytes.length),
        signal,
      });
    },

    /** Hands the batch over for ingestion; repeating it changes nothing. */
    complete: (batchId: string, signal?: AbortSignal) => act(batchId, "COMPLETE", signal),
    /** Gives up a batch that was not completed. */
    abort: (batchId: string, signal?: AbortSignal) => act(batchId, "ABORT", signal),
    fail: (batchId: string, signal?: AbortSignal) => act(batchId, "FAIL", signal),
    /** Deletes an ingested batch. */
    revert: (batchId: string, signal?: AbortSignal) => act(batchId, "REVERT", signal),
  };
}

function createBody(batch: NewBatch): object {
  return {
    datasetId: batch.datasetId,
    inputFormat: batch.format === "json" ? { format: "json", isMultiLineJson: false } : { format: "parquet" },
    enableErrorDiagnostics: true,
    ...(batch.partialIngestionPercentage === undefined
      ? {}
      : { partialIngestionPercentage: batch.partialIngestionPercentage }),
    ...(batch.externalId === undefined ? {} : { externalId: batch.externalId }),
    ...(batch.tags === undefined ? {} : { tags: batch.tags }),
    ...(batch.replaces === undefined
      ? {}
      : { replay: { predecessors: batch.replaces.batchIds.map((id) => `$${id}`), reason: batch.replaces.reason } }),
  };
}

/** A minute, and a second for every 250 kB: the slowest line that is still worth waiting for. */
function uploadTimeout(bytes: number): number {
  return 60_000 + Math.ceil(bytes / 250);
}

async function uploadInParts(
  client: PlatformClient,
  path: string,
  { bytes, part: largestPart }: { readonly bytes: Uint8Array; readonly part: number },
  signal: AbortSignal | undefined,
): Promise<void> {
  await client.send({ method: "POST", path, query: { action: "INITIALIZE" }, safe: true, signal });
  for (let from = 0; from < bytes.length; from += largestPart) {
    const part = { bytes: bytes.subarray(from, from + largestPart), from, total: bytes.length };
    await sendPart(client, path, part, signal);
  }
  await client.send({ method: "POST", path, query: { action: "COMPLETE" }, safe: true, signal });
}

interface FilePart {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly total: number;
}

/** Parts may not overlap, so one whose answer was lost is not sent again before the platform has said how far it has got. */
async function sendPart(
  client: PlatformClient,
  path: string,
  part: FilePart,
  signal: AbortSignal | undefined,
): Promise<void> {
  const end = part.from + part.bytes.length;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send({
        method: "PATCH",
        path,
        headers: {
          "content-type": "application/octet-stream",
          "content-range": `bytes ${part.from}-${end - 1}/${part.total}`,
        },
        body: part.bytes,
        timeoutMilliseconds: uploadTimeout(part.bytes.length),
        signal,
      });
      return;
    } catch (error) {
      const isInDoubt = error instanceof PlatformUnavailableError && error.mayHaveBeenCarriedOut;
      if (!isInDoubt || attempt >= patientRetryPolicy.attempts) throw error;
      if ((await bytesReceived(client, path, signal)) >= end) return;
      await client.ports.clock.sleep(retryDelay(patientRetryPolicy, attempt, client.ports.random), signal);
    }
  }
}

/** How many bytes of a file the platform has, from its first: `Range: bytes=0-1023` says 1,024. */
async function bytesReceived(client: PlatformClient, path: string, signal: AbortSignal | undefined): Promise<number> {
  const { headers } = await client.send({ method: "HEAD", path, signal });
  const last = /0-(\d+)/.exec(headers.range ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}
