import type { SchemaFolder } from "../schema-folder.ts";
import type { XdmNode } from "../xdm.ts";

/** Where a rule comes from: Adobe's documentation or library, or our own margin where nothing is documented. */
export type LintBasis = "documented" | "observed" | "margin";

export interface LintProblem {
  lint: string;
  file: string;
  /** The field, as dots from the body's root; "" for the body itself. */
  path: string;
  message: string;
}

/** What a lint finds, before its name is put on. */
export type LintFinding = Omit<LintProblem, "lint">;

/** One rule of Experience Platform that a generated schema must keep. */
export interface Lint {
  name: string;
  sentence: string;
  basis: LintBasis;
  find: (folder: SchemaFolder) => LintFinding[];
}

/** A field of a body, with where it is. */
export interface LintedField {
  file: string;
  path: string;
  name: string;
  node: XdmNode;
  /** 1 for a field at the body's root. */
  depth: number;
}

/** Every field of a body, parents first; elements of arrays are reached through their array. */
export function fieldsUnder(file: string, node: XdmNode, path = "", depth = 1): LintedField[] {
  const holder = node.items ?? node;
  return Object.entries(holder.properties ?? {}).flatMap(([name, child]) => {
    const at = path === "" ? name : `${path}.${name}`;
    return [{ file, path: at, name, node: child, depth }, ...fieldsUnder(file, child, at, depth + 1)];
  });
}

/** Every field of every body that is posted. */
export function allFields(folder: SchemaFolder): LintedField[] {
  return folder.registryPaths.flatMap((path) => fieldsUnder(path, folder.fieldsOf(path)));
}

/** A lint about single fields: one finding for each field for which the check has something to say. */
export function fieldLint(
  name: string,
  basis: LintBasis,
  sentence: string,
  check: (field: LintedField) => string | undefined,
): Lint {
  const find = (folder: SchemaFolder): LintFinding[] =>
    allFields(folder).flatMap((field) => {
      const message = check(field);
      return message === undefined ? [] : [{ file: field.file, path: field.path, message }];
    });
  return { name, sentence, basis, find };
}

export const tenantName = "_{TENANT}";
