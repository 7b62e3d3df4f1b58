import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { DesiredObject } from "./desired-object.ts";
import { type ChosenDataset, datasetKey } from "./desired-state.ts";

/** Adobe's HTTP API source, the data lake as its target, and the flow between them that maps nothing: published ids. */
const httpSource = {
  connectionSpec: { id: "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb", version: "1.0" },
  targetConnectionSpec: { id: "c604ff05-7f1a-43c0-8e18-33bf874cb11c", version: "1.0" },
  flowSpec: { id: "d8a6f005-7eaf-4153-983e-e8574508b877", version: "1.0" },
} as const;

export const streamConnectionKey = "base-connection/streaming";

export function streamFlowKey(resource: ResourceName, dataset: DatasetKind): string {
  return `flow/streaming/${resource}/${dataset}`;
}

/**
 * What rows of webhooks go through: one streaming connection, whose inlet asks for our token, and to each dataset a flow.
 * Relational datasets have none: their rows carry a control column that only batches are documented to take.
 */
export function desiredStreams(chosen: readonly ChosenDataset[]): readonly DesiredObject[] {
  const streamed = chosen.filter(({ dataset }) => dataset !== "relational");
  if (streamed.length === 0) return [];
  return [streamConnection, ...streamed.flatMap(streamTo)];
}

const streamConnection: DesiredObject = {
  key: streamConnectionKey,
  kind: "base-connection",
  title: "Stripe webhooks",
  body: {
    name: "Stripe webhooks",
    description: "Streaming connection for what Stripe's webhooks announce, made by stripe-aep",
    connectionSpec: httpSource.connectionSpec,
    auth: {
      specName: "Streaming Connection",
      params: { dataType: "xdm", authenticationRequired: true, sourceId: "stripe-aep", name: "Stripe webhooks" },
    },
  },
};

function streamTo({ resource, dataset, entry }: ChosenDataset): readonly DesiredObject[] {
  const of = { resource, dataset };
  const place = `streaming/${resource}/${dataset}`;
  const title = `Stripe webhooks to ${entry.title}`;
  return [
    {
      ...of,
      key: `source-connection/${place}`,
      kind: "source-connection",
      title: `${title}: source`,
      body: {
        name: `${title}: source`,
        baseConnectionId: `{REF:${streamConnectionKey}}`,
        connectionSpec: httpSource.connectionSpec,
      },
    },
    {
      ...of,
      key: `target-connection/${place}`,
      kind: "target-connection",
      title: `${title}: target`,
      body: {
        name: `${title}: target`,
        connectionSpec: httpSource.targetConnectionSpec,
        data: {
          schema: { id: `{REF:${entry.schema}}`, version: "application/vnd.adobe.xed-full+json;version=1" },
        },
        params: { dataSetId: `{REF:${datasetKey(resource, dataset)}}` },
      },
    },
    {
      ...of,
      key: streamFlowKey(resource, dataset),
      kind: "flow",
      title,
      body: {
        name: title,
        description: `Rows of ${entry.title} as soon as a webhook has announced them`,
        flowSpec: httpSource.flowSpec,
        sourceConnectionIds: [`{REF:source-connection/${place}}`],
        targetConnectionIds: [`{REF:target-connection/${place}}`],
      },
    },
  ];
}
