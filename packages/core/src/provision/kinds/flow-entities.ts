import type { Clock } from "../../ports/ports.ts";
import type { PlatformClient } from "../../platform/client.ts";
import { flowService, type FlowServiceCollection, type FlowServiceEntity } from "../../platform/flow-service.ts";
import type { Secret } from "../../secret.ts";
import { stripeKeyPlaceholder } from "../desired-flows.ts";
import type { ProvisionKind } from "../desired-object.ts";
import type { KindHandler } from "../far-side.ts";
import { memberAt, textOf, type JsonObject } from "../json.ts";

const collections = {
  "base-connection": "connections",
  "source-connection": "sourceConnections",
  "target-connection": "targetConnections",
  flow: "flows",
} as const satisfies Partial<Record<ProvisionKind, FlowServiceCollection>>;

/** What an entity of Flow Service needs that no plan may hold. */
export interface FlowServiceSecrets {
  readonly stripeKey: () => Promise<Secret>;
  readonly clock: Clock;
}

/** Flow Service refuses a start in the past, and the request needs its time to arrive. */
const START_SECONDS_AHEAD = 60;

export function flowEntityHandler(
  client: PlatformClient,
  kind: keyof typeof collections,
  secrets: FlowServiceSecrets,
): KindHandler {
  const service = flowService(client);
  const collection = collections[kind];
  return {
    list: async () =>
      (await service.list(collection)).map((entity) => ({
        id: entity.id,
        kind,
        naturalKey: entity.name ?? "",
        body: entity as unknown as JsonObject,
        etag: entity.etag,
      })),
    create: async (body) => (await service.create(collection, await complete(body, secrets))).id,
    change: async (body, observed) => {
      const operations = operationsFor(kind, body, observed.body);
      const entity = observed as unknown as FlowServiceEntity;
      if (operations.length > 0) await service.update(collection, { id: entity.id, etag: entity.etag }, operations);
    },
    remove: (id) => service.remove(collection, id),
  };
}

/** The body with the key and the start time in place: both are known only when it is sent. */
async function complete(body: JsonObject, { stripeKey, clock }: FlowServiceSecrets): Promise<object> {
  const text = JSON.stringify(body);
  const start = String(Math.floor(clock.now() / 1000) + START_SECONDS_AHEAD);
  const timed = text.replaceAll('"{START}"', JSON.stringify(start));
  if (!timed.includes(stripeKeyPlaceholder)) return JSON.parse(timed) as object;
  const key = JSON.stringify((await stripeKey()).reveal()).slice(1, -1);
  return JSON.parse(timed.replaceAll(stripeKeyPlaceholder, key)) as object;
}

/** What may change in a flow that runs: its schedule and its mapping. Connections never change under a flow. */
const changeable = ["scheduleParams.frequency", "scheduleParams.interval"] as const;

function operationsFor(kind: ProvisionKind, body: JsonObject, there: JsonObject) {
  if (kind !== "flow") return [];
  const schedule = changeable
    .filter((path) => textOf(memberAt(body, path)) !== textOf(memberAt(there, path)))
    .map((path) => ({ op: "replace", path: `/${path.replaceAll(".", "/")}`, value: memberAt(body, path) }));
  const mapping = "transformations.0.params.mappingId";
  if (memberAt(body, mapping) === memberAt(there, mapping)) return schedule;
  return [...schedule, { op: "replace", path: "/transformations/0", value: memberAt(body, "transformations.0") }];
}
