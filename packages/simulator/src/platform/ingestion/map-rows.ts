import type { Batch } from "../catalog/catalog.ts";
import { ExpressionError } from "../data-prep/expression.ts";
import { mapRecord } from "../data-prep/map-record.ts";
import { compileMappings, outputSchemaOf } from "../data-prep/mapping-set.ts";
import { textsIn, type JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { Services } from "../services.ts";
import type { ColumnError } from "./row-check.ts";

/** A row as a mapping set makes it, or why it cannot. */
export type RowMap = (source: JsonObject) => { readonly row: JsonObject; readonly errors: readonly ColumnError[] };

/**
 * The mapping that a batch asks for by its tag `aep_sip_mapper: ["mapping-set-id:…", "mapping-set-version:0"]`. A column
 * that cannot be mapped is left out; a required column without a value refuses the row.
 */
export function rowMapOf(batch: Batch, sandbox: Sandbox, services: Services): RowMap | undefined {
  const tag = textsIn(batch.tags, "aep_sip_mapper").find((word) => word.startsWith("mapping-set-id:"));
  const set = tag === undefined ? undefined : sandbox.mappingSets.get(tag.slice("mapping-set-id:".length));
  if (set === undefined) return undefined;
  const rows = compileMappings(set, sandbox).flatMap((one) => (one instanceof ExpressionError ? [] : [one]));
  const schema = outputSchemaOf(set, sandbox);
  const clock = { now: () => services.clock.now(), uuid: () => services.ids.uuid() };
  return (source) => {
    const { data, missing } = mapRecord(rows, source, schema, clock);
    const errors = missing.map((column) => ({
      column,
      code: "DPMAP-1000",
      message: `The mapper found no value for the required destination path ${column}.`,
    }));
    return { row: data, errors };
  };
}
