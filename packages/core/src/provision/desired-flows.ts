import { resourceNames, resources, type ResourceName } from "../resources.ts";
import type { DesiredObject } from "./desired-object.ts";
import type { JsonObject } from "./json.ts";
import { desiredStreams } from "./desired-streams.ts";
import { datasetKey, type ChosenDataset, type SchemaBodies } from "./desired-state.ts";
import type { ProvisionSettings, Schedule } from "./provision-settings.ts";
import { wrapSourcePaths } from "./wrap-source-paths.ts";

/** Adobe's Stripe source, the data lake as its target, and the flow between them: Adobe's published ids. */
const stripeSource = {
  connectionSpec: { id: "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3", version: "1.0" },
  targetConnectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
  flowSpec: { id: "6499120c-0b15-42dc-936e-847ea3c24d72", version: "1.0" },
  authSpecName: "OAuth2 Refresh Code",
} as const;

/** Where apply puts the Stripe key; the plan, the state store and every output only ever hold this word. */
export const stripeKeyPlaceholder = "{SECRET:stripe-key}";

/** What moves the data: a webhook endpoint and streams here, or connections and flows in Adobe's Flow Service. */
export function desiredFlows(
  bodies: SchemaBodies,
  chosen: readonly ChosenDataset[],
  settings: ProvisionSettings,
): readonly DesiredObject[] {
  if (settings.runner === "self") {
    return [...webhookEndpoint(bodies, settings), ...(settings.streaming === true ? desiredStreams(chosen) : [])];
  }
  // One source and one target to a flow, and Adobe's source reads objects: each resource feeds its object dataset.
  const objects = chosen.filter((choice) => choice.dataset === "object");
  if (objects.length === 0) return [];
  return [
    baseConnection,
    ...objects.flatMap((choice) => [
      mappingSet(bodies, choice),
      sourceConnection(choice.resource),
      targetConnection(choice),
      flow(choice, settings.schedule),
    ]),
  ];
}

const baseConnection: DesiredObject = {
  key: "base-connection/stripe",
  kind: "base-connection",
  title: "Stripe",
  body: {
    name: "Stripe",
    description: "Authenticated base connection for Stripe, made by stripe-aep",
    connectionSpec: stripeSource.connectionSpec,
    auth: { specName: stripeSource.authSpecName, params: { accessToken: stripeKeyPlaceholder } },
  },
};

function mappingSet(bodies: SchemaBodies, choice: ChosenDataset): DesiredObject {
  const set = bodies.body(bodies.manifest.resources[choice.resource]?.dataPrep.object ?? "") as JsonObject;
  const title = `Stripe ${words(choice.resource)} mapping`;
  return {
    key: `mapping-set/${choice.resource}`,
    kind: "mapping-set",
    title,
    body: { ...set, name: title, mappings: wrapSourcePaths(set.mappings) },
    resource: choice.resource,
    dataset: "object",
  };
}

function sourceConnection(resource: ResourceName): DesiredObject {
  const title = `Stripe source connection for ${words(resource)}`;
  return {
    key: `source-connection/${resource}`,
    kind: "source-connection",
    title,
    body: {
      name: title,
      description: `Reads Stripe's ${words(resource)}`,
      baseConnectionId: "{REF:base-connection/stripe}",
      connectionSpec: stripeSource.connectionSpec,
      data: { format: "json" },
      params: { resourcePath: resource },
    },
    resource,
    dataset: "object",
  };
}

function targetConnection(choice: ChosenDataset): DesiredObject {
  const title = `Stripe target connection for ${words(choice.resource)}`;
  return {
    key: `target-connection/${choice.resource}`,
    kind: "target-connection",
    title,
    body: {
      name: title,
      description: `Writes the dataset of Stripe's ${words(choice.resource)}`,
      connectionSpec: stripeSource.targetConnectionSpec,
      data: {
        format: "parquet_xdm",
        schema: { id: `{REF:${choice.entry.schema}}`, version: "application/vnd.adobe.xed-full+json;version=1" },
      },
      params: { dataSetId: `{REF:${datasetKey(choice.resource, "object")}}` },
    },
    resource: choice.resource,
    dataset: "object",
  };
}

function flow(choice: ChosenDataset, schedule: Schedule): DesiredObject {
  const { resource } = choice;
  const title = `Stripe ${words(resource)}`;
  return {
    key: `flow/${resource}`,
    kind: "flow",
    title,
    body: {
      name: title,
      description: `Stripe's ${words(resource)} into ${choice.entry.title}`,
      flowSpec: stripeSource.flowSpec,
      sourceConnectionIds: [`{REF:source-connection/${resource}}`],
      targetConnectionIds: [`{REF:target-connection/${resource}}`],
      options: { errorDiagnosticsEnabled: true, partialIngestionPercent: 5 },
      transformations: [{ name: "Mapping", params: { mappingId: `{REF:mapping-set/${resource}}`, mappingVersion: 0 } }],
      scheduleParams: scheduleBody(schedule),
    },
    resource,
    dataset: "object",
  };
}

/** `once` takes neither an interval nor a backfill flag: the Flow Service refuses both. */
function scheduleBody(schedule: Schedule): JsonObject {
  const startTime = schedule.startTime === undefined ? "{START}" : String(schedule.startTime);
  if (schedule.frequency === "once") return { startTime, frequency: "once" };
  return { startTime, frequency: schedule.frequency, interval: schedule.interval, backfill: schedule.backfill };
}

function webhookEndpoint(bodies: SchemaBodies, settings: ProvisionSettings): readonly DesiredObject[] {
  if (settings.webhookUrl === undefined) return [];
  return [
    {
      key: "webhook-endpoint/stripe",
      kind: "webhook-endpoint",
      title: settings.webhookUrl,
      body: {
        url: settings.webhookUrl,
        api_version: bodies.manifest.apiVersion,
        description: "stripe-aep",
        enabled_events: [...eventTypes(settings)],
      },
    },
  ];
}

function eventTypes(settings: ProvisionSettings): ReadonlySet<string> {
  const moved = resourceNames.filter((resource) => (settings.datasets[resource] ?? []).length > 0);
  return new Set(moved.flatMap((resource) => resources[resource].eventTypes));
}

function words(resource: ResourceName): string {
  return resource.replaceAll("_", " ");
}
