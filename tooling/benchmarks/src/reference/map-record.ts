/** A row of a mapping file, as far as this mapper understands it. */
export interface ReferenceRow {
  readonly source?: string;
  readonly destination: string;
  readonly conversion: string;
  readonly value?: unknown;
  readonly policy?: Readonly<Record<string, string>>;
}

interface SplitRow {
  readonly source: readonly string[];
  readonly destination: readonly string[];
  readonly conversion: string;
  readonly value: unknown;
}

type Context = Readonly<Record<string, unknown>>;

/**
 * The mapper that an able engineer writes in an afternoon: walk each row's path, convert, set. The paths are split once,
 * at start; a path into a list runs over its elements.
 */
export function createReferenceMapper(rows: readonly ReferenceRow[]): (object: object, context: Context) => object {
  const split = rows
    .filter(({ policy }) => policy?.minimal !== "drop")
    .map((row): SplitRow => ({
      source: row.source === undefined ? [] : splitPath(row.source),
      destination: splitPath(row.destination),
      conversion: row.conversion,
      value: row.value,
    }));
  return (object, context) => {
    const result = {};
    for (const row of split) copy(object, context, row, result);
    return result;
  };
}

function splitPath(path: string): readonly string[] {
  return path.replaceAll("[*]", ".*").split(".");
}

function copy(object: object, context: Context, row: SplitRow, result: object): void {
  const [first = ""] = row.source;
  if (row.conversion === "constant") set(result, row.destination, 0, row.value);
  else if (first.startsWith("$")) set(result, row.destination, 0, convert(context[first.slice(1)], row.conversion));
  else walk(object, row, 0, result, 0);
}

/** Down the source; at a list, the source and the destination go on in each element. */
function walk(value: unknown, row: SplitRow, at: number, target: object, targetAt: number): void {
  let current = value;
  for (let step = at; step < row.source.length; step += 1) {
    if (current === null || typeof current !== "object") return;
    const name = row.source[step] ?? "";
    if (name === "*") {
      copyElements(current, row, step, target, targetAt);
      return;
    }
    current = (current as Record<string, unknown>)[name];
  }
  set(target, row.destination, targetAt, convert(current, row.conversion));
}

function copyElements(list: object, row: SplitRow, step: number, target: object, targetAt: number): void {
  if (!Array.isArray(list) || list.length === 0) return;
  const star = row.destination.indexOf("*", targetAt);
  const elements = listAt(target, row.destination, targetAt, star);
  for (const [index, element] of list.entries()) {
    if (star === row.destination.length - 1) elements[index] = convert(element, row.conversion);
    else walk(element, row, step + 1, (elements[index] ??= {}), star + 1);
  }
}

function listAt(target: object, destination: readonly string[], from: number, star: number): unknown[] {
  let current = target as Record<string, unknown>;
  for (let step = from; step < star - 1; step += 1) {
    current = (current[destination[step] ?? ""] ??= {}) as Record<string, unknown>;
  }
  return (current[destination[star - 1] ?? ""] ??= []) as unknown[];
}

function set(target: object, destination: readonly string[], from: number, value: unknown): void {
  if (value === undefined || value === null || value === "") return;
  let current = target as Record<string, unknown>;
  for (let step = from; step < destination.length - 1; step += 1) {
    current = (current[destination[step] ?? ""] ??= {}) as Record<string, unknown>;
  }
  current[destination.at(-1) ?? ""] = value;
}

function convert(value: unknown, conversion: string): unknown {
  if (value === undefined || value === null) return undefined;
  switch (conversion) {
    case "date-time-from-seconds":
      return new Date((value as number) * 1000).toISOString();
    case "date-time-from-milliseconds":
      return new Date(value as number).toISOString();
    case "expandable-id":
      return typeof value === "string" ? value : (value as { id: string }).id;
    case "json-text":
      return JSON.stringify(value);
    case "string-map":
      return Object.keys(value).length === 0 ? undefined : value;
    case "upper-case":
      return (value as string).toUpperCase();
    case "lower-case":
      return (value as string).toLowerCase();
    default:
      return value;
  }
}
