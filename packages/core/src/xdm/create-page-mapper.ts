import { ConfigError } from "../errors.ts";
import { compileRows } from "./compile-rows.ts";
import { InterpretedRows } from "./interpret-rows.ts";
import { RecordMapper, type RowWriter } from "./map-page.ts";
import type { MappingRow, ResourceMapping, RowSchemas } from "./mapping.ts";
import type { DatasetKind, PageMapper } from "./page-mapper.ts";
import { doesNotFit, type ObjectNode, planRows } from "./plan-rows.ts";
import type { FieldPolicy } from "./policy.ts";
import { TransducingMapper } from "./transducer/transducing-mapper.ts";

/** What a page mapper is compiled from. */
export interface PageMapperOptions {
  /** With the tenant in place: `SchemaSet.forTenant(…).mapping(resource)`. */
  readonly mapping: ResourceMapping;
  /** Which rows to make, in this order. */
  readonly datasets: readonly DatasetKind[];
  readonly policy: FieldPolicy;
  /** What each dataset's rows must be; a dataset without one is not checked. */
  readonly rowSchemas: RowSchemas;
}

/** The mapper that runs: rows compiled once into functions, checks fused in. Throws `ConfigError` when parts do not fit. */
export function createPageMapper(options: PageMapperOptions): PageMapper {
  const plans = plansOf(options);
  const whole = assemble(options, plans, compileRows);
  return TransducingMapper.of(options.mapping, plans, whole) ?? whole;
}

/** What maps the records that the transducer leaves. */
export function createCompiledMapper(options: PageMapperOptions): PageMapper {
  return assemble(options, plansOf(options), compileRows);
}

/** The mapper that is obviously right and slow: the oracle that the other one is compared with, byte for byte. */
export function createInterpretedMapper(options: PageMapperOptions): PageMapper {
  return assemble(options, plansOf(options), (plan) => new InterpretedRows(plan));
}

type DatasetPlan = readonly [DatasetKind, ObjectNode];

function plansOf({ mapping, policy, rowSchemas, datasets }: PageMapperOptions): readonly DatasetPlan[] {
  return datasets.map((dataset) => {
    const rows = rowsOf(mapping, dataset);
    return [dataset, planRows({ resource: mapping.resource, rows, policy, schema: rowSchemas[dataset] })];
  });
}

function assemble(
  { mapping }: PageMapperOptions,
  plans: readonly DatasetPlan[],
  makeWriter: (plan: ObjectNode) => RowWriter,
): RecordMapper {
  return new RecordMapper(
    mapping,
    plans.map(([dataset, plan]) => [dataset, makeWriter(plan)] as const),
  );
}

function rowsOf(mapping: ResourceMapping, dataset: DatasetKind): readonly MappingRow[] {
  const rows = mapping.datasets[dataset]?.rows;
  if (rows !== undefined) return dataset === "event" ? rows : rows.map(withoutFact);
  throw new ConfigError({
    code: "SAEP-1303",
    message: `${mapping.resource} has no ${dataset} dataset`,
    where: `datasets.${mapping.resource}`,
    next: "Take the dataset out of the settings.",
  });
}

const factValues: ReadonlySet<string | undefined> = new Set(["$fact", "$event_type", "$fact_time"]);

/** Only a row about a fact has one to tell of. */
function withoutFact(row: MappingRow): MappingRow {
  if (factValues.has(row.source)) throw doesNotFit(row, "only rows of an event dataset know a fact");
  return row;
}
