import { isObject, type JsonObject } from "../exchange.ts";
import { compileRow, type CompiledRow } from "./compile-row.ts";
import { ExpressionError } from "./expression-error.ts";
import { type MappingSetRow, readMappingRows } from "./mapping-rows.ts";
import type { PathStep } from "./parse-expression.ts";
import { fieldAt, type XdmField } from "./xdm-field.ts";

/** What is wrong with one row of a mapping set, counted from 0. */
export interface MappingFault {
  readonly row: number;
  /** An error cannot run; a warning runs, but probably not as meant. */
  readonly severity: "error" | "warning";
  readonly message: string;
  /** A source that would do. */
  readonly proposal: string | null;
}

/** What a judge knows of both sides. */
export interface MappingGround {
  /** The schema of the dataset; undefined: destinations are not checked. */
  readonly schema: XdmField | undefined;
  /** The resource's objects in the form that explore shows. */
  readonly source: JsonObject;
  /** Paths of numbers that are unix seconds, `[*]` for elements. */
  readonly unixSeconds: ReadonlySet<string>;
}

/** Every fault of a mapping set, row by row. */
export function judgeMappingSet(mappingSet: JsonObject, ground: MappingGround): readonly MappingFault[] {
  const rows = readMappingRows(mappingSet);
  if (rows === undefined) {
    return [{ row: 0, severity: "error", message: "The mapping set has no mappings.", proposal: null }];
  }
  const taken = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const faults = judgeRow(row, ground).map((fault) => ({ row: index, ...fault }));
    const before = taken.get(row.destination);
    taken.set(row.destination, index);
    if (before === undefined) return faults;
    const message = `Row ${before + 1} writes ${row.destination} too; the later one wins.`;
    return [...faults, { row: index, severity: "warning" as const, message, proposal: null }];
  });
}

type RowFault = Omit<MappingFault, "row">;

function judgeRow(row: MappingSetRow, ground: MappingGround): readonly RowFault[] {
  let compiled: CompiledRow;
  try {
    compiled = compileRow(row);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [{ severity: "error", message: `${row.source}: ${error.message}`, proposal: null }];
  }
  const field = ground.schema === undefined ? undefined : fieldAt(ground.schema, compiled.destination);
  if (ground.schema !== undefined && field === undefined) {
    const message = `The schema has no field ${row.destination}.`;
    return [{ severity: "error", message, proposal: null }];
  }
  const unknown = compiled.reads.map(plainPath).filter((path) => !isDeclared(ground.source, path));
  const faults: RowFault[] = [...new Set(unknown.map((path) => path.join(".")))].map((path) => ({
    severity: "warning",
    message: `Stripe declares no field ${path}; the column stays empty unless Stripe sends it.`,
    proposal: null,
  }));
  return [...faults, ...judgeKinds(row, compiled, field, ground)];
}

/** A path without the wrapper and without brackets, as names and `[*]`. */
function plainPath(steps: readonly PathStep[]): readonly string[] {
  const names = steps.map((step) => (step.kind === "member" ? step.name : "[*]"));
  return names[0] === "data" ? names.slice(1) : names;
}

function declaredAt(source: JsonObject, path: readonly string[]): JsonObject | undefined {
  let schema: unknown = source;
  for (const name of path) {
    if (!isObject(schema)) return undefined;
    schema = name === "[*]" ? schema.items : isObject(schema.properties) ? schema.properties[name] : undefined;
    if (isObject(schema) && Object.keys(schema).length === 0) return schema;
  }
  return isObject(schema) ? schema : undefined;
}

/** Below a map (metadata) or an untyped field everything may stand; what is an id may come as the object with its `id`. */
function isDeclared(source: JsonObject, path: readonly string[]): boolean {
  if (path.at(-1) === "id" && declaredAt(source, path.slice(0, -1))?.type === "string") return true;
  for (let length = path.length; length >= 0; length -= 1) {
    const found = declaredAt(source, path.slice(0, length));
    if (found === undefined) continue;
    if (length === path.length) return true;
    const isOpen = isObject(found.properties) && Object.keys(found.properties).length === 0;
    return isOpen || Object.keys(found).length === 0;
  }
  return false;
}

function judgeKinds(
  row: MappingSetRow,
  compiled: CompiledRow,
  field: XdmField | undefined,
  ground: MappingGround,
): readonly RowFault[] {
  if (row.kind !== "attribute" || field === undefined) return [];
  const path = compiled.reads[0] === undefined ? [] : plainPath(compiled.reads[0]);
  const isTime = field.kind === "date-time" || field.kind === "date";
  if (isTime && ground.unixSeconds.has(path.join(".").replaceAll(".[*]", "[*]"))) {
    const proposal = `dformat(${row.source} * 1000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`;
    const message = `${row.source} holds epoch seconds; mapped to a date-time they are read as milliseconds (January 1970): use ${proposal}`;
    return [{ severity: "warning", message, proposal }];
  }
  const source = declaredAt(ground.source, path)?.type;
  const isScalar = !["object", "map", "array", "any"].includes(field.kind);
  if ((source === "object" || source === "array") && isScalar) {
    const message = `${row.source} is an ${source}, ${row.destination} takes a single value; the column stays empty.`;
    return [{ severity: "warning", message, proposal: null }];
  }
  return [];
}
