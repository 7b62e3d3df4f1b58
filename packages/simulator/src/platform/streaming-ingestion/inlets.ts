import { isObject, objectIn, textIn, type JsonObject } from "../json.ts";

/** The connection spec of the HTTP API source, and of the data lake as its target. */
export const STREAMING_SPEC = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb";
export const LAKE_SPEC = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";
/** Flow specs of streaming: without a transformation, and with a mapping. */
export const PLAIN_FLOW_SPEC = "d8a6f005-7eaf-4153-983e-e8574508b877";
export const MAPPED_FLOW_SPEC = "c1a19761-d2c7-4702-b9fa-fe91f0613e81";

export type FlowCollection = "connections" | "sourceConnections" | "targetConnections" | "flows";

/** An entity of Flow Service; `body` holds what its author may write. */
export interface FlowEntity {
  readonly id: string;
  readonly collection: FlowCollection;
  body: JsonObject;
  readonly created: number;
  updated: number;
  etag: string;
  readonly client: string;
}

/** What a streaming connection does with what is posted to it. */
export interface Inlet {
  readonly id: string;
  readonly connectionId: string;
  readonly authenticationRequired: boolean;
  /** Messages with the XDM envelope, or any JSON object. */
  readonly dataType: "xdm" | "raw";
}

/** Where the messages of a flow go. */
export interface Landing {
  readonly flowId: string;
  readonly datasetId: string;
  /** The mapping set that turns a raw message into a row. */
  readonly mappingId: string | undefined;
}

/** The streaming connections and flows of one sandbox. */
export class FlowEntities {
  readonly entities = new Map<string, FlowEntity>();
  readonly inlets = new Map<string, Inlet>();

  of(collection: FlowCollection): FlowEntity[] {
    return [...this.entities.values()].filter((entity) => entity.collection === collection);
  }

  find(collection: FlowCollection, id: string): FlowEntity | undefined {
    const entity = this.entities.get(id);
    return entity?.collection === collection ? entity : undefined;
  }

  inletOf(connectionId: string): Inlet | undefined {
    return [...this.inlets.values()].find((inlet) => inlet.connectionId === connectionId);
  }

  /** The enabled flows that read an inlet. */
  landingsOf(inlet: Inlet): Landing[] {
    return this.of("flows").flatMap((flow) => {
      const source = this.find("sourceConnections", firstId(flow.body.sourceConnectionIds));
      const target = this.find("targetConnections", firstId(flow.body.targetConnectionIds));
      if (source?.body.baseConnectionId !== inlet.connectionId || target === undefined) return [];
      const datasetId = textIn(objectIn(target.body, "params") ?? {}, "dataSetId") ?? "";
      return [{ flowId: flow.id, datasetId, mappingId: mappingOf(flow.body) }];
    });
  }
}

/** The mapping set of a flow's `Mapping` transformation. */
export function mappingOf(flow: JsonObject): string | undefined {
  const transformations = Array.isArray(flow.transformations) ? (flow.transformations as unknown[]) : [];
  const mapping = transformations.find((one) => isObject(one) && one.name === "Mapping");
  return isObject(mapping) ? textIn(objectIn(mapping, "params") ?? {}, "mappingId") : undefined;
}

export function firstId(ids: unknown): string {
  const first: unknown = Array.isArray(ids) ? ids[0] : undefined;
  return typeof first === "string" ? first : "";
}
