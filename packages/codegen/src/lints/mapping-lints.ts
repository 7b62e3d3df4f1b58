import { conversions, xdmTypeOf } from "../conversions.ts";
import { nodeInWords } from "../field-table.ts";
import type { MappingRow } from "../mapping.ts";
import { presets } from "../mapping.ts";
import type { SchemaFolder } from "../schema-folder.ts";
import { findNode } from "../xdm-tree.ts";
import type { XdmNode } from "../xdm.ts";
import type { Lint, LintFinding } from "./lint.ts";

interface PlacedRow {
  file: string;
  row: MappingRow;
  rowSchema: XdmNode;
}

const known = new Set<string>(conversions);

/** Lints about mappings and mapping sets. */
export const mappingLints: Lint[] = [
  {
    name: "destination-fits",
    sentence: "Every mapping row ends at a field of its dataset's schema whose type is what the conversion gives.",
    basis: "documented",
    find: (folder) => each(folder, destinationProblem),
  },
  {
    name: "known-conversion",
    sentence: "Every conversion is one of the documented vocabulary and has the members that it needs.",
    basis: "documented",
    find: (folder) =>
      each(folder, ({ row }) => {
        if (!known.has(row.conversion)) return `${row.conversion} is not a conversion.`;
        const needs = { constant: row.value, identity: row.namespace, "major-units": row.currency, derived: row.from };
        const needed = row.conversion in needs ? needs[row.conversion as keyof typeof needs] : true;
        return needed === undefined ? `${row.conversion} lacks a member.` : undefined;
      }),
  },
  {
    name: "arrays-on-both-sides",
    sentence: "A path that iterates on one side iterates as often on the other.",
    basis: "documented",
    find: (folder) =>
      each(folder, ({ row }) => {
        const count = (path: string): number => path.split("[*]").length;
        return count(row.source ?? row.destination) === count(row.destination)
          ? undefined
          : "The sides iterate differently.";
      }),
  },
  {
    name: "condition-outside-array",
    sentence: "A condition looks at the object itself, not at elements of an array.",
    basis: "margin",
    find: (folder) =>
      each(folder, ({ row }) => {
        const ways = (row.from ?? []).flatMap(({ when = [] }) => when);
        const inside = [...(row.when ?? []), ...ways].some(({ path }) => path.includes("[*]"));
        return inside ? "Its condition is about elements." : undefined;
      }),
  },
  {
    name: "presets-grow",
    sentence: "Each preset sends at least what the one before it sends.",
    basis: "margin",
    find: (folder) =>
      each(folder, ({ row }) => {
        const sends = presets.map((preset) => row.policy[preset] !== "drop");
        return sends.some((sent, index) => sent && sends[index + 1] === false)
          ? "A greater preset sends less."
          : undefined;
      }),
  },
  {
    name: "one-row-for-each-destination",
    sentence: "No two rows of a dataset write the same field; identities each have their own namespace.",
    basis: "documented",
    find: (folder) => {
      const seen = new Set<string>();
      return each(folder, ({ file, row, rowSchema }) => {
        const key = [file, rowSchema.title, row.destination, row.namespace].join(" ");
        const again = seen.has(key);
        seen.add(key);
        return again ? "Another row writes it." : undefined;
      });
    },
  },
  {
    name: "expression-length",
    sentence: "A calculated field of Data Prep has at most 4,096 characters.",
    basis: "documented",
    find: (folder) =>
      folder.paths
        .filter((path) => path.startsWith("mappings/data-prep/"))
        .flatMap((file) =>
          (folder.file(file) as { mappings: { source: string; destination: string }[] }).mappings
            .filter(({ source }) => source.length > 4096)
            .map(({ source, destination }) => ({ file, path: destination, message: `It has ${source.length}.` })),
        ),
  },
];

function each(folder: SchemaFolder, check: (placed: PlacedRow) => string | undefined): LintFinding[] {
  return placedRows(folder).flatMap((one) => {
    const message = check(one);
    return message === undefined ? [] : [{ file: one.file, path: one.row.destination, message }];
  });
}

function placedRows(folder: SchemaFolder): PlacedRow[] {
  return Object.values(folder.manifest.resources).flatMap((resource) => {
    const { datasets } = folder.mapping(resource.mapping);
    return Object.entries(datasets).flatMap(([kind, dataset]: [string, { rows: MappingRow[] }]) => {
      const rowSchema = folder.file(resource.datasets[kind]?.rowSchema ?? "") as XdmNode;
      return dataset.rows.map((row) => ({ file: resource.mapping, row, rowSchema }));
    });
  });
}

function destinationProblem({ row, rowSchema }: PlacedRow): string | undefined {
  const node = findNode(rowSchema, row.destination);
  if (!node) return "The schema has no such field.";
  if (row.conversion === "identity")
    return row.destination === "identityMap" ? undefined : "An identity belongs into identityMap.";
  const given = typeName(xdmTypeOf(row));
  return given === typeName(node) ? undefined : `The conversion gives ${given}, the field is ${typeName(node)}.`;
}

/** Row schemas have no meta:xdmType; a map is an object with values. */
function typeName(node: XdmNode): string {
  const map = typeof node.additionalProperties === "object";
  return nodeInWords(map ? { ...node, "meta:xdmType": "map" } : node);
}
