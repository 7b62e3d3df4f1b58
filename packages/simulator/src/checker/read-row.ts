import { objectNames, sourceResources, type Resource } from "../world/kinds.ts";
import type { DatasetShape, Row } from "./finding.ts";
import { isRecord } from "./same-value.ts";

/** What a row is about, read from its own columns: no list of datasets is needed. */
export interface ReadRow {
  readonly shape: DatasetShape;
  readonly resource: Resource;
  readonly id: string;
  /** Orders the rows of one object: Stripe's response time in milliseconds, then a sequence within it. */
  readonly version: readonly [milliseconds: number, sequence: number];
  readonly deleted: boolean;
  /** What names the row itself: two rows with one name are one too many. */
  readonly rowId: string | undefined;
  /** The part that says what Stripe's object says. */
  readonly content: Row;
  readonly whole: Row;
  readonly account: unknown;
  readonly livemode: unknown;
}

/** Undefined for a row that is about none of the six resources. */
export function readRow(row: Row, tenantId: string): ReadRow | undefined {
  const tenant = row[`_${tenantId}`];
  if (isRecord(tenant)) return readTenantRow(row, tenant);
  const resource = sourceResources.find((candidate) => objectNames[candidate] === row.object);
  if (resource === undefined || typeof row.id !== "string") return undefined;
  return {
    shape: "relational",
    resource,
    id: row.id,
    version: [numberOf(row.stripe_version), numberOf(row.stripe_version_sequence)],
    deleted: row.stripe_deleted === true,
    rowId: row.id,
    content: row,
    whole: row,
    account: row.stripe_account,
    livemode: row.stripe_livemode,
  };
}

function readTenantRow(row: Row, tenant: Row): ReadRow | undefined {
  const event = tenant.stripe_event;
  if (isRecord(event)) return readEventRow(row, event);
  const record = isRecord(tenant.stripe_record) ? tenant.stripe_record : {};
  const resource = sourceResources.find((candidate) => isRecord(tenant[`${candidate}_data`]));
  if (resource === undefined) return undefined;
  const content = tenant[`${resource}_data`] as Row;
  return {
    shape: "object",
    resource,
    id: String(content.id),
    version: [numberOf(record.version), numberOf(record.version_sequence)],
    deleted: record.deleted === true,
    rowId: textOf(row._id),
    content,
    whole: row,
    account: record.account,
    livemode: record.livemode,
  };
}

function readEventRow(row: Row, event: Row): ReadRow | undefined {
  const id = textOf(event.object_id);
  const resource = sourceResources.find((candidate) => objectNames[candidate] === event.object);
  if (resource === undefined || id === undefined) return undefined;
  return {
    shape: "event",
    resource,
    id,
    version: [0, 0],
    deleted: false,
    rowId: textOf(row._id),
    content: event,
    whole: row,
    account: event.account,
    livemode: event.livemode,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

export function isNewer(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}
