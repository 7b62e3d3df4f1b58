import type { Batch, UploadedFile } from "../catalog/catalog.ts";
import { textIn } from "../json.ts";
import { readWhole, type FileStore } from "../storage/file-store.ts";
import { readCsv } from "./csv-rows.ts";
import { readJsonLines, readMultiLineJson, type ReadRow } from "./json-rows.ts";
import { readParquet } from "./parquet-rows.ts";

/** Where an uploaded file of a batch lies in the file store. */
export function uploadPlace(sandbox: string, batchId: string, file: string): string {
  return `${sandbox}/uploads/${batchId}/${file}`;
}

/** The rows of one uploaded file, in blocks. */
export function readUpload(files: FileStore, place: string, batch: Batch): AsyncIterable<ReadRow[]> {
  switch (batch.format) {
    case "parquet":
      return readWholeParquet(files, place);
    case "csv":
      return readCsv(files.read(place), csvFormat(batch));
    case "json":
      return batch.inputFormat.isMultiLineJson === true
        ? readMultiLineJson(files.read(place))
        : readJsonLines(files.read(place));
  }
}

async function* readWholeParquet(files: FileStore, place: string): AsyncGenerator<ReadRow[]> {
  const bytes = await readWhole(files, place);
  // `slice` of a Buffer is a view of its pool, not a copy.
  const own = new Uint8Array(bytes);
  yield* readParquet(own.buffer);
}

function csvFormat({ inputFormat }: Batch): { delimiter: string; quote: string; escape: string } {
  return {
    delimiter: textIn(inputFormat, "delimiter") ?? ",",
    quote: textIn(inputFormat, "quote") ?? '"',
    escape: textIn(inputFormat, "escape") ?? '"',
  };
}

/** The files of a batch in the order of their names. */
export function sortedUploads(batch: Batch): UploadedFile[] {
  return [...batch.uploads.values()].sort((first, second) => (first.name < second.name ? -1 : 1));
}
