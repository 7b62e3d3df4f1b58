import { resourceNames, type ResourceName } from "@stripe-aep/core";
import {
  parseSchedule,
  readOptions,
  type Schedule,
  type StoredEntity,
  type Tenant,
} from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";

/** What a runner must know of a flow: its parts, read and checked. */
export interface RunnableFlow {
  readonly flow: StoredEntity;
  readonly source: StoredEntity;
  readonly target: StoredEntity;
  readonly connection: StoredEntity;
  readonly resource: ResourceName;
  readonly engine: "generated" | "own";
  readonly dataSetId: string;
  readonly mappingId: string;
  readonly mappingVersion: number;
  readonly partialIngestionPercent: number | undefined;
  readonly errorDiagnostics: boolean;
}

/** The flow of that id, when it is this tenant's and whole. */
export async function findFlow(service: Service, tenant: Tenant, id: string): Promise<RunnableFlow | undefined> {
  const flow = await service.entities.find(tenant, "flows", id);
  return flow === undefined ? undefined : readFlow(service, flow);
}

/** All flows of a tenant that are whole. */
export async function listFlows(service: Service, tenant: Tenant): Promise<readonly RunnableFlow[]> {
  const flows = await service.entities.list(tenant, "flows");
  return (await Promise.all(flows.map((flow) => readFlow(service, flow)))).filter((flow) => flow !== undefined);
}

/** Undefined when a part of the flow is gone. */
export async function readFlow(service: Service, flow: StoredEntity): Promise<RunnableFlow | undefined> {
  const { entities } = service;
  const document = flow.document as unknown as FlowDocument;
  const source = await entities.find(flow, "sourceConnections", document.sourceConnectionIds[0] ?? "");
  const target = await entities.find(flow, "targetConnections", document.targetConnectionIds[0] ?? "");
  const baseId = source?.document.baseConnectionId;
  const connection = typeof baseId === "string" ? await entities.find(flow, "connections", baseId) : undefined;
  if (source === undefined || target === undefined || connection === undefined) return undefined;
  const { resourcePath } = source.document.params as { readonly resourcePath?: string };
  const { dataSetId } = target.document.params as { readonly dataSetId?: string };
  const resource = resourceNames.find((name) => name === resourcePath);
  const options = readOptions(document.options);
  const params = document.transformations[0]?.params;
  if (resource === undefined || dataSetId === undefined) return undefined;
  return {
    flow,
    source,
    target,
    connection,
    resource,
    engine: flow.hidden.engine === "generated" ? "generated" : "own",
    dataSetId,
    mappingId: params?.mappingId ?? "",
    mappingVersion: Number(params?.mappingVersion ?? 0),
    partialIngestionPercent: options.partialIngestionPercent,
    errorDiagnostics: options.errorDiagnosticsEnabled === true || options.partialIngestionPercent !== undefined,
  };
}

interface FlowDocument {
  readonly sourceConnectionIds: readonly string[];
  readonly targetConnectionIds: readonly string[];
  readonly options?: unknown;
  readonly transformations: readonly {
    readonly params?: { readonly mappingId?: string; readonly mappingVersion?: number | string };
  }[];
}

/** The schedule of a flow that is no draft; undefined for a draft without one. */
export function scheduleOf(flow: StoredEntity): Schedule | undefined {
  const { scheduleParams } = flow.document;
  return scheduleParams === undefined ? undefined : parseSchedule(scheduleParams);
}

/** How far a flow's schedule has got; kept with the flow, unseen. */
export interface FlowState {
  /** The slot of the newest run that was ordered, epoch milliseconds. */
  readonly lastSlot?: number;
  /** Up to where `created` is covered by runs that succeeded, epoch milliseconds. */
  readonly coveredUntil?: number;
}

export function stateOf(flow: StoredEntity): FlowState {
  return flow.hidden.schedule ?? {};
}
