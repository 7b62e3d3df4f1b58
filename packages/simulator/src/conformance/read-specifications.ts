import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { isObject, listIn, objectIn, textIn, type JsonObject } from "../platform/json.ts";

/** One operation of an OpenAPI file, with the schema of each answer it documents. */
export interface Operation {
  readonly file: string;
  readonly method: string;
  /** Base path and template: `/data/foundation/catalog/dataSets/{id}`. */
  readonly path: string;
  /** By status, or `default`; undefined where a body is not described. */
  readonly responses: ReadonlyMap<string, JsonObject | undefined>;
}

export interface Specification {
  readonly file: string;
  /** The whole file, cleaned so that a JSON Schema validator can follow its references. */
  readonly document: JsonObject;
  readonly operations: readonly Operation[];
}

const methods = ["get", "put", "post", "patch", "delete", "head"];
/** Members of OpenAPI that JSON Schema does not have, or that say nothing about a value. */
const foreign = new Set([
  "example",
  "examples",
  "xml",
  "externalDocs",
  "discriminator",
  "readOnly",
  "writeOnly",
  "deprecated",
  "$ref ",
]);

/** Reads every OpenAPI or Swagger file of a folder. Throws if there is none. */
export async function readSpecifications(folder: string): Promise<Specification[]> {
  const names = (await readdir(folder)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
  const specifications: Specification[] = [];
  for (const name of names) {
    const parsed: unknown = parse(await readFile(join(folder, name), "utf8"));
    if (isObject(parsed) && isObject(parsed.paths)) specifications.push(readSpecification(name, parsed));
  }
  if (specifications.length === 0) throw new Error(`${folder} holds no OpenAPI file`);
  return specifications;
}

function readSpecification(file: string, parsed: JsonObject): Specification {
  const document = cleaned(parsed, false) as JsonObject;
  const base = basePathOf(document);
  const operations = Object.entries(objectIn(document, "paths") ?? {}).flatMap(([template, item]) =>
    methods.flatMap((method): Operation[] => {
      const operation = isObject(item) ? objectIn(item, method) : undefined;
      if (operation === undefined) return [];
      return [
        { file, method: method.toUpperCase(), path: base + template, responses: responsesOf(operation, document) },
      ];
    }),
  );
  return { file, document, operations };
}

function basePathOf(document: JsonObject): string {
  const [server] = listIn(document, "servers");
  const url = isObject(server) ? (textIn(server, "url") ?? "") : (textIn(document, "basePath") ?? "");
  return url.replace(/^(https?:)?\/\/[^/]*/, "").replace(/\/$/, "");
}

function responsesOf(operation: JsonObject, document: JsonObject): Map<string, JsonObject | undefined> {
  const responses = Object.entries(objectIn(operation, "responses") ?? {});
  return new Map(responses.map(([status, response]) => [status, schemaOf(followed(response, document))]));
}

function followed(node: unknown, document: JsonObject): JsonObject {
  if (!isObject(node)) return {};
  const reference = textIn(node, "$ref");
  if (reference === undefined) return node;
  let target: unknown = document;
  for (const step of reference.replace("#/", "").split("/")) target = isObject(target) ? target[step] : undefined;
  return isObject(target) ? target : {};
}

function schemaOf(response: JsonObject): JsonObject | undefined {
  const content = objectIn(response, "content");
  const media = content === undefined ? response : (Object.values(content).find(isObject) ?? {});
  return objectIn(media, "schema");
}

/** A copy without what JSON Schema does not know; `nullable` becomes a type. Names of properties are left alone. */
function cleaned(node: unknown, areNames: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => cleaned(item, false));
  if (!isObject(node)) return node;
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(node)) {
    if (!areNames && foreign.has(name)) continue;
    result[name] = cleaned(value, !areNames && name === "properties");
  }
  if (areNames) return result;
  if (result.nullable === true && typeof result.type === "string") result.type = [result.type, "null"];
  if (!Array.isArray(result.required)) Reflect.deleteProperty(result, "required");
  if (result.enum !== undefined && !Array.isArray(result.enum)) Reflect.deleteProperty(result, "enum");
  return result;
}
