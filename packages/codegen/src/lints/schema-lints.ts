import { library } from "../xdm-library.ts";
import type { DatasetEntry, SchemaFolder } from "../schema-folder.ts";
import type { XdmNode } from "../xdm.ts";
import { allFields, fieldsUnder, tenantName } from "./lint.ts";
import type { Lint, LintFinding } from "./lint.ts";

/** Components of Adobe's library that generated schemas refer to. */
const libraryIds = new Set<string>([
  ...Object.values(library),
  "https://ns.adobe.com/xdm/context/profile",
  "https://ns.adobe.com/xdm/context/profile-person-details",
  "https://ns.adobe.com/xdm/context/profile-personal-details",
]);

/** Lints about whole bodies and what they refer to. */
export const schemaLints: Lint[] = [
  {
    name: "fields-under-tenant",
    sentence: "A class or field group defines fields only under the tenant's object (XDM-1021).",
    basis: "documented",
    find: (folder) =>
      standardPaths(folder).flatMap((file) =>
        Object.keys(folder.body(file).definitions?.customFields.properties ?? {})
          .filter((name) => name !== tenantName)
          .map((name) => ({ file, path: name, message: "It is not under the tenant's object." })),
      ),
  },
  {
    name: "unique-title",
    sentence: "Titles of data types, classes, field groups and schemas are unique in a sandbox (XDM-1521).",
    basis: "documented",
    find: (folder) => {
      const seen = new Map<string, string>();
      return folder.registryPaths.flatMap((file) => {
        const title = folder.body(file).title ?? "";
        const other = seen.get(title);
        seen.set(title, file);
        return other === undefined ? [] : [{ file, path: "", message: `"${title}" is the title of ${other} too.` }];
      });
    },
  },
  {
    name: "reference-exists",
    sentence: "Every reference is to a body of ours or to a known component of Adobe's library.",
    basis: "documented",
    find: (folder) =>
      folder.registryPaths.flatMap((file) =>
        referencesIn(folder.file(file))
          .filter((reference) => !isKnown(reference, folder))
          .map((reference) => ({ file, path: "", message: `${reference} does not exist.` })),
      ),
  },
  {
    name: "one-class",
    sentence:
      "A standard schema composes exactly one class and field groups that extend it; a relational one composes neither.",
    basis: "documented",
    find: (folder) => folder.datasets.flatMap(({ entry }) => composition(entry, folder)),
  },
  {
    name: "no-conflicting-paths",
    sentence: "Two parts of one schema never give a path two types (XDM-1413).",
    basis: "documented",
    find: (folder) => folder.datasets.flatMap(({ entry }) => conflicts(entry, folder)),
  },
  {
    name: "column-count",
    sentence: "A row has at most 10,000 fields.",
    basis: "documented",
    find: (folder) =>
      folder.datasets.flatMap(({ entry }) => {
        const columns = countLeaves(folder.file(entry.rowSchema) as XdmNode);
        return columns > 10_000 ? [{ file: entry.schema, path: "", message: `It has ${columns}.` }] : [];
      }),
  },
  {
    name: "custom-map-count",
    sentence: "A schema has at most 20 maps (each slows queries; no limit is documented).",
    basis: "margin",
    find: (folder) =>
      folder.registryPaths.flatMap((file) => {
        const maps = allFields(folder).filter((field) => field.file === file && field.node["meta:xdmType"] === "map");
        return maps.length > 20 ? [{ file, path: "", message: `It has ${maps.length} maps.` }] : [];
      }),
  },
];

/** Classes and field groups; data types and relational schemas are exempt from the tenant's object. */
function standardPaths(folder: SchemaFolder): string[] {
  return folder.registryPaths.filter((path) => !path.startsWith("xdm/data-types/") && !path.includes("/relational/"));
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value === "string") return /^(\{REF:|https:\/\/ns\.adobe\.com\/)/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

function isKnown(reference: string, folder: SchemaFolder): boolean {
  return libraryIds.has(reference) || folder.resolve(reference) !== undefined;
}

function composition(entry: DatasetEntry, folder: SchemaFolder): LintFinding[] {
  const body = folder.body(entry.schema);
  const refs = (body.allOf ?? []).map(({ $ref }) => $ref);
  const finding = (message: string): LintFinding[] => [{ file: entry.schema, path: "allOf", message }];
  if (entry.class === undefined) {
    const own = refs.length === 1 && refs[0] === "#/definitions/customFields";
    return own && body["meta:extends"]?.[0] === library.relational
      ? []
      : finding("A relational schema composes nothing.");
  }
  const reference = entry.class.startsWith("https://") ? entry.class : `{REF:${entry.class}}`;
  if (refs.filter((one) => one === reference).length !== 1) return finding("It does not compose its class once.");
  const groups = (entry.fieldGroups ?? []).filter((path) => !path.startsWith("https://"));
  const strangers = groups.filter((path) => {
    const extended = folder.body(path)["meta:intendedToExtend"] ?? [];
    return extended.length > 0 && !extended.includes(reference);
  });
  return strangers.flatMap((path) => finding(`${path} does not extend ${reference}.`));
}

function conflicts(entry: DatasetEntry, folder: SchemaFolder): LintFinding[] {
  const groups = (entry.fieldGroups ?? []).filter((path) => !path.startsWith("https://"));
  const types = new Map<string, string>();
  return groups.flatMap((file) =>
    fieldsUnder(file, folder.fieldsOf(file)).flatMap(({ path, node }) => {
      const type = `${node.type ?? ""} ${node.format ?? ""} ${node.$ref ?? ""}`;
      const other = types.get(path);
      types.set(path, type);
      return other === undefined || other === type ? [] : [{ file, path, message: `It is ${other} elsewhere.` }];
    }),
  );
}

function countLeaves(node: XdmNode): number {
  if (node.items) return countLeaves(node.items);
  const children = Object.values(node.properties ?? {});
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + countLeaves(child), 0);
}
