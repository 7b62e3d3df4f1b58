import { Buffer } from "node:buffer";
import { AccessError, ConnectorError, RetryLaterError } from "../errors.ts";
import { isResourceName, type ResourceName, resourceNames } from "../resources.ts";
import type { FlowServiceBackend } from "./backend.ts";
import { openAuth } from "./connections.ts";
import { findEntity } from "./entity-envelope.ts";
import { type FlowServiceRequest, type FlowServiceResponse, isObject, type JsonObject } from "./exchange.ts";
import { exploreSchema } from "./explore-schema.ts";
import { catalogueError } from "./flow-service-error.ts";
import { readQuery, single } from "./query-parameters.ts";

/** Sample rows of a preview; Adobe's pages say "up to 100 rows". */
const PREVIEW_ROWS = 10;

/** The wrapper of each record: the last node of the source's content path `$.data`. */
const WRAPPER = "data";

/** `GET /connections/{id}/explore`: the structure of a resource's objects, and with `preview=true` real ones. */
export async function exploreConnection(
  backend: FlowServiceBackend,
  { caller, query }: FlowServiceRequest,
  id: string,
): Promise<FlowServiceResponse> {
  const connection = await findEntity(backend, caller, "connections", id);
  const { resource, preview } = readExploreQuery(query);
  const schema = exploreSchema(await backend.stripeSchema(resource));
  const shape = {
    format: "hierarchical",
    schema: { type: "object", properties: { [WRAPPER]: schema } },
  };
  if (!preview) return { status: 200, body: shape };
  const records = await sample(backend, openAuth(backend, connection), resource);
  return { status: 200, body: { ...shape, data: records.map((record) => ({ [WRAPPER]: record })) } };
}

async function sample(backend: FlowServiceBackend, auth: JsonObject, resource: ResourceName) {
  try {
    return await backend.stripe.sample(auth, resource, PREVIEW_ROWS);
  } catch (error) {
    if (error instanceof RetryLaterError) throw catalogueError("1103-503");
    if (!(error instanceof ConnectorError)) throw error;
    const status = error instanceof AccessError ? "401 Unauthorized or 403 Forbidden" : "400 Bad Request";
    throw catalogueError("1100-400", {
      message: `The request could not be processed. Rest call failed with client error, status code ${status}, please check your activity settings. ${error.message}`,
    });
  }
}

interface ExploreQuery {
  readonly resource: ResourceName;
  readonly preview: boolean;
}

/** Parameter names are read in any case (`fileType`, `FileType`), as are their fixed values. */
function readExploreQuery(query: string): ExploreQuery {
  const parameters = readQuery(query).map(([name, value]) => [name.toLowerCase(), value] as const);
  const required = (name: string): string => {
    const value = single(parameters, name.toLowerCase());
    if (value === undefined || value === "") throw catalogueError("1334-400", { param: name });
    return value;
  };
  const objectType = required("objectType");
  if (objectType.toLowerCase() !== "rest") throw catalogueError("1358-400", { objectType: objectType.slice(0, 50) });
  for (const name of ["object", "fileType"]) {
    const value = required(name);
    if (value.toLowerCase() !== "json") throw catalogueError("1312-400", { value: value.slice(0, 50), property: name });
  }
  const preview = (single(parameters, "preview") ?? "false").toLowerCase();
  if (preview !== "true" && preview !== "false") {
    throw catalogueError("1312-400", { value: preview.slice(0, 50), property: "preview" });
  }
  return { resource: readResourcePath(decodeSourceParams(required("sourceParams"))), preview: preview === "true" };
}

/** Base64 of a JSON object: the standard or the URL alphabet, with or without padding. */
export function decodeSourceParams(text: string): JsonObject {
  const compact = text.replaceAll(" ", "+");
  if (!/^[\w+/-]+={0,2}$/.test(compact)) {
    throw catalogueError("1389-400", { message: "It is not base64." });
  }
  try {
    const value: unknown = JSON.parse(Buffer.from(compact, "base64").toString("utf8"));
    if (isObject(value)) return value;
  } catch {
    // Refused below, without echoing what was sent.
  }
  throw catalogueError("1389-400", { message: "It is not a JSON object." });
}

/** `params` of a source connection against `sourceSpec.spec`: one resource path of the six, and nothing else. */
export function readResourcePath(params: unknown): ResourceName {
  const { resourcePath, ...others } = isObject(params) ? params : {};
  if (resourcePath === undefined || resourcePath === "") throw catalogueError("1304-400", { field: "resourcePath" });
  const [other] = Object.keys(others);
  if (other !== undefined) throw catalogueError("1312-400", { value: "", property: other.slice(0, 100) });
  if (typeof resourcePath === "string" && isResourceName(resourcePath)) return resourcePath;
  throw catalogueError("1312-400", {
    value: `${JSON.stringify(resourcePath).slice(0, 100)} (allowed: ${resourceNames.join(", ")})`,
    property: "resourcePath",
  });
}
