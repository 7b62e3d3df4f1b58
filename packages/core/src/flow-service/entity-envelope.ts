import type { FlowCollection, StoredEntity } from "../state/flow-entities.ts";
import type { FlowServiceBackend } from "./backend.ts";
import { type Caller, type FlowServiceResponse, type JsonObject, tenantOf } from "./exchange.ts";
import { catalogueError, notFound } from "./flow-service-error.ts";
import { requireIfMatch } from "./etag.ts";

/** What becomes of an entity between two readings of it. */
export interface Change {
  readonly document: JsonObject;
  readonly hidden?: JsonObject;
}

/** A new entity with the members that every one has: audit fields, sandbox, `version` and `etag` of one value. */
export function newEntity(
  backend: FlowServiceBackend,
  caller: Caller,
  collection: FlowCollection,
  content: { readonly document: JsonObject; readonly hidden?: JsonObject; readonly parentId?: string },
): StoredEntity {
  const { stamps } = backend;
  const now = stamps.now();
  const id = stamps.id();
  const etag = stamps.etag();
  const operation = content.document.state === "draft" ? "draft_create" : "create";
  const document = {
    id,
    createdAt: now,
    updatedAt: now,
    createdBy: caller.user,
    updatedBy: caller.user,
    createdClient: caller.client,
    updatedClient: caller.client,
    sandboxId: caller.sandbox.id,
    sandboxName: caller.sandbox.name,
    imsOrgId: caller.imsOrganization,
    ...content.document,
    version: etag,
    etag,
    ...(collection === "runs" ? {} : { lastOperation: { started: now, updated: 0, operation } }),
  };
  return {
    id,
    collection,
    ...tenantOf(caller),
    parentId: content.parentId ?? "",
    etag,
    createdAt: now,
    document,
    hidden: content.hidden ?? {},
  };
}

/** The entity after a change: new etag, who and when, and what was done. */
export function changedEntity(
  backend: FlowServiceBackend,
  caller: Pick<Caller, "user" | "client">,
  entity: StoredEntity,
  change: Change,
  lastOperation?: JsonObject,
): StoredEntity {
  const etag = backend.stamps.etag();
  const now = backend.stamps.now();
  const document = {
    ...change.document,
    updatedAt: now,
    updatedBy: caller.user,
    updatedClient: caller.client,
    version: etag,
    etag,
    ...(lastOperation === undefined ? {} : { lastOperation }),
  };
  return { ...entity, etag, document, hidden: change.hidden ?? entity.hidden };
}

/** `lastOperation` after a PATCH that succeeded at once. */
export function updateOperation(backend: FlowServiceBackend, ops: unknown): JsonObject {
  const now = backend.stamps.now();
  const status = { value: "completed", errors: [] };
  return { started: now, updated: now, percentCompleted: 100, status, ops, operation: "update" };
}

export async function findEntity(
  backend: FlowServiceBackend,
  caller: Caller,
  collection: FlowCollection,
  id: string,
): Promise<StoredEntity> {
  const entity = await backend.entities.find(tenantOf(caller), collection, id);
  if (entity === undefined) throw notFound(collection, id);
  return entity;
}

export function created(entity: StoredEntity): FlowServiceResponse {
  return { status: 201, body: { id: entity.id, etag: entity.etag } };
}

export function updated(entity: StoredEntity): FlowServiceResponse {
  return { status: 200, body: { id: entity.id, etag: entity.etag } };
}

/** The etag that clients see. It is that of the row, until the service itself has noted something beside it. */
export function etagOf(entity: StoredEntity): string {
  return typeof entity.document.etag === "string" ? entity.document.etag : entity.etag;
}

/** What the service notes by itself (how far a schedule has got, the last run): clients' etags stay good. */
export function notedEntity(
  backend: Pick<FlowServiceBackend, "stamps">,
  entity: StoredEntity,
  note: Partial<Change>,
): StoredEntity {
  return {
    ...entity,
    etag: backend.stamps.etag(),
    document: { ...entity.document, ...note.document },
    hidden: { ...entity.hidden, ...note.hidden },
  };
}

/** Times that a change is tried again because the service noted something meanwhile. */
const ATTEMPTS = 10;

/**
 * Checks `If-Match`, changes, and writes only if nobody was faster: the entity is whole before and after, and a second
 * writer with the same etag gets 412.
 */
export async function changeEntity(
  backend: FlowServiceBackend,
  caller: Caller,
  given: StoredEntity,
  ifMatch: string | undefined,
  change: (entity: StoredEntity) => { readonly change: Change; readonly lastOperation?: JsonObject },
): Promise<FlowServiceResponse> {
  let entity = given;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (ifMatch !== undefined) requireIfMatch(ifMatch, etagOf(entity));
    const { change: content, lastOperation } = change(entity);
    const { lastRunDetails } = entity.document;
    const document = { ...content.document, ...(lastRunDetails === undefined ? {} : { lastRunDetails }) };
    const next = changedEntity(backend, caller, entity, { ...content, document }, lastOperation);
    if (await backend.entities.replace(next, entity.etag)) return updated(next);
    const current = await findEntity(backend, caller, entity.collection, entity.id);
    if (etagOf(current) !== etagOf(given)) {
      throw catalogueError("1404-412", { supplied: ifMatch ?? etagOf(given), current: etagOf(current) });
    }
    entity = current;
  }
  throw catalogueError("1103-503");
}

/** A state as text; every entity of ours has one. */
export function stateOf(entity: StoredEntity): string {
  return typeof entity.document.state === "string" ? entity.document.state : "";
}
