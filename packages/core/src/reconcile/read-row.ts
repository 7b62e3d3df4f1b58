import type { ResourceName } from "../resources.ts";
import type { DatasetRow } from "../platform/dataset-rows.ts";
import { contentDigest, shortHash } from "./content-digest.ts";
import type { Measures } from "./measures.ts";
import type { ReconcileLevel } from "./report.ts";

/** What reconciliation sees of one row of an object dataset. */
export interface ObjectRow {
  /** Stripe id. */
  readonly id: string;
  readonly key: string;
  readonly rowId: string;
  readonly account: string;
  readonly livemode: boolean;
  readonly deleted: boolean;
  /** Milliseconds since 1970, and the sequence that orders equal ones. */
  readonly version: number;
  readonly sequence: number;
  /** Unix seconds. */
  readonly created: number | undefined;
  readonly currency: string;
  readonly amounts: readonly number[];
  /** A name for each grouping. */
  readonly groups: readonly string[];
  /** A bit for each identity that the row breaks. */
  readonly broken: number;
  readonly content: string;
}

export const noContent = "0000000000000000";

/** Reads rows of one resource's object dataset as the field groups lay them out. */
export class RowReader {
  readonly #tenantField: string;
  readonly #dataField: string;
  readonly #measures: Measures;
  readonly #level: ReconcileLevel;

  constructor(of: {
    readonly tenantId: string;
    readonly resource: ResourceName;
    readonly measures: Measures;
    readonly level: ReconcileLevel;
  }) {
    this.#tenantField = `_${of.tenantId}`;
    this.#dataField = `${of.resource}_data`;
    this.#measures = of.measures;
    this.#level = of.level;
  }

  /** Undefined when the row is not one of ours: it holds no Stripe id. */
  read(row: DatasetRow): ObjectRow | undefined {
    const tenant = record(row[this.#tenantField]);
    const data = record(tenant[this.#dataField]);
    const { account, livemode, deleted, version, version_sequence: sequence } = record(tenant.stripe_record);
    const { id } = data;
    if (typeof id !== "string") return undefined;
    return {
      id,
      key: objectKey(id),
      rowId: typeof row._id === "string" ? row._id : "0",
      account: String(account),
      livemode: livemode === true,
      deleted: deleted === true,
      version: number(version),
      sequence: number(sequence),
      created: seconds(data.created),
      currency: this.#measures.currencyOf(data),
      amounts: this.#measures.amountsOf(data),
      groups: this.#measures.groupsOf(data),
      broken: this.#measures.brokenBy(data),
      content: this.#level === "digests" ? contentDigest(row, this.#tenantField) : noContent,
    };
  }
}

export function objectKey(id: string): string {
  return shortHash(id);
}

function seconds(dateTime: unknown): number | undefined {
  if (typeof dateTime !== "string") return undefined;
  const milliseconds = Date.parse(dateTime);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
