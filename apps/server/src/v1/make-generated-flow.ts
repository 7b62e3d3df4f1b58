import { StoppedError } from "@stripe-aep/core";
import { catalog, dataPrep, listProvisioned, newEntity, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { FlowInput, FlowSchedule, ResourceName } from "@stripe-aep/core/service-api";
import { callerOf } from "../http/access.ts";
import { HttpProblem } from "../http/problem-details.ts";
import { record } from "../http/record-audit.ts";
import { listFlows } from "../flows/flow-view.ts";
import { generatedMappingSet } from "./generated-mapping-set.ts";
import type { Acting } from "./run-operation.ts";

/** Percent; what Adobe's own page proposes. */
const ERROR_THRESHOLD = 5;

/** The flow of one resource with the generated mapping; the existing one when there is one already. */
export async function makeGeneratedFlow(
  call: Acting,
  connection: StoredEntity,
  resource: ResourceName,
  input: Pick<FlowInput, "name" | "description" | "schedule" | "partialIngestionPercent">,
): Promise<StoredEntity> {
  const existing = await findGenerated(call, connection, resource);
  if (existing !== undefined) return existing;
  const { service } = call;
  const caller = callerOf(call.holder, "exc_app");
  const make = (collection: "sourceConnections" | "targetConnections" | "flows", document: object, hidden = {}) =>
    newEntity(service.backend, caller, collection, { document: { state: "enabled", ...document }, hidden });
  const dataSet = await generatedDataSet(call, resource);
  const stripe = { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" };
  const lake = { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" };
  const baseConnection = { id: connection.id, connectionSpec: stripe };
  const source = make("sourceConnections", {
    name: `${input.name}: source`,
    baseConnectionId: connection.id,
    data: { format: "json", schema: null, properties: null },
    connectionSpec: stripe,
    params: { resourcePath: resource },
    inheritedAttributes: { baseConnection },
  });
  const target = make("targetConnections", {
    name: `${input.name}: target`,
    data: { format: "parquet_xdm", schema: { id: dataSet.schemaId, version: dataSet.contentType } },
    connectionSpec: lake,
    params: { dataSetId: dataSet.id },
  });
  const mapping = await registerMapping(call, connection, resource, dataSet);
  const flow = make(
    "flows",
    {
      name: input.name,
      ...(input.description === undefined ? {} : { description: input.description }),
      flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" },
      sourceConnectionIds: [source.id],
      targetConnectionIds: [target.id],
      inheritedAttributes: {
        properties: { isSourceFlow: true },
        sourceConnections: [{ id: source.id, connectionSpec: stripe, baseConnection }],
        targetConnections: [{ id: target.id, connectionSpec: lake }],
      },
      options: {
        errorDiagnosticsEnabled: true,
        partialIngestionPercent: input.partialIngestionPercent ?? ERROR_THRESHOLD,
        isSampleDataflow: false,
      },
      transformations: [{ name: "Mapping", params: { mappingId: mapping.id, mappingVersion: mapping.version } }],
      scheduleParams: scheduleParameters(input.schedule),
      labels: [],
    },
    { engine: "generated" },
  );
  const linked = { ...flow, document: { ...flow.document, runs: `/runs?property=flowId==${flow.id}` } };
  await service.entities.atomically(async (entities) => {
    for (const entity of [source, target, linked]) await entities.insert(entity);
  });
  await record(service, call.holder, "flow.create", flow.id, { resource, engine: "generated" });
  return linked;
}

function scheduleParameters({ frequency, interval, startsAt, backfill }: FlowSchedule): object {
  const startTime = String(Math.floor(startsAt / 1000));
  return frequency === "once" ? { startTime, frequency } : { startTime, frequency, interval: interval ?? 1, backfill };
}

/** A flow keeps its own settings: whoever brings others for the same resource must not believe that they hold. */
export async function refuseSecond(call: Acting, connection: StoredEntity, resource: ResourceName): Promise<void> {
  const existing = await findGenerated(call, connection, resource);
  if (existing === undefined) return;
  const name = String(existing.document.name);
  throw new HttpProblem(
    409,
    "SAEP-1808",
    `${name} moves ${resource} of this account by the generated mapping already.`,
    {
      where: existing.id,
      next: "Change that dataflow's schedule, or delete it first: its datasets stay, and nothing is sent twice.",
    },
  );
}

async function findGenerated(
  call: Acting,
  connection: StoredEntity,
  resource: ResourceName,
): Promise<StoredEntity | undefined> {
  const flows = await listFlows(call.service, call.tenant);
  return flows.find(
    (each) => each.engine === "generated" && each.connection.id === connection.id && each.resource === resource,
  )?.flow;
}

interface GeneratedDataSet {
  readonly id: string;
  readonly schemaId: string;
  readonly contentType: string;
}

async function generatedDataSet(call: Acting, resource: ResourceName): Promise<GeneratedDataSet> {
  const rows = await listProvisioned((await call.service.storeOf(call.tenant)).database, "dataset");
  const id = rows.find((row) => row.provision_key === `dataset/${resource}/object`)?.platform_id;
  const dataset = id === undefined ? undefined : await catalog(call.service.platformClient(call.tenant)).dataset(id);
  if (id === undefined || dataset === undefined) {
    throw new StoppedError({
      code: "SAEP-1407",
      message: `The dataset of ${resource} has not been made.`,
      next: "Apply the plan.",
    });
  }
  return { id, schemaId: dataset.schemaRef.id, contentType: dataset.schemaRef.contentType };
}

/** The generated mapping as a Data Prep mapping set, so that it can be looked at, previewed and copied at the platform. */
async function registerMapping(
  call: Acting,
  connection: StoredEntity,
  resource: ResourceName,
  dataSet: GeneratedDataSet,
) {
  const { service } = call;
  const client = service.platformClient(call.tenant);
  const set = await generatedMappingSet(call, resource, "object", connection);
  if (set === undefined) {
    const message = `The schemas have no mapping set of ${resource}.`;
    throw new StoppedError({ code: "SAEP-1306", message, where: service.settings.schemasFolder });
  }
  const outputSchema = { schemaRef: { id: dataSet.schemaId, contentType: dataSet.contentType } };
  return dataPrep(client).create({ name: set.name, outputSchema, mappings: [...set.rows.values()] });
}
