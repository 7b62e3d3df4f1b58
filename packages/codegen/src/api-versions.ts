import { CodegenError } from "./errors.ts";

/** A Stripe API version whose declarations the generator can read. */
export interface ApiVersion {
  name: string;
  /** The value of the `Stripe-Version` header. */
  version: string;
  /** The import that declares it. */
  module: string;
  /** How the manifest names the package. */
  stripePackage: string;
}

/** The first row is the pinned version: the last that still returns every field of the published samples. */
export const apiVersions: readonly ApiVersion[] = [
  { name: "acacia", version: "2025-02-24.acacia", module: "stripe", stripePackage: "stripe@17.7.0" },
  { name: "endive", version: "2026-10-28.endive", module: "stripe-endive", stripePackage: "stripe@23.1.0" },
];

export const pinnedApiVersion = "acacia";

/** The row of an API version, by its short or full name.
 * @throws CodegenError SAEP-2010 */
export function findApiVersion(name: string): ApiVersion {
  const found = apiVersions.find((row) => row.name === name || row.version === name);
  if (found) return found;
  throw new CodegenError("unknownApiVersion", {
    what: `The API version ${name} is not known`,
    where: "--api-version",
    why: `Known are: ${apiVersions.map((row) => `${row.name} (${row.version})`).join(", ")}.`,
  });
}
