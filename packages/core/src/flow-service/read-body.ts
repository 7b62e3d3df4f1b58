import { isObject, type JsonObject } from "./exchange.ts";
import { badRequest, catalogueError, invalidSpecId, missingSpecVersion } from "./flow-service-error.ts";

const LONGEST_NAME = 512;
const LONGEST_DESCRIPTION = 4096;

/** The body as an object; throws 1405-400 when there is none. */
export function readBody(body: unknown): JsonObject {
  if (isObject(body) && Object.keys(body).length > 0) return body;
  if (body === undefined || body === null || isObject(body)) throw catalogueError("1405-400");
  throw badRequest("The request body must be a JSON object.");
}

/** `{id, version}` of a spec; Adobe answers 400 for a bad id and 422 for a missing version. */
export function readSpecReference(body: JsonObject, member: string): { readonly id: string; readonly version: string } {
  const spec = body[member];
  if (spec === undefined) throw catalogueError("1304-400", { field: member });
  if (!isObject(spec) || typeof spec.id !== "string" || spec.id === "") throw invalidSpecId();
  if (typeof spec.version !== "string" || spec.version === "") throw missingSpecVersion(member);
  return { id: spec.id, version: spec.version };
}

/** `name` and `description` as they will be kept; throws 1304-400 without a name, and refuses what is no text. */
export function readNames(body: JsonObject, required: boolean): JsonObject {
  const { name, description } = body;
  if (name === undefined && required) throw catalogueError("1304-400", { field: "name" });
  return { ...readText("name", name, LONGEST_NAME), ...readText("description", description, LONGEST_DESCRIPTION) };
}

function readText(member: string, value: unknown, longest: number): JsonObject {
  if (value === undefined || value === null) return {};
  if (typeof value !== "string" || (member === "name" && value.trim() === "") || value.length > longest) {
    throw catalogueError("1312-400", { value: JSON.stringify(value).slice(0, 100), property: member });
  }
  return { [member]: value };
}
