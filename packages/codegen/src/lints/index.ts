import { CodegenError } from "../errors.ts";
import type { SchemaFolder } from "../schema-folder.ts";
import { descriptorLints } from "./descriptor-lints.ts";
import { fieldLints } from "./field-lints.ts";
import type { Lint, LintProblem } from "./lint.ts";
import { mappingLints } from "./mapping-lints.ts";
import { relationalLints } from "./relational-lints.ts";
import { schemaLints } from "./schema-lints.ts";

/** Every lint, by subject. Each has a broken example of its name in the tests. */
export const lints: readonly Lint[] = [
  ...fieldLints,
  ...schemaLints,
  ...descriptorLints,
  ...relationalLints,
  ...mappingLints,
];

/** What the lints find in a folder of generated schemas. */
export function lintSchemas(folder: SchemaFolder): LintProblem[] {
  return lints.flatMap((lint) => lint.find(folder).map((finding) => ({ lint: lint.name, ...finding })));
}

/**
 * Refuses schemas with problems.
 * @throws CodegenError SAEP-2008, which names the first problem and counts the rest
 */
export function refuseProblems(problems: LintProblem[]): void {
  const [first] = problems;
  if (!first) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  throw new CodegenError("lint", {
    what: `${first.lint}${more}`,
    where: [first.file, first.path].filter(Boolean).join(", "),
    why: first.message,
  });
}
