import { InternalError } from "../errors.ts";
import { splitLines } from "../platform/split-lines.ts";
import type { ResourceName } from "../resources.ts";
import type { BatchRow } from "../state/tables.ts";
import { encodeParquet } from "../xdm/encode-parquet.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { FeedRun } from "./feed-run.ts";

/** A spooled file (one row a line) in the format of its batch, under the name that diagnostics will use. */
export function encodeFile(
  run: FeedRun,
  batch: BatchRow,
  part: number,
  lines: Uint8Array,
): { readonly name: string; readonly bytes: Uint8Array } {
  const name = `part-${String(part + 1).padStart(5, "0")}`;
  if (batch.format !== "parquet") return { name: `${name}.json`, bytes: lines };
  const schema = run.rowSchemas[batch.resource as ResourceName]?.[batch.dataset as DatasetKind];
  if (schema === undefined) {
    throw new InternalError({
      code: "SAEP-1901",
      message: `No schema is known for the rows of ${batch.resource}, ${batch.dataset} dataset.`,
      where: batch.external_id,
    });
  }
  return { name: `${name}.parquet`, bytes: encodeParquet([...splitLines(lines)], schema) };
}
