import type { MappedRecord } from "../xdm/page-mapper.ts";
import { contentDigest } from "./content-digest.ts";
import { noContent } from "./read-row.ts";

/** The content that the object dataset should hold of a record. */
export function contentOf(record: MappedRecord, tenantId: string): string {
  const row = record.rows.find(({ dataset }) => dataset === "object");
  if (row === undefined) return noContent;
  return contentDigest(JSON.parse(Buffer.from(row.bytes).toString()) as Record<string, unknown>, `_${tenantId}`);
}
