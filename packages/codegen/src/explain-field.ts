import { join } from "node:path";
import { CodegenError } from "./errors.ts";
import type { FieldTableRow } from "./field-table.ts";
import { readJson } from "./read-json.ts";

interface FieldTable {
  fields: FieldTableRow[];
}

/**
 * The row of the field table about one field, and the rows directly under it.
 * @param schemas a folder that the generator wrote
 * @param path resource and Stripe path, with or without `[*]`: `charges.payment_method_details.klarna.payment_method_category`
 * @throws CodegenError SAEP-2012 with the nearest paths, SAEP-2013 when the folder has no field table
 */
export async function explainField(
  schemas: string,
  path: string,
): Promise<{ row: FieldTableRow; children: FieldTableRow[] }> {
  const failure = { error: "unreadableSchemas", what: "There is no field table" } as const;
  const { fields } = await readJson<FieldTable>(join(schemas, "field-table.json"), undefined, failure);
  const wanted = bare(path);
  const row = fields.find((field) => bare(`${field.resource}.${field.path}`) === wanted);
  if (!row) throw unknownPath(path, fields);
  const prefix = `${bare(`${row.resource}.${row.path}`)}.`;
  const children = fields.filter((field) => {
    const own = bare(`${field.resource}.${field.path}`);
    return own.startsWith(prefix) && !own.slice(prefix.length).includes(".");
  });
  return { row, children };
}

/** A path without the marks of arrays and of list objects. */
function bare(path: string): string {
  return path.replaceAll("[*]", "").replaceAll("[]", "").replaceAll(".data.", ".");
}

function unknownPath(path: string, fields: FieldTableRow[]): CodegenError {
  const last = bare(path).split(".").at(-1) ?? path;
  const near = fields.map((field) => `${field.resource}.${field.path}`).filter((one) => bare(one).endsWith(`.${last}`));
  const why = near.length > 0 ? `Near it: ${near.slice(0, 5).join(", ")}.` : "No path ends with that name.";
  return new CodegenError("unknownPath", { what: `There is no field ${path}`, where: "field-table.json", why });
}

/** The row as lines of text, for a terminal. */
export function explanationLines(row: FieldTableRow): string[] {
  const entries: [string, string][] = [
    ["Stripe path", `${row.resource}.${row.path}`],
    [
      "Stripe type",
      [row.type, row.nullable ? "may be null" : "", row.optional ? "may be absent" : ""].filter(Boolean).join(", "),
    ],
    ["known by", row.nullInSamples ? `${row.knownBy} (null in every sample)` : row.knownBy],
    ["documentation", row.documentation],
    ["XDM path", row.xdmPath],
    ["XDM type", row.xdmType],
    ["conversion", row.conversion],
    [
      "policy",
      row.action === "left out"
        ? ""
        : Object.entries(row.policy)
            .map(([preset, action]) => `${preset}: ${action}`)
            .join(", "),
    ],
    ["labels", row.labels.join(", ")],
    ["because", row.because],
    ["rule", `${row.rule}: ${row.sentence}`],
    ["note", row.note],
  ];
  return entries.filter(([, text]) => text !== "").map(([name, text]) => `${name.padEnd(14)}${text}`);
}
