import { isObject, type JsonObject } from "../json.ts";
import { childNodes, inferXdmType } from "./xdm-types.ts";

/** A rule that every field of a component must keep; returns what is wrong, or undefined. */
interface FieldRule {
  readonly sentence: string;
  broken(node: JsonObject): boolean;
}

const types = new Set(["string", "number", "integer", "boolean", "object", "array"]);
const unknownKeywords = ["oneOf", "anyOf", "not", "patternProperties", "const", "if", "then", "else", "dependencies"];

const fieldRules: readonly FieldRule[] = [
  {
    sentence: "a field has one concrete type",
    broken: (node) => node.type !== undefined && !types.has(node.type as string),
  },
  {
    sentence: "a field states its type or refers to a data type",
    broken: (node) =>
      node.type === undefined && node.$ref === undefined && node.allOf === undefined && node.properties === undefined,
  },
  {
    sentence: "an array says what its items are",
    broken: (node) => node.type === "array" && !isObject(node.items),
  },
  {
    sentence: "an object has properties, a reference or, as a map, one schema for its values",
    broken: (node) =>
      node.type === "object" &&
      !isObject(node.properties) &&
      !isObject(node.additionalProperties) &&
      node.$ref === undefined &&
      node.allOf === undefined,
  },
  {
    sentence: "only an object has properties",
    broken: (node) =>
      node.properties !== undefined && (!isObject(node.properties) || (node.type ?? "object") !== "object"),
  },
  {
    sentence: "a map has no properties",
    broken: (node) => isObject(node.additionalProperties) && node.properties !== undefined,
  },
  {
    sentence: "enum stands only on a string and lists strings",
    broken: (node) =>
      node.enum !== undefined &&
      (node.type !== "string" || !Array.isArray(node.enum) || node.enum.some((value) => typeof value !== "string")),
  },
  {
    sentence: "meta:enum is an object of labels",
    broken: (node) => node["meta:enum"] !== undefined && !isObject(node["meta:enum"]),
  },
  {
    sentence: "required is a list of names that stand in properties",
    broken: ({ required, properties, allOf }) =>
      required !== undefined &&
      (!Array.isArray(required) ||
        (isObject(properties) &&
          allOf === undefined &&
          required.some((name) => properties[name as string] === undefined))),
  },
  {
    sentence: "an exclusive bound stands only on a number and not beside the inclusive one",
    broken: (node) =>
      (node.exclusiveMinimum !== undefined && (node.type !== "number" || node.minimum !== undefined)) ||
      (node.exclusiveMaximum !== undefined && (node.type !== "number" || node.maximum !== undefined)),
  },
  {
    sentence: "meta:xdmType, if sent, is the one that type, format and range give",
    broken: (node) => {
      const sent = node["meta:xdmType"];
      return sent !== undefined && inferXdmType(node) !== undefined && sent !== inferXdmType(node);
    },
  },
  {
    sentence: `a field uses none of ${unknownKeywords.join(", ")}`,
    broken: (node) => unknownKeywords.some((keyword) => node[keyword] !== undefined),
  },
  {
    sentence: "a pattern is a regular expression",
    broken: (node) => node.pattern !== undefined && !isPattern(node.pattern),
  },
];

const fieldName = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const systemNames = new Set(["_id", "_repo", "_schema", "_experience", "_dc"]);

/**
 * The first thing wrong with a component's fields, as a sentence with the path, or undefined.
 * `tenantField` is the one name at top level that may begin with an underscore and is not the system's.
 */
export function brokenFieldRule(node: JsonObject, tenantField: string, path = ""): string | undefined {
  for (const [child, childPath] of childNodes(node, path)) {
    const problem = childProblem(child, childPath, tenantField) ?? brokenFieldRule(child, tenantField, childPath);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function childProblem(child: JsonObject, path: string, tenantField: string): string | undefined {
  const rule = fieldRules.find((candidate) => candidate.broken(child));
  if (rule !== undefined) return `${path}: ${rule.sentence}`;
  const [group, name = ""] = path.split("/").slice(-2);
  if (group === "properties" && !fieldName.test(name) && name !== tenantField && !systemNames.has(name)) {
    return `${path}: a field name consists of letters, digits, dashes and underscores and does not begin with an underscore`;
  }
  return siblingClash(child, path);
}

/** Names that differ only in case collide in the lake, whose columns are case-insensitive. */
function siblingClash(node: JsonObject, path: string): string | undefined {
  if (!isObject(node.properties)) return undefined;
  const seen = new Map<string, string>();
  for (const name of Object.keys(node.properties)) {
    const twin = seen.get(name.toLowerCase());
    if (twin !== undefined) return `${path}/properties/${name}: differs only in case from ${twin}`;
    seen.set(name.toLowerCase(), name);
  }
  return undefined;
}

function isPattern(value: unknown): boolean {
  try {
    return typeof value === "string" && new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}
