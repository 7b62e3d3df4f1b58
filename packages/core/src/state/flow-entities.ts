import type { Kysely, Transaction } from "kysely";
import type { FlowEntityRow, ServerTables } from "./server-tables.ts";
import { entityState } from "./entity-state.ts";
import type { Store } from "./open-store.ts";

export const flowCollections = [
  "connectionSpecs",
  "flowSpecs",
  "connections",
  "sourceConnections",
  "targetConnections",
  "flows",
  "runs",
  "plans",
  "reconciliations",
  "alerts",
  "operations",
] as const;

export type FlowCollection = (typeof flowCollections)[number];

type Json = Readonly<Record<string, unknown>>;

/** An entity as it is kept: what the API shows, and what it never shows. */
export interface StoredEntity {
  readonly id: string;
  readonly collection: FlowCollection;
  readonly imsOrganization: string;
  readonly sandbox: string;
  /** The flow of a run; empty for all else. */
  readonly parentId: string;
  readonly etag: string;
  readonly createdAt: number;
  readonly document: Json;
  readonly hidden: Json;
}

export interface EntityOwner {
  readonly imsOrganization: string;
  readonly sandbox: string;
}

export interface EntityNarrowing {
  readonly parentId?: string;
  readonly parentIds?: readonly string[];
  /** As the document shows it: `failed`, `enabled`. */
  readonly state?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/** Entities of all tenants, each seen only by its owner; `everywhere` is for the scheduler alone. */
export interface FlowEntities {
  find(owner: EntityOwner, collection: FlowCollection, id: string): Promise<StoredEntity | undefined>;
  /** Newest first. `parentIds` narrows runs to those of some flows; `limit` to the newest after the first `offset`. */
  list(owner: EntityOwner, collection: FlowCollection, narrow?: EntityNarrowing): Promise<readonly StoredEntity[]>;
  count(owner: EntityOwner, collection: FlowCollection, narrow?: EntityNarrowing): Promise<number>;
  /** How many of some flows' runs, or of all runs, are in each state. */
  countStates(
    owner: EntityOwner,
    collection: FlowCollection,
    parentIds?: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  everywhere(collection: FlowCollection): Promise<readonly StoredEntity[]>;
  /** Runs or operations of all tenants that have not ended, oldest first. */
  open(collection: "runs" | "operations"): Promise<readonly StoredEntity[]>;
  findAnywhere(collection: FlowCollection, id: string): Promise<StoredEntity | undefined>;
  insert(entity: StoredEntity): Promise<void>;
  /** Replaces document, hidden part and etag if the etag is still `expected`; false when somebody was faster. */
  replace(entity: StoredEntity, expected: string): Promise<boolean>;
  /** False when it was not there. */
  remove(owner: EntityOwner, collection: FlowCollection, id: string): Promise<boolean>;
  /** All or nothing over several entities. */
  atomically<Result>(work: (entities: FlowEntities) => Promise<Result>): Promise<Result>;
}

type ServerDatabase = Kysely<ServerTables> | Transaction<ServerTables>;

export function flowEntities(store: Store): FlowEntities {
  const database = store.database as unknown as Kysely<ServerTables>;
  return entitiesIn(database, (work) =>
    database.transaction().execute((transaction) => work(entitiesIn(transaction, refuseNesting))),
  );
}

function refuseNesting(): never {
  throw new TypeError("a transaction on flow entities is already open");
}

function entitiesIn(database: ServerDatabase, atomically: FlowEntities["atomically"]): FlowEntities {
  const owned = (owner: EntityOwner, collection: FlowCollection) => ownedIn(database, owner, collection);
  const narrowed = (owner: EntityOwner, collection: FlowCollection, narrow: EntityNarrowing) => {
    let query = owned(owner, collection);
    if (narrow.parentId !== undefined) query = query.where("parent_id", "=", narrow.parentId);
    if (narrow.parentIds !== undefined) query = query.where("parent_id", "in", narrow.parentIds);
    return narrow.state === undefined ? query : query.where("state", "=", narrow.state);
  };
  return {
    atomically,
    async find(owner, collection, id) {
      const row = await owned(owner, collection).where("entity_id", "=", id).selectAll().executeTakeFirst();
      return row === undefined ? undefined : read(row);
    },
    async list(owner, collection, narrow = {}) {
      let query = narrowed(owner, collection, narrow).selectAll();
      query = query.orderBy("created_at", "desc").orderBy("entity_id", "desc");
      if (narrow.limit !== undefined) query = query.limit(narrow.limit).offset(narrow.offset ?? 0);
      return (await query.execute()).map(read);
    },
    async count(owner, collection, narrow = {}) {
      const row = await narrowed(owner, collection, narrow)
        .select(({ fn }) => fn.countAll<number | string>().as("count"))
        .executeTakeFirst();
      return Number(row?.count ?? 0);
    },
    async countStates(owner, collection, parentIds) {
      const rows = await narrowed(owner, collection, parentIds === undefined ? {} : { parentIds })
        .select(["state", ({ fn }) => fn.countAll<number | string>().as("count")])
        .groupBy("state")
        .execute();
      return new Map(rows.map(({ state, count }) => [state, Number(count)]));
    },
    async everywhere(collection) {
      const rows = database.selectFrom("flow_entity").where("collection", "=", collection).selectAll();
      return (await rows.orderBy("created_at").orderBy("entity_id").execute()).map(read);
    },
    async open(collection) {
      const rows = database.selectFrom("flow_entity").where("collection", "=", collection).where("is_open", "=", 1);
      return (await rows.selectAll().orderBy("created_at").orderBy("entity_id").execute()).map(read);
    },
    async findAnywhere(collection, id) {
      const query = database.selectFrom("flow_entity").where("collection", "=", collection).where("entity_id", "=", id);
      const row = await query.selectAll().executeTakeFirst();
      return row === undefined ? undefined : read(row);
    },
    async insert(entity) {
      await database.insertInto("flow_entity").values(rowOf(entity)).execute();
    },
    async replace(entity, expected) {
      const result = await database
        .updateTable("flow_entity")
        .set({
          etag: entity.etag,
          is_open: isOpen(entity),
          state: entityState(entity.document),
          document: JSON.stringify(entity.document),
          hidden: JSON.stringify(entity.hidden),
        })
        .where("entity_id", "=", entity.id)
        .where("etag", "=", expected)
        .executeTakeFirst();
      return Number(result.numUpdatedRows) === 1;
    },
    async remove(owner, collection, id) {
      const result = await database
        .deleteFrom("flow_entity")
        .where("collection", "=", collection)
        .where("ims_org", "=", owner.imsOrganization)
        .where("sandbox", "=", owner.sandbox)
        .where("entity_id", "=", id)
        .executeTakeFirst();
      return Number(result.numDeletedRows) === 1;
    },
  };
}

function ownedIn(database: ServerDatabase, owner: EntityOwner, collection: FlowCollection) {
  return database
    .selectFrom("flow_entity")
    .where("collection", "=", collection)
    .where("ims_org", "=", owner.imsOrganization)
    .where("sandbox", "=", owner.sandbox);
}

function read(row: FlowEntityRow): StoredEntity {
  return {
    id: row.entity_id,
    collection: row.collection as FlowCollection,
    imsOrganization: row.ims_org,
    sandbox: row.sandbox,
    parentId: row.parent_id,
    etag: row.etag,
    createdAt: row.created_at,
    document: JSON.parse(row.document) as Json,
    hidden: JSON.parse(row.hidden) as Json,
  };
}

function rowOf(entity: StoredEntity): FlowEntityRow {
  return {
    entity_id: entity.id,
    collection: entity.collection,
    ims_org: entity.imsOrganization,
    sandbox: entity.sandbox,
    parent_id: entity.parentId,
    etag: entity.etag,
    created_at: entity.createdAt,
    is_open: isOpen(entity),
    state: entityState(entity.document),
    document: JSON.stringify(entity.document),
    hidden: JSON.stringify(entity.hidden),
  };
}

/** What has not ended, by collection: an index finds it among all that ever was. */
const openStates: Readonly<Record<string, readonly string[]>> = {
  runs: ["scheduled", "inProgress"],
  operations: ["running"],
};

function isOpen({ collection, document }: StoredEntity): number {
  return openStates[collection]?.includes(entityState(document)) === true ? 1 : 0;
}
