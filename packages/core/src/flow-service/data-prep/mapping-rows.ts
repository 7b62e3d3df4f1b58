import { isObject, type JsonObject } from "../exchange.ts";

/** A row of a mapping set in one form, whichever of Data Prep's it was written in. */
export interface MappingSetRow {
  readonly kind: "attribute" | "expression" | "static";
  readonly source: string;
  readonly destination: string;
}

const kinds: Readonly<Record<string, MappingSetRow["kind"]>> = {
  attribute: "attribute",
  "text/x.schema-path": "attribute",
  expression: "expression",
  "text/x.aep-xl": "expression",
  static: "static",
  "text/plain": "static",
};

const LARGEST = 5000;

/** The rows of a mapping set; undefined when it has none, or more than can be meant. */
export function readMappingRows(mappingSet: JsonObject): readonly MappingSetRow[] | undefined {
  const { mappings } = mappingSet;
  if (!Array.isArray(mappings) || mappings.length === 0 || mappings.length > LARGEST) return undefined;
  return mappings.map((row) => readRow(isObject(row) ? row : {}));
}

/** New form: `sourceType`, `source`, `destination`; that of the tutorials: `sourceAttribute`, `destinationXdmPath`. */
function readRow(row: JsonObject): MappingSetRow {
  const source = firstText(row.source, row.sourceAttribute);
  const destination = firstText(row.destination, row.destinationXdmPath);
  const kind = typeof row.sourceType === "string" ? kinds[row.sourceType.toLowerCase()] : undefined;
  return {
    kind: kind ?? (/[("*/+]/.test(source.replaceAll("[*]", "")) ? "expression" : "attribute"),
    source,
    destination,
  };
}

function firstText(...values: readonly unknown[]): string {
  return values.find((value): value is string => typeof value === "string") ?? "";
}
