import type { FlowServiceBackend } from "./backend.ts";
import { type FlowServiceRequest, type FlowServiceResponse, isObject, type JsonObject } from "./exchange.ts";
import { catalogueError, notFound } from "./flow-service-error.ts";
import { type FilterableCollection, matchesFilter, parsePropertyFilter } from "./property-filter.ts";
import { readQuery, refuseOthers } from "./query-parameters.ts";

export const stripeConnectionSpecId = "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3";
export const dataLakeConnectionSpecId = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";
export const restFlowSpecId = "6499120c-0b15-42dc-936e-847ea3c24d72";
const adobeProviderId = "0ed90a81-07f4-4586-8190-b40eccef1c5a";

const draft07 = "http://json-schema.org/draft-07/schema#";

const permissionsInfo = {
  manage: [{ "@type": "lowLevel", name: "EnterpriseSource", permissions: ["write"] }],
  view: [{ "@type": "lowLevel", name: "EnterpriseSource", permissions: ["read"] }],
};

/** The data lake, the only target of a source flow. Adobe prints it nowhere: this is what its requests carry. */
const dataLakeConnectionSpec: JsonObject = {
  id: dataLakeConnectionSpecId,
  name: "DataLake",
  providerId: adobeProviderId,
  version: "1.0",
  targetSpec: {
    name: "DataLake",
    type: "DataLake",
    spec: {
      $schema: draft07,
      type: "object",
      properties: { dataSetId: { type: "string" } },
      required: ["dataSetId"],
    },
    attributes: { uiAttributes: { isDestination: false } },
  },
  attributes: { isSource: false },
  permissionsInfo,
};

/** Adobe's flow specification for REST sources, in full, with the Stripe source among its sources and drafts allowed. */
const restFlowSpec: JsonObject = {
  id: restFlowSpecId,
  createdAt: 1633080822911,
  updatedAt: 1633080822911,
  createdBy: "acp_foundation_connectors@AdobeID",
  updatedBy: "acp_foundation_connectors@AdobeID",
  createdClient: "acp_foundation_connectors",
  updatedClient: "acp_foundation_connectors",
  name: "RestStorageToAEP",
  providerId: adobeProviderId,
  version: "1.0",
  sourceConnectionSpecIds: [stripeConnectionSpecId],
  targetConnectionSpecIds: [dataLakeConnectionSpecId],
  optionSpec: {
    name: "OptionSpec",
    spec: {
      $schema: draft07,
      type: "object",
      properties: {
        errorDiagnosticsEnabled: {
          title: "Error diagnostics.",
          description: "Flag to enable detailed and sample error diagnostics summary.",
          type: "boolean",
          default: false,
        },
        partialIngestionPercent: {
          title: "Partial ingestion threshold.",
          description: "Percentage which defines the threshold of errors allowed before the run is marked as failed.",
          type: "number",
          exclusiveMinimum: 0,
        },
      },
    },
  },
  transformationSpecs: [
    {
      name: "Mapping",
      spec: {
        $schema: draft07,
        type: "object",
        description: "defines various params required for different mapping from source to target",
        properties: { mappingId: { type: "string" }, mappingVersion: { type: "string" } },
      },
    },
  ],
  scheduleSpec: {
    name: "PeriodicSchedule",
    type: "Periodic",
    spec: {
      $schema: draft07,
      type: "object",
      properties: {
        startTime: { description: "epoch time", type: "integer" },
        frequency: { type: "string", enum: ["once", "minute", "hour", "day", "week"] },
        interval: { type: "integer" },
        backfill: { type: "boolean", default: true },
      },
      required: ["startTime", "frequency"],
      if: { properties: { frequency: { const: "once" } } },
      then: { allOf: [{ not: { required: ["interval"] } }, { not: { required: ["backfill"] } }] },
      else: {
        required: ["interval"],
        if: { properties: { frequency: { const: "minute" } } },
        then: { properties: { interval: { minimum: 15 } } },
        else: { properties: { interval: { minimum: 1 } } },
      },
    },
  },
  attributes: { isDraftModeSupported: true, notification: { category: "sources", flowRun: { enabled: true } } },
  permissionsInfo,
};

/** Drafts are allowed: Adobe's specification of Stripe is not public, and every form of ours can be left unfinished. */
export function connectionSpecs(backend: FlowServiceBackend): readonly JsonObject[] {
  const { attributes, ...stripe } = backend.stripeConnectionSpec;
  const own = { ...(isObject(attributes) ? attributes : {}), isDraftModeSupported: true };
  return [{ ...stripe, id: stripeConnectionSpecId, attributes: own }, dataLakeConnectionSpec];
}

export function flowSpecs(): readonly JsonObject[] {
  return [restFlowSpec];
}

const specMembers: FilterableCollection = {
  members: new Set(["id", "name", "providerId", "attributes", "version", "type", "description"]),
  aliases: {},
};

/** `GET /connectionSpecs` and `/flowSpecs`: they belong to no organisation, and `property` is their only parameter. */
export function answerSpecs(
  collection: "connectionSpecs" | "flowSpecs",
  id: string | undefined,
  request: FlowServiceRequest,
  specs: readonly JsonObject[],
): FlowServiceResponse {
  if (request.method !== "GET") throw catalogueError("1426-400");
  const parameters = readQuery(request.query);
  if (id !== undefined) {
    const found = specs.find((spec) => spec.id === id);
    if (found === undefined) throw notFound(collection, id);
    return { status: 200, body: { items: [found] } };
  }
  refuseOthers(parameters, ["property"]);
  const filters = parameters.map(([, value]) => parsePropertyFilter(value, specMembers));
  return {
    status: 200,
    body: { items: specs.filter((spec) => filters.every((filter) => matchesFilter(spec, filter))) },
  };
}
