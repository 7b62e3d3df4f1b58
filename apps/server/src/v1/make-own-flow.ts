import { StoppedError } from "@stripe-aep/core";
import { catalog, dataPrep, listProvisioned, schemaRegistry, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { FlowInput, OwnMapping } from "@stripe-aep/core/service-api";
import { systemCaller } from "../flows/order-due-runs.ts";
import { provisionFor } from "../flows/provision.ts";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import { askFlowService, type Call } from "./call.ts";
import { profileDatasetsOf } from "./join-profile.ts";

/** A flow by Adobe's own calls, one after the other; what was made is taken away again when a later one is refused. */
export async function makeOwnFlow(
  call: Call,
  connection: StoredEntity,
  input: FlowInput,
  own: OwnMapping,
): Promise<string> {
  const made: (() => Promise<unknown>)[] = [];
  const create = async (path: string, body: object): Promise<string> => {
    const { id } = await askFlowService(call, "POST", path, { body });
    made.unshift(() => askFlowService(call, "DELETE", `${path}/${String(id)}`));
    return String(id);
  };
  try {
    const dataSetId = own.dataSetId ?? (await makeDataSet(call, connection, input, own, made));
    const dataset = await call.service.backend.platform.datasetSchema(systemCaller(connection), dataSetId);
    if (dataset === undefined) throw nothingHere("This dataset", dataSetId);
    const mapping = await mappingOf(call, own, dataset.id);
    const source = await create("/sourceConnections", {
      name: `${input.name}: source`,
      baseConnectionId: connection.id,
      connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" },
      data: { format: "json" },
      params: { resourcePath: input.resource },
    });
    const target = await create("/targetConnections", {
      name: `${input.name}: target`,
      connectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
      data: { format: "parquet_xdm", schema: dataset },
      params: { dataSetId },
    });
    return await create("/flows", flowBody(input, source, target, mapping));
  } catch (error) {
    for (const undo of made) await undo().catch(() => undefined);
    throw error;
  }
}

interface MappingReference {
  readonly mappingId: string;
  readonly mappingVersion: number;
}

async function mappingOf(call: Call, own: OwnMapping, schemaId: string): Promise<MappingReference> {
  if (own.mappingId !== undefined) return { mappingId: own.mappingId, mappingVersion: own.mappingVersion ?? 0 };
  if (own.rows === undefined) throw incomplete("own.mappingId or own.rows");
  const { id, version } = await dataPrep(call.service.platformClient(call.tenant)).create({
    outputSchema: { schemaRef: { id: schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" } },
    mappings: own.rows.map(({ sourceType = "ATTRIBUTE", source, destination }) => ({
      sourceType,
      source,
      destination,
    })),
  });
  return { mappingId: id, mappingVersion: version };
}

/** With the generated object schema, which the plan makes first where it is missing. */
async function makeDataSet(
  call: Call,
  connection: StoredEntity,
  { resource, profile = false }: FlowInput,
  { newDataSet }: OwnMapping,
  made: (() => Promise<unknown>)[],
): Promise<string> {
  if (newDataSet === undefined) throw incomplete("own.dataSetId or own.newDataSet");
  if (profile && !profileDatasetsOf(call.service, resource).includes("object")) {
    const message = `The object dataset of ${resource} is not made for Profile: only customers are people.`;
    throw new HttpProblem(400, "SAEP-1802", message, { where: "profile" });
  }
  await provisionFor(call, connection, () => undefined);
  const client = call.service.platformClient(call.tenant);
  const schemaPath = call.service.schemas.manifest.resources[resource]?.datasets.object?.schema;
  const schemas = await listProvisioned((await call.service.storeOf(call.tenant)).database, "schema");
  const schemaId = schemas.find(({ provision_key: key }) => key === schemaPath)?.platform_id;
  if (schemaId === undefined)
    throw new StoppedError({ code: "SAEP-1407", message: `The schema of ${resource} has not been made.` });
  if (profile)
    await schemaRegistry(client).patch("schemas", schemaId, [
      { op: "add", path: "/meta:immutableTags", value: ["union"] },
    ]);
  const id = await catalog(client).createDataset({
    name: newDataSet.name,
    ...(newDataSet.description === undefined ? {} : { description: newDataSet.description }),
    schemaRef: { id: schemaId, contentType: "application/vnd.adobe.xed+json;version=1" },
    fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
    enableErrorDiagnostics: true,
    ...(profile ? { tags: { unifiedProfile: ["enabled:true"], unifiedIdentity: ["enabled:true"] } } : {}),
  });
  made.unshift(() => catalog(client).removeDataset(id));
  return id;
}

function incomplete(where: string): HttpProblem {
  return new HttpProblem(400, "SAEP-1802", `A mapping of one's own needs ${where}.`, { where });
}

function flowBody(input: FlowInput, source: string, target: string, mapping: MappingReference): object {
  const { frequency, interval, startsAt, backfill } = input.schedule;
  const repeated = frequency === "once" ? {} : { interval: interval ?? 1, backfill };
  const options = {
    ...(input.errorDiagnosticsEnabled === undefined ? {} : { errorDiagnosticsEnabled: input.errorDiagnosticsEnabled }),
    ...(input.partialIngestionPercent === undefined ? {} : { partialIngestionPercent: input.partialIngestionPercent }),
  };
  return {
    name: input.name,
    ...(input.description === undefined ? {} : { description: input.description }),
    flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" },
    sourceConnectionIds: [source],
    targetConnectionIds: [target],
    options,
    transformations: [{ name: "Mapping", params: mapping }],
    scheduleParams: { startTime: String(Math.floor(startsAt / 1000)), frequency, ...repeated },
  };
}
