import type { StoredEntity } from "../state/flow-entities.ts";
import type { FlowServiceBackend, SchemaReference } from "./backend.ts";
import { findEntity, stateOf } from "./entity-envelope.ts";
import { type Caller, isObject, type JsonObject } from "./exchange.ts";
import { readResourcePath } from "./explore.ts";
import { readTransformation } from "./flow-parts.ts";
import { catalogueError, FlowServiceError } from "./flow-service-error.ts";
import { dataLakeConnectionSpecId, flowSpecs } from "./specs.ts";
import { readDataSetId, readSchemaReference, sameSchema } from "./target-connections.ts";

/**
 * Adobe's checks of a flow: one source and one target, both there and published, of kinds that the flow spec joins; a
 * mapping set that exists, compiles and writes the schema of the target's dataset.
 */
export async function validateFlow(backend: FlowServiceBackend, caller: Caller, flow: JsonObject): Promise<void> {
  const sourceId = theOnly(flow.sourceConnectionIds, "SourceConnectionIds");
  const targetId = theOnly(flow.targetConnectionIds, "TargetConnectionIds");
  const source = await findEntity(backend, caller, "sourceConnections", sourceId);
  const target = await findEntity(backend, caller, "targetConnections", targetId);
  refuseDrafts(source, target);
  checkSpecs(source, target);
  const transformation = readTransformation(flow);
  const resource = readResourcePath(source.document.params);
  const dataSetId = readDataSetId(target.document.params);
  const mappingSet = await lookUp("2250-500", () =>
    backend.platform.mappingSet(caller, transformation.mappingId, transformation.mappingVersion),
  );
  if (mappingSet === undefined) throw catalogueError("1412-400");
  await checkSchemas(backend, caller, { target, dataSetId, mappingSet, mappingId: transformation.mappingId });
  const faults = await backend.judgeMapping(mappingSet, resource, dataSetId, caller);
  if (faults.length === 0) return;
  throw catalogueError("1419-400", {
    id: transformation.mappingId,
    version: transformation.mappingVersion,
    detail: faults.slice(0, 20).join(" "),
  });
}

function theOnly(ids: unknown, type: string): string {
  const list = Array.isArray(ids) ? (ids as unknown[]) : [];
  const [id] = list;
  if (typeof id !== "string" || id === "") throw catalogueError("1320-400", { type });
  if (list.length > 1) throw catalogueError("1321-400", { type });
  return id;
}

function refuseDrafts(...connections: readonly StoredEntity[]): void {
  const unready = connections.map(stateOf).find((state) => state !== "enabled");
  if (unready !== undefined) throw catalogueError("1421-400", { state: unready });
}

function checkSpecs(source: StoredEntity, target: StoredEntity): void {
  const [flowSpec] = flowSpecs();
  const sourceSpec = specIdOf(source);
  const allowed = Array.isArray(flowSpec?.sourceConnectionSpecIds) ? flowSpec.sourceConnectionSpecIds : [];
  if (!allowed.includes(sourceSpec)) throw catalogueError("1413-400");
  const targetSpec = specIdOf(target);
  if (targetSpec !== dataLakeConnectionSpecId) throw catalogueError("1307-400", { id: targetSpec });
}

function specIdOf({ document }: StoredEntity): string {
  return isObject(document.connectionSpec) ? String(document.connectionSpec.id) : "";
}

/** Dataset, target connection and mapping must use one schema. */
async function checkSchemas(
  backend: FlowServiceBackend,
  caller: Caller,
  flow: {
    readonly target: StoredEntity;
    readonly dataSetId: string;
    readonly mappingSet: JsonObject;
    readonly mappingId: string;
  },
): Promise<void> {
  const { target, dataSetId, mappingSet, mappingId } = flow;
  const dataset = await lookUp("2200-500", () => backend.platform.datasetSchema(caller, dataSetId));
  if (dataset === undefined) throw catalogueError("1312-400", { value: dataSetId, property: "params.dataSetId" });
  const declared = readSchemaReference(isObject(target.document.data) ? target.document.data.schema : undefined);
  const mapped = mappingSchema(mappingSet);
  if (mapped !== undefined && sameSchema(dataset, declared) && sameSchema(dataset, mapped)) return;
  throw catalogueError("1425-400", { dataset: dataSetId, mapping: mappingId });
}

/** The output schema of a mapping set, in its new form (`outputSchema.schemaRef`) or the one of the tutorials (`xdmSchema`). */
function mappingSchema(mappingSet: JsonObject): SchemaReference | undefined {
  const output = isObject(mappingSet.outputSchema) ? mappingSet.outputSchema.schemaRef : undefined;
  if (isObject(output) && typeof output.id === "string") {
    return { id: output.id, version: typeof output.contentType === "string" ? output.contentType : "1" };
  }
  if (typeof mappingSet.xdmSchema !== "string") return undefined;
  return {
    id: mappingSet.xdmSchema,
    version: typeof mappingSet.xdmVersion === "string" ? mappingSet.xdmVersion : "1",
  };
}

async function lookUp<Found>(code: "2200-500" | "2250-500", call: () => Promise<Found>): Promise<Found> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof FlowServiceError) throw error;
    throw catalogueError(code, { message: error instanceof Error ? error.message : "" });
  }
}
