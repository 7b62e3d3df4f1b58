import type { PlatformClient } from "../../platform/client.ts";
import { dataPrep, type MappingSet, type NewMappingSet } from "../../platform/data-prep.ts";
import type { KindHandler } from "../far-side.ts";
import { isObject, memberAt, textOf, type Json, type JsonObject } from "../json.ts";

/** Mapping sets of Data Prep, which runs them inside a flow. No call removes one. */
export function mappingSetHandler(client: PlatformClient): KindHandler {
  const sets = dataPrep(client);
  return {
    list: async () =>
      (await sets.list()).map((set) => {
        const body = plainMappingSet(set);
        return { id: set.id, kind: "mapping-set", naturalKey: textOf(body.name), body };
      }),
    create: async (body) => (await sets.create(body as unknown as NewMappingSet)).id,
    change: async (body, observed) => {
      await sets.replace(observed.id, body as unknown as NewMappingSet);
    },
  };
}

/** The stored form holds ids, dates and both spellings of every member; compared is what was sent. */
function plainMappingSet(set: MappingSet): JsonObject {
  const stored = set as unknown as JsonObject;
  const mappings = (stored.mappings ?? []) as readonly Json[];
  return {
    name: textOf(stored.name),
    outputSchema: isObject(stored.outputSchema) ? stored.outputSchema : {},
    mappings: mappings.map((mapping) => ({
      source: textOf(memberAt(mapping, "source") ?? memberAt(mapping, "sourceAttribute")),
      destination: textOf(memberAt(mapping, "destination") ?? memberAt(mapping, "destinationXdmPath")),
    })),
  };
}
