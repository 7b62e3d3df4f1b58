import type { FlowServiceBackend, SchemaReference } from "./backend.ts";
import { created, newEntity } from "./entity-envelope.ts";
import { type FlowServiceRequest, type FlowServiceResponse, isObject, type JsonObject } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";
import { readBody, readNames, readSpecReference } from "./read-body.ts";
import { dataLakeConnectionSpecId } from "./specs.ts";

/** `POST /targetConnections`: a dataset of the data lake, and the schema that it has. */
export async function createTargetConnection(
  backend: FlowServiceBackend,
  { body: given, caller }: FlowServiceRequest,
  isDraft: boolean,
): Promise<FlowServiceResponse> {
  const body = readBody(given);
  const names = readNames(body, false);
  const spec = readSpecReference(body, "connectionSpec");
  if (spec.id !== dataLakeConnectionSpecId) throw catalogueError("1307-400", { id: spec.id.slice(0, 100) });
  const { data, params } = readTarget(body, isDraft);
  const entity = newEntity(backend, caller, "targetConnections", {
    document: { ...names, state: isDraft ? "draft" : "enabled", data, connectionSpec: spec, params },
  });
  await backend.entities.insert(entity);
  return created(entity);
}

/** `data` and `params` of a target: throws 1304 and 1325-400, and 1312-400 for what no dataset id or schema looks like. */
export function readTarget(
  body: JsonObject,
  isDraft: boolean,
): { readonly data: JsonObject; readonly params: JsonObject } {
  if (!isObject(body.data)) throw catalogueError("1304-400", { field: "data" });
  const { data } = body;
  if (data.format !== undefined && data.format !== "parquet_xdm") {
    throw catalogueError("1312-400", { value: JSON.stringify(data.format).slice(0, 50), property: "data.format" });
  }
  const params = isObject(body.params) ? body.params : {};
  if (!isDraft) {
    readSchemaReference(data.schema);
    readDataSetId(params);
  }
  return { data, params };
}

export function readDataSetId(params: unknown): string {
  const dataSetId = isObject(params) ? params.dataSetId : undefined;
  if (typeof dataSetId !== "string" || dataSetId === "") throw catalogueError("1325-400");
  if (!/^[\w-]{1,100}$/.test(dataSetId)) throw catalogueError("1312-400", { value: "", property: "params.dataSetId" });
  return dataSetId;
}

export function readSchemaReference(schema: unknown): SchemaReference {
  if (!isObject(schema)) throw catalogueError("1304-400", { field: "data.schema" });
  const { id, version } = schema;
  if (typeof id !== "string" || id === "") throw catalogueError("1304-400", { field: "data.schema.id" });
  if (typeof version !== "string" || version === "") throw catalogueError("1304-400", { field: "data.schema.version" });
  return { id, version };
}

/** Whether two references mean the same schema: the same `$id`, and the same major version. */
export function sameSchema(one: SchemaReference, other: SchemaReference): boolean {
  return one.id === other.id && majorVersion(one.version) === majorVersion(other.version);
}

/** `…;version=1.3`, `…;version=1`, `1.0` and `1` are all major version 1; without any, the newest: 1. */
function majorVersion(text: string): string {
  return /(?:version=|^)(\d+)/.exec(text)?.[1] ?? "1";
}
