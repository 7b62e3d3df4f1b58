import type { DatasetEntry, SchemaFolder } from "../schema-folder.ts";
import { pointerNames } from "./descriptor-lints.ts";
import { fieldsUnder } from "./lint.ts";
import type { Lint, LintFinding } from "./lint.ts";

/** Lints about the relational rendering. */
export const relationalLints: Lint[] = [
  {
    name: "relational-key-and-version",
    sentence:
      "A relational schema has a primary key and another version, both required at the root; the version is a number or a time (XDM-1855).",
    basis: "documented",
    find: (folder) => relational(folder, (entry) => keyAndVersion(entry, folder)),
  },
  {
    name: "relational-is-flat",
    sentence: "A relational schema has no objects, arrays or maps, which the stores that need it refuse.",
    basis: "observed",
    find: (folder) =>
      relational(folder, (entry) =>
        fieldsUnder(entry.schema, folder.fieldsOf(entry.schema))
          .filter(({ node }) => node.type === "object" || node.type === "array" || node.$ref !== undefined)
          .map(({ path }) => ({ file: entry.schema, path, message: "It is not flat." })),
      ),
  },
  {
    name: "relational-foreign-key-at-root",
    sentence: "A relationship of a relational schema starts at a field of the root.",
    basis: "documented",
    find: (folder) =>
      relational(folder, (entry) =>
        folder
          .descriptors(entry.descriptors)
          .filter((one) => pointerNames(one["xdm:sourceProperty"]).length !== 1)
          .map((one) => ({
            file: entry.descriptors,
            path: one["xdm:sourceProperty"],
            message: "It is not at the root.",
          })),
      ),
  },
  {
    name: "relational-column-count",
    sentence: "A relational schema has at most 80 columns (about 50 a table are recommended on average).",
    basis: "margin",
    find: (folder) =>
      relational(folder, (entry) => {
        const columns = Object.keys(folder.fieldsOf(entry.schema).properties ?? {}).length;
        return columns > 80 ? [{ file: entry.schema, path: "", message: `It has ${columns}.` }] : [];
      }),
  },
];

function relational(folder: SchemaFolder, find: (entry: DatasetEntry) => LintFinding[]): LintFinding[] {
  return folder.datasets.filter(({ kind }) => kind === "relational").flatMap(({ entry }) => find(entry));
}

function keyAndVersion(entry: DatasetEntry, folder: SchemaFolder): LintFinding[] {
  const { properties = {}, required = [] } = folder.fieldsOf(entry.schema);
  const nameOf = (type: string): string | undefined => {
    const found = folder.descriptors(entry.descriptors).filter((one) => one["@type"] === type);
    return found.length === 1 ? pointerNames(found[0]?.["xdm:sourceProperty"] ?? "")[0] : undefined;
  };
  const key = nameOf("xdm:descriptorPrimaryKey");
  const version = nameOf("xdm:descriptorVersion");
  const finding = (message: string): LintFinding[] => [{ file: entry.descriptors, path: "", message }];
  if (key === undefined || !required.includes(key)) return finding("It has no required primary key.");
  if (version === undefined || !required.includes(version) || version === key)
    return finding("It has no required version.");
  const node = properties[version];
  const orders = node?.type === "integer" || node?.type === "number" || node?.format === "date-time";
  return orders ? [] : finding("The version is neither a number nor a time.");
}
