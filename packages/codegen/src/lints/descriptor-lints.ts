import type { DescriptorBody, SchemaFolder } from "../schema-folder.ts";
import type { XdmNode } from "../xdm.ts";
import type { Lint, LintFinding } from "./lint.ts";

/** A descriptor with where it is. */
interface Placed {
  file: string;
  dataset: string;
  descriptor: DescriptorBody;
}

/** Lints about identities, relationships, labels, keys and versions. */
export const descriptorLints: Lint[] = [
  {
    name: "descriptor-points-at-field",
    sentence: "A descriptor's pointer leads to a field of the body that it names.",
    basis: "documented",
    find: (folder) =>
      each(folder, ({ descriptor }) => (nodeAt(folder, descriptor) ? undefined : "It points at no field.")),
  },
  {
    name: "identity-is-text",
    sentence:
      "An identity is a string field of at least one character, never _id, in a namespace of the manifest (XDM-1810, XDM-1816).",
    basis: "documented",
    find: (folder) => {
      const codes = new Set(folder.manifest.namespaces.map(({ code }) => code));
      return each(folder, ({ descriptor }) => {
        const code =
          descriptor["xdm:namespace"] ?? descriptor["xdm:identityNamespace"] ?? descriptor["xdm:destinationNamespace"];
        if (code !== undefined && !codes.has(code)) return `The namespace ${code} is not in the manifest.`;
        if (descriptor["@type"] !== "xdm:descriptorIdentity") return undefined;
        if (descriptor["xdm:sourceProperty"] === "/_id") return "It is _id.";
        const node = nodeAt(folder, descriptor);
        return node?.type === "string" && (node.minLength ?? 0) >= 1
          ? undefined
          : "It is no string of at least one character.";
      });
    },
  },
  {
    name: "one-primary-identity",
    sentence:
      "A record schema has exactly one primary identity; an event schema has none, its identities are in identityMap.",
    basis: "documented",
    find: (folder) =>
      folder.datasets.flatMap(({ entry }) => {
        const primaries = folder.descriptors(entry.descriptors).filter((one) => one["xdm:isPrimary"] === true);
        const wanted = entry.behavior === "record" ? 1 : 0;
        const message = `It has ${primaries.length} primary identities.`;
        return primaries.length === wanted ? [] : [{ file: entry.descriptors, path: "", message }];
      }),
  },
  {
    name: "identity-depth",
    sentence: "An identity field is at most 4 levels deep.",
    basis: "documented",
    find: (folder) =>
      each(folder, ({ descriptor }) => {
        const deep = pointerNames(descriptor["xdm:sourceProperty"]).length > 4;
        return deep && descriptor["@type"] === "xdm:descriptorIdentity" ? "It is deeper." : undefined;
      }),
  },
  {
    name: "relationship-count",
    sentence: "A schema has at most 5 relationships.",
    basis: "documented",
    find: (folder) =>
      folder.datasets.flatMap(({ entry }) => {
        const found = folder
          .descriptors(entry.descriptors)
          .filter((one) => one["@type"] === "xdm:descriptorRelationship");
        return found.length > 5 ? [{ file: entry.descriptors, path: "", message: `It has ${found.length}.` }] : [];
      }),
  },
  {
    name: "relationship-leads-to-identity",
    sentence: "A relationship leads to the primary identity or the primary key of a schema of ours.",
    basis: "documented",
    find: (folder) => {
      const keys = new Set(
        placed(folder)
          .filter(({ descriptor }) => isKey(descriptor))
          .map(({ descriptor }) => keyOf(descriptor)),
      );
      return each(folder, ({ descriptor }) => {
        const target = descriptor["xdm:destinationSchema"];
        if (target === undefined) return undefined;
        return keys.has(`${target} ${descriptor["xdm:destinationProperty"] ?? ""}`)
          ? undefined
          : "It leads to no such field.";
      });
    },
  },
  {
    name: "label-on-leaf",
    sentence:
      "A label stands on a field under the tenant's object that has no fields itself, and names a field group as its source.",
    basis: "observed",
    find: (folder) =>
      each(folder, ({ descriptor }) => {
        if (descriptor["@type"] !== "xdm:descriptorLabel") return undefined;
        if (!descriptor["xdm:sourceSchema"].endsWith("field-group.json}")) return "Its source is no field group.";
        const node = nodeAt(folder, descriptor);
        return node?.properties ? "The field has fields itself." : undefined;
      }),
  },
  {
    name: "known-label",
    sentence: "Every label is one of Adobe's core labels.",
    basis: "documented",
    find: (folder) =>
      each(folder, ({ descriptor }) => {
        const strange = (descriptor["xdm:labels"] ?? []).filter(
          (label) => !/^core\/(C([1-9]|1[0-2])|I[12]|S[12]|PSPD)$/.test(label),
        );
        return strange.length > 0 ? `${strange.join(", ")} is not known.` : undefined;
      }),
  },
  {
    name: "descriptor-count",
    sentence: "All descriptors together stay under 1,000; a sandbox holds 4,000.",
    basis: "margin",
    find: (folder) => {
      const count = placed(folder).length;
      return count > 1000 ? [{ file: "manifest.json", path: "", message: `There are ${count}.` }] : [];
    },
  },
];

function isKey(descriptor: DescriptorBody): boolean {
  return descriptor["xdm:isPrimary"] === true || descriptor["@type"] === "xdm:descriptorPrimaryKey";
}

function keyOf(descriptor: DescriptorBody): string {
  return `${descriptor["xdm:sourceSchema"]} ${descriptor["xdm:sourceProperty"]}`;
}

function placed(folder: SchemaFolder): Placed[] {
  return folder.datasets.flatMap(({ kind, entry }) =>
    folder.descriptors(entry.descriptors).map((descriptor) => ({ file: entry.descriptors, dataset: kind, descriptor })),
  );
}

function each(folder: SchemaFolder, check: (placed: Placed) => string | undefined): LintFinding[] {
  return placed(folder).flatMap((one) => {
    const message = check(one);
    const path = `${one.descriptor["@type"]} ${one.descriptor["xdm:sourceProperty"]}`;
    return message === undefined ? [] : [{ file: one.file, path, message }];
  });
}

export function pointerNames(pointer: string): string[] {
  return pointer.split("/").filter(Boolean);
}

function nodeAt(folder: SchemaFolder, descriptor: DescriptorBody): XdmNode | undefined {
  return findInSchema(folder, descriptor["xdm:sourceSchema"], descriptor["xdm:sourceProperty"]);
}

/** The field at a pointer over data, in a body itself or in one that it composes; arrays are passed through. */
function findInSchema(folder: SchemaFolder, reference: string, pointer: string): XdmNode | undefined {
  const body = folder.resolve(reference);
  if (!body) return undefined;
  const own = follow(folder, body.definitions?.customFields ?? body, pointerNames(pointer));
  if (own) return own;
  const parts = (body.allOf ?? []).filter(({ $ref }) => $ref.startsWith("{REF:") && $ref !== reference);
  for (const { $ref } of parts) {
    const found = findInSchema(folder, $ref, pointer);
    if (found) return found;
  }
  return undefined;
}

function follow(folder: SchemaFolder, node: XdmNode, names: string[]): XdmNode | undefined {
  const [name, ...rest] = names;
  if (name === undefined) return node;
  const holder = resolved(folder, node.items ?? node);
  const child = holder.properties?.[name];
  return child && follow(folder, rest.length > 0 ? resolved(folder, child) : child, rest);
}

function resolved(folder: SchemaFolder, node: XdmNode): XdmNode {
  return node.$ref === undefined ? node : (folder.resolve(node.$ref) ?? node);
}
