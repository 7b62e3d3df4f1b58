import type { PlatformClient, PlatformQuery } from "./client.ts";
import { isNotFound } from "./errors.ts";

const base = "/data/foundation/flowservice";

/** The collections that one client creates, changes and deletes alike. */
export type FlowServiceCollection = "connections" | "sourceConnections" | "targetConnections" | "flows" | "runs";
export type SpecCollection = "connectionSpecs" | "flowSpecs";

/** An entity as Flow Service keeps it. */
export interface FlowServiceEntity {
  readonly id: string;
  /** With the quotation marks that are part of it; goes back as `If-Match`. */
  readonly etag: string;
  readonly name?: string;
  readonly state?: string;
  readonly [member: string]: unknown;
}

export interface EntityReference {
  readonly id: string;
  readonly etag: string;
}

export type JsonPatchOperations = readonly { readonly op: string; readonly path: string; readonly value?: unknown }[];

interface EntityPage {
  readonly items?: readonly FlowServiceEntity[];
  readonly _links?: { readonly next?: { readonly href?: string } };
}

/** Adobe's Flow Service API. One entity, too, is answered as a list of one. */
export function flowService(client: PlatformClient) {
  const get = async (
    collection: FlowServiceCollection | SpecCollection,
    id: string,
  ): Promise<FlowServiceEntity | undefined> => {
    try {
      const answer = await client.send({ method: "GET", path: `${base}/${collection}/${id}` });
      return firstEntity(answer.json());
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  return {
    /** Undefined when there is none with this id. */
    get,

    create: async (collection: FlowServiceCollection, body: object): Promise<EntityReference> =>
      (await client.send({ method: "POST", path: `${base}/${collection}`, json: body })).json() as EntityReference,

    /** `etag` is that of the version the change was made for: another one in between answers 412. */
    update: async (
      collection: FlowServiceCollection,
      entity: EntityReference,
      operations: JsonPatchOperations,
    ): Promise<EntityReference> => {
      const answer = await client.send({
        method: "PATCH",
        path: `${base}/${collection}/${entity.id}`,
        headers: { "if-match": entity.etag },
        json: operations,
      });
      return answer.json() as EntityReference;
    },

    remove: async (collection: FlowServiceCollection, id: string): Promise<void> => {
      await client.send({ method: "DELETE", path: `${base}/${collection}/${id}`, accept: [404] });
    },

    /** All that match, every page followed; `property` filters such as `flowId==…`. */
    list: async (
      collection: FlowServiceCollection | SpecCollection,
      query: { readonly property?: readonly string[]; readonly orderby?: string } = {},
    ): Promise<readonly FlowServiceEntity[]> => {
      const paged: PlatformQuery = collection.endsWith("Specs") ? query : { ...query, limit: 100 };
      const found: FlowServiceEntity[] = [];
      let next: { path: string; query?: PlatformQuery } | undefined = { path: `${base}/${collection}`, query: paged };
      while (next !== undefined) {
        const page = (await client.send({ method: "GET", ...next })).json() as EntityPage;
        found.push(...(page.items ?? []));
        const href = page._links?.next?.href;
        next = href === undefined ? undefined : { path: `${base}${href}` };
      }
      return found;
    },
  };
}

function firstEntity(answer: unknown): FlowServiceEntity | undefined {
  const list = answer as EntityPage & FlowServiceEntity;
  return list.items === undefined ? list : list.items[0];
}
