import type { XdmNode } from "../xdm.ts";
import { longBounds } from "../xdm.ts";
import { fieldLint, fieldsUnder, tenantName } from "./lint.ts";
import type { Lint, LintedField } from "./lint.ts";

const types = new Set(["string", "integer", "number", "boolean", "object", "array"]);

/** Keywords that Adobe's own client checks fields against, as far as the generator uses any of them. */
const keywords = new Set(
  [
    "title",
    "description",
    "type",
    "format",
    "pattern",
    "minLength",
    "minimum",
    "maximum",
    "items",
    "properties",
  ].concat(["required", "additionalProperties", "$ref", "meta:enum", "meta:xdmType"]),
);

const reserved = new Set(["items", "properties", "_change_request_type"]);

const isMap = (node: XdmNode): boolean => node["meta:xdmType"] === "map";
const isTenant = (field: LintedField): boolean => field.name === tenantName && field.depth === 1;

/** A node and what is inside it that is no field of its own: elements of an array, values of a map. */
function nodesOf({ node }: LintedField): XdmNode[] {
  const inner = [node.items, node.additionalProperties].flatMap((one) => one ?? []);
  return [node, ...inner];
}

/** Lints about one field at a time. */
export const fieldLints: Lint[] = [
  fieldLint("concrete-type", "documented", "Every field has one concrete type or refers to a data type.", (field) =>
    nodesOf(field).every((node) => node.$ref !== undefined || types.has(node.type ?? ""))
      ? undefined
      : "It has no single type.",
  ),
  fieldLint(
    "known-keyword",
    "observed",
    "A field uses only keywords that the Registry is known to accept.",
    (field) => {
      const unknown = nodesOf(field).flatMap((node) => Object.keys(node).filter((key) => !keywords.has(key)));
      return unknown.length > 0 ? `It uses ${[...new Set(unknown)].join(", ")}.` : undefined;
    },
  ),
  fieldLint(
    "long-has-both-bounds",
    "documented",
    "Every integer has both bounds of a long; without them it holds 32 bits.",
    (field) => {
      const short = nodesOf(field).some(
        (node) =>
          node.type === "integer" && (node.minimum !== longBounds.minimum || node.maximum !== longBounds.maximum),
      );
      return short ? "It lacks a bound of a long." : undefined;
    },
  ),
  fieldLint(
    "soft-enum",
    "documented",
    "Known values are suggestions on a string; no value is forbidden.",
    ({ node }) => {
      if ("enum" in node) return "It forbids other values.";
      const known = node["meta:enum"];
      if (known === undefined) return undefined;
      if (node.type !== "string") return "Only strings have known values.";
      return Object.keys(known).length === 0 ? "The list of known values is empty." : undefined;
    },
  ),
  fieldLint(
    "map-only-as-map",
    "documented",
    "additionalProperties stands only in maps, which hold strings or integers and nothing else.",
    ({ node }) => {
      if (!isMap(node)) return node.additionalProperties ? "It is no map." : undefined;
      const value = node.additionalProperties?.type ?? "";
      return node.properties || !["string", "integer"].includes(value)
        ? "It is no map of strings or integers."
        : undefined;
    },
  ),
  fieldLint(
    "object-has-properties",
    "documented",
    "An object has properties, is a map, or refers to a data type.",
    (field) => {
      const open = nodesOf(field).some(
        (node) => node.type === "object" && !isMap(node) && Object.keys(node.properties ?? {}).length === 0,
      );
      return open ? "It is an open object." : undefined;
    },
  ),
  fieldLint(
    "array-has-items",
    "documented",
    "An array says what its elements are; an array of arrays cannot be stored.",
    ({ node }) =>
      node.type === "array" && (!node.items || node.items.type === "array")
        ? "Its elements are not said, or are arrays."
        : undefined,
  ),
  fieldLint(
    "title-and-description",
    "observed",
    "Every field has a title and a description; the tenant's object, which is Adobe's, has none.",
    (field) =>
      isTenant(field) || (field.node.title && field.node.description) ? undefined : "Title or description is missing.",
  ),
  fieldLint(
    "legal-name",
    "documented",
    "A name is letters, digits and underscores and begins with a letter.",
    (field) => (isTenant(field) || /^[A-Za-z][A-Za-z0-9_]*$/.test(field.name) ? undefined : "The name is not legal."),
  ),
  fieldLint(
    "no-reserved-name",
    "observed",
    "No field is called items, properties or _change_request_type, nor has such a title.",
    ({ name, node }) =>
      reserved.has(name) || reserved.has((node.title ?? "").toLowerCase())
        ? "The name or the title is reserved."
        : undefined,
  ),
  fieldLint(
    "no-restriction",
    "documented",
    "The only format is date-time, and nothing restricts a text except that an id is not empty: restrictions refuse rows.",
    ({ node }) => {
      if (node.format !== undefined && node.format !== "date-time") return `The format ${node.format} refuses rows.`;
      return node.pattern !== undefined || (node.minLength ?? 0) > 1 ? "Its texts are restricted." : undefined;
    },
  ),
  fieldLint("name-length", "margin", "A name has at most 100 characters (no limit is documented).", ({ name }) =>
    name.length > 100 ? `It has ${name.length}.` : undefined,
  ),
  fieldLint(
    "description-length",
    "margin",
    "A description has at most 2,000 characters (no limit is documented).",
    ({ node }) => ((node.description ?? "").length > 2000 ? `It has ${(node.description ?? "").length}.` : undefined),
  ),
  fieldLint("nesting-depth", "margin", "No field is more than 10 levels deep (no limit is documented).", ({ depth }) =>
    depth > 10 ? `It is at level ${depth}.` : undefined,
  ),
  {
    name: "unique-ignoring-case",
    sentence: "Names of one level differ in more than case; the lake's files do not tell case apart.",
    basis: "documented",
    find: (folder) => folder.registryPaths.flatMap((file) => duplicates(file, folder.fieldsOf(file), "")),
  },
  {
    name: "required-exists",
    sentence: "Every required name is a property beside it.",
    basis: "documented",
    find: (folder) =>
      folder.registryPaths.flatMap((file) => {
        const root = folder.fieldsOf(file);
        const nodes = [{ path: "", node: root }, ...fieldsUnder(file, root)];
        return nodes.flatMap(({ path, node }) =>
          (node.required ?? [])
            .filter((name) => !(name in (node.properties ?? {})))
            .map((name) => ({ file, path, message: `It requires ${name}, which it does not have.` })),
        );
      }),
  },
];

function duplicates(file: string, node: XdmNode, path: string): { file: string; path: string; message: string }[] {
  const holder = node.items ?? node;
  const seen = new Map<string, string>();
  return Object.entries(holder.properties ?? {}).flatMap(([name, child]) => {
    const other = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), name);
    const at = path === "" ? name : `${path}.${name}`;
    const own = other === undefined ? [] : [{ file, path: at, message: `${other} stands beside it.` }];
    return [...own, ...duplicates(file, child, at)];
  });
}
