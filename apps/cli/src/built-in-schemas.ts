import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the schemas that stripe-aep brings. They are a dependency of core, so they are found from there. */
export function builtInSchemas(): string {
  const fromCore = createRequire(fileURLToPath(import.meta.resolve("@stripe-aep/core")));
  return dirname(fromCore.resolve("@stripe-aep/schemas/manifest.json"));
}
