import type { PlatformClient } from "./client.ts";
import { isNotFound } from "./errors.ts";
import { splitLines } from "./split-lines.ts";

const base = "/data/foundation/export";

interface FileList {
  readonly data: readonly { readonly dataSetFileId?: string; readonly name?: string; readonly _links?: FileLinks }[];
  readonly _page?: { readonly limit?: number; readonly count?: number };
}

interface FileLinks {
  readonly self?: { readonly href?: string };
}

/** One refused row: what the platform says of it. */
export interface RowError {
  /** The row as it was sent, without the platform's own members; the raw line when it could not be read. */
  readonly row: Readonly<Record<string, unknown>> | undefined;
  readonly corruptRecord: string | undefined;
  readonly errors: readonly { readonly column?: string; readonly code?: string; readonly message: string }[];
  readonly file: string | undefined;
}

/** A file of a batch, still in the format it is stored in. */
export interface BatchFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Adobe's Data Access API: what the platform holds, read back from the platform. */
export function dataAccess(client: PlatformClient) {
  async function* files(batchId: string, signal?: AbortSignal): AsyncGenerator<BatchFile> {
    for await (const entry of pages(client, `${base}/batches/${batchId}/files`, signal)) {
      if (entry.dataSetFileId === undefined) continue;
      const path = `${base}/files/${encodeURIComponent(entry.dataSetFileId)}`;
      for await (const part of pages(client, path, signal)) {
        if (part.name === undefined) continue;
        const query = { path: part.name };
        const answer = await client.send({ method: "GET", path, query, timeoutMilliseconds: 600_000, signal });
        yield { name: part.name, bytes: answer.body };
      }
    }
  }

  return {
    /** Every file of an ingested batch. */
    files,

    /** Every row of an ingested NDJSON batch, as the bytes of one line. Parquet files are read by the caller from `files`. */
    async *rows(batchId: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
      for await (const file of files(batchId, signal)) yield* splitLines(file.bytes);
    },

    /** Every row that the platform refused in a batch sent with error diagnostics. */
    async *rowErrors(batchId: string, signal?: AbortSignal): AsyncGenerator<RowError> {
      const path = `${base}/batches/${batchId}/meta`;
      for await (const entry of pages(client, path, signal, { path: "row_errors" })) {
        const href = entry._links?.self?.href;
        const target =
          href === undefined ? { path, query: { path: `row_errors/${entry.name ?? ""}` } } : { path: sameHost(href) };
        const answer = await client.send({ method: "GET", ...target, signal });
        for (const line of splitLines(answer.body)) yield readRowError(line);
      }
    },
  };
}

/** Addresses in answers name Adobe's public host; the client's own base decides where they are asked for. */
function sameHost(href: string): string {
  return href.replace(/^https?:\/\/[^/]+/, "");
}

async function* pages(
  client: PlatformClient,
  path: string,
  signal: AbortSignal | undefined,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<FileList["data"][number]> {
  const limit = 100;
  for (let start = 0; ;) {
    let list: FileList;
    try {
      list = (await client.send({ method: "GET", path, query: { ...query, limit, start }, signal })).json() as FileList;
    } catch (error) {
      // A batch without rows or errors has no such list.
      if (isNotFound(error)) return;
      throw error;
    }
    yield* list.data;
    start += list.data.length;
    // The service may give fewer at a time than it is asked for, and says how many.
    if (list.data.length < (list._page?.limit ?? limit)) return;
  }
}

function readRowError(line: Uint8Array): RowError {
  const text = Buffer.from(line).toString();
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { row: undefined, corruptRecord: text, errors: [], file: undefined };
  }
  const { _errors: errors, _corrupt_record: corrupt, _filename: file, ...row } = parsed;
  return {
    row: corrupt === undefined ? row : undefined,
    corruptRecord: typeof corrupt === "string" ? corrupt : undefined,
    errors: Array.isArray(errors) ? (errors as RowError["errors"]) : [],
    file: typeof file === "string" ? file : undefined,
  };
}
