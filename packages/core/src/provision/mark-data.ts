import type { ObservedObject } from "./desired-object.ts";
import { memberAt, textOf } from "./json.ts";

/**
 * Marks every schema that a dataset with data uses, and everything that such a schema is made of: breaking changes to them
 * are refused by AEP.
 */
export function markData(observed: readonly ObservedObject[]): readonly ObservedObject[] {
  const used = new Set(
    observed
      .filter(({ kind, hasData }) => kind === "dataset" && hasData === true)
      .map(({ body }) => textOf(memberAt(body, "schemaRef.id"))),
  );
  for (const object of observed) if (object.kind === "schema" && object.hasData === true) used.add(object.id);
  for (const kind of ["schema", "field-group", "class", "data-type"] as const) {
    for (const object of observed) {
      if (object.kind !== kind || !used.has(object.id)) continue;
      for (const match of JSON.stringify(object.body).matchAll(/"\$ref":"([^"#]+)"/g)) used.add(match[1] ?? "");
    }
  }
  return observed.map((object) => (used.has(object.id) ? { ...object, hasData: true } : object));
}
