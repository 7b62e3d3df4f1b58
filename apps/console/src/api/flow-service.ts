import { request, type RequestOptions } from "./request.ts";
import { readSession, type Session } from "./session.ts";

/** Adobe's id of the Stripe source; see the source page of Experience League. */
export const stripeConnectionSpecId = "cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3";
const dataLakeConnectionSpecId = "c604ff05-7f1a-43c0-8e18-33bf874cb11c";
const restFlowSpecId = "6499120c-0b15-42dc-936e-847ea3c24d72";

export interface Entity {
  readonly id: string;
  readonly etag: string;
}

export interface BaseConnection extends Entity {
  readonly name: string;
  readonly description?: string;
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type Frequency = "once" | "minute" | "hour" | "day" | "week";

export interface ScheduleParams {
  /** Unix seconds. */
  readonly startTime: number | string;
  readonly frequency: Frequency;
  readonly interval?: number | string;
  readonly backfill?: boolean | string;
}

export interface Flow extends Entity {
  readonly name: string;
  readonly description?: string;
  readonly state: string;
  readonly createdAt: number;
  readonly sourceConnectionIds: readonly string[];
  readonly targetConnectionIds: readonly string[];
  readonly scheduleParams?: ScheduleParams;
  readonly options?: { readonly errorDiagnosticsEnabled?: boolean; readonly partialIngestionPercent?: number };
  readonly transformations?: readonly { readonly name: string; readonly params: Readonly<Record<string, unknown>> }[];
  readonly lastRunDetails?: { readonly id: string; readonly state: string; readonly startedAtUTC: number; readonly completedAtUTC?: number };
}

export interface FlowRun extends Entity {
  readonly flowId: string;
  readonly createdAt: number;
  readonly metrics: {
    readonly durationSummary?: { readonly startedAtUTC?: number; readonly completedAtUTC?: number };
    readonly recordSummary?: { readonly inputRecordCount?: number; readonly outputRecordCount?: number; readonly failedRecordCount?: number };
    readonly statusSummary: { readonly status: string; readonly errors?: readonly { readonly code: string; readonly message: string }[] };
  };
}

interface Items<Item> {
  readonly items: readonly Item[];
}

let session: Promise<Session> | undefined;

/** Adobe's paths want the organisation, the sandbox and the API key beside the token. */
async function adobeHeaders(): Promise<Readonly<Record<string, string>>> {
  session ??= readSession();
  try {
    const { apiKey, imsOrg, sandbox } = await session;
    return { "x-api-key": apiKey, "x-gw-ims-org-id": imsOrg, "x-sandbox-name": sandbox };
  } catch (error) {
    session = undefined;
    throw error;
  }
}

export async function askAdobe<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  return request<Answer>(path, { ...options, headers: { ...(await adobeHeaders()), ...options.headers } });
}

const base = "/data/foundation/flowservice";

export async function listConnections(signal?: AbortSignal): Promise<readonly BaseConnection[]> {
  const query = { property: `connectionSpec.id==${stripeConnectionSpecId}`, limit: 100 };
  const found = await askAdobe<Items<BaseConnection>>(`${base}/connections`, { query, ...(signal && { signal }) });
  return found.items;
}

export async function readConnection(id: string, signal?: AbortSignal): Promise<BaseConnection> {
  const found = await askAdobe<Items<BaseConnection>>(`${base}/connections/${encodeURIComponent(id)}`, signal ? { signal } : {});
  const [first] = found.items;
  if (first === undefined) throw new Error(`the server answered no connection ${id}`);
  return first;
}

export function createConnection(given: { readonly name: string; readonly description: string; readonly accessToken: string }): Promise<Entity> {
  return askAdobe<Entity>(`${base}/connections`, {
    method: "POST",
    body: {
      name: given.name,
      ...(given.description === "" ? {} : { description: given.description }),
      connectionSpec: { id: stripeConnectionSpecId, version: "1.0" },
      auth: { specName: "OAuth2 Refresh Code", params: { accessToken: given.accessToken } },
    },
  });
}

export interface PatchStep {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

/** Refused with 412 when somebody else changed the entity since its etag was read. */
export function patchEntity(collection: "connections" | "flows", entity: Entity, steps: readonly PatchStep[]): Promise<Entity> {
  return askAdobe<Entity>(`${base}/${collection}/${encodeURIComponent(entity.id)}`, {
    method: "PATCH",
    headers: { "if-match": entity.etag },
    body: steps,
  });
}

export function deleteEntity(collection: string, id: string): Promise<unknown> {
  return askAdobe(`${base}/${collection}/${encodeURIComponent(id)}`, { method: "DELETE" });
}

export async function listFlows(signal?: AbortSignal): Promise<readonly Flow[]> {
  const found = await askAdobe<Items<Flow>>(`${base}/flows`, { query: { limit: 100, orderby: "-createdAt" }, ...(signal && { signal }) });
  return found.items;
}

export async function readFlow(id: string, signal?: AbortSignal): Promise<Flow> {
  const found = await askAdobe<Items<Flow>>(`${base}/flows/${encodeURIComponent(id)}`, signal ? { signal } : {});
  const [first] = found.items;
  if (first === undefined) throw new Error(`the server answered no flow ${id}`);
  return first;
}

export async function listFlowRuns(flowId: string, signal?: AbortSignal): Promise<readonly FlowRun[]> {
  const query = { property: `flowId==${flowId}`, orderby: "-createdAt", limit: 50 };
  const found = await askAdobe<Items<FlowRun>>(`${base}/runs`, { query, ...(signal && { signal }) });
  return found.items;
}

export function setFlowState(id: string, act: "enable" | "disable"): Promise<unknown> {
  return askAdobe(`${base}/flows/${encodeURIComponent(id)}/action`, { method: "POST", query: { op: act } });
}

export function retryFlowRun(runId: string): Promise<unknown> {
  return askAdobe(`${base}/runs/${encodeURIComponent(runId)}/action`, { method: "POST", query: { op: "re-trigger" } });
}

export function createSourceConnection(given: { readonly name: string; readonly baseConnectionId: string; readonly resource: string }): Promise<Entity> {
  return askAdobe<Entity>(`${base}/sourceConnections`, {
    method: "POST",
    body: {
      name: given.name,
      baseConnectionId: given.baseConnectionId,
      connectionSpec: { id: stripeConnectionSpecId, version: "1.0" },
      data: { format: "json" },
      params: { resourcePath: given.resource },
    },
  });
}

export function createTargetConnection(given: { readonly name: string; readonly dataSetId: string; readonly schemaId: string }): Promise<Entity> {
  return askAdobe<Entity>(`${base}/targetConnections`, {
    method: "POST",
    body: {
      name: given.name,
      connectionSpec: { id: dataLakeConnectionSpecId, version: "1.0" },
      data: { schema: { id: given.schemaId, version: "application/vnd.adobe.xed-full+json;version=1" } },
      params: { dataSetId: given.dataSetId },
    },
  });
}

export function createFlow(given: {
  readonly name: string;
  readonly description: string;
  readonly sourceConnectionId: string;
  readonly targetConnectionId: string;
  readonly mapping: { readonly id: string; readonly version: number };
  readonly schedule: ScheduleParams;
  readonly options: { readonly errorDiagnosticsEnabled: boolean; readonly partialIngestionPercent?: number };
}): Promise<Entity> {
  return askAdobe<Entity>(`${base}/flows`, {
    method: "POST",
    body: {
      name: given.name,
      ...(given.description === "" ? {} : { description: given.description }),
      flowSpec: { id: restFlowSpecId, version: "1.0" },
      sourceConnectionIds: [given.sourceConnectionId],
      targetConnectionIds: [given.targetConnectionId],
      options: given.options,
      transformations: [{ name: "Mapping", params: { mappingId: given.mapping.id, mappingVersion: given.mapping.version } }],
      scheduleParams: given.schedule,
    },
  });
}

export interface Explored {
  readonly format: string;
  readonly schema: JsonSchema;
  readonly data?: readonly Readonly<Record<string, unknown>>[];
}

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

export function explore(connectionId: string, resource: string, signal?: AbortSignal): Promise<Explored> {
  return askAdobe<Explored>(`${base}/connections/${encodeURIComponent(connectionId)}/explore`, {
    query: { objectType: "rest", object: "json", fileType: "json", preview: true, sourceParams: btoa(JSON.stringify({ resourcePath: resource })) },
    ...(signal && { signal }),
  });
}
