import { refuseMalformed } from "./artefact-forms.ts";
import { lints, lintSchemas } from "./lints/index.ts";
import type { LintBasis, LintProblem } from "./lints/lint.ts";
import { SchemaFolder } from "./schema-folder.ts";

export type { LintProblem } from "./lints/lint.ts";

/** A lint without its code: what it demands, and whether Adobe documents it or it is our margin. */
export interface LintRow {
  name: string;
  sentence: string;
  basis: LintBasis;
}

/** Every lint, for documentation. */
export const lintTable: readonly LintRow[] = lints.map(({ name, sentence, basis }) => ({ name, sentence, basis }));

/**
 * Lints a folder of generated schemas, also one that was changed by hand.
 * @throws CodegenError SAEP-2013 when it cannot be read, SAEP-2008 when a file does not have its form
 */
export async function lintFolder(schemas: string): Promise<LintProblem[]> {
  const folder = await SchemaFolder.read(schemas);
  await refuseMalformed(folder);
  return lintSchemas(folder);
}
