import { finished } from "./operations.ts";
import { request } from "./request.ts";
import type {
  AlertEvent,
  DataSet,
  Estimate,
  EstimateInput,
  Flow,
  FlowInput,
  FlowSchedule,
  Mapping,
  MappingInput,
  MappingJudgement,
  Operation,
  Page,
  ResourceName,
  RunSummary,
  SetUpInput,
} from "./types.ts";
import { useAnswer, type LiveAnswer } from "./use-answer.ts";

const path = (id: string, rest = "") => `/v1/flows/${encodeURIComponent(id)}${rest}`;

export function useFlows(): LiveAnswer<readonly Flow[]> {
  return useAnswer(
    "flows",
    async (signal) => (await request<Page<Flow>>("/v1/flows", { query: { limit: 500 }, signal })).items,
    5000,
  );
}

export function useFlow(id: string): LiveAnswer<Flow> {
  return useAnswer(`flow ${id}`, (signal) => request<Flow>(path(id), { signal }), 5000);
}

export function createFlow(input: FlowInput): Promise<Flow> {
  return request<Flow>("/v1/flows", { method: "POST", body: input });
}

export function setFlowState(id: string, act: "enable" | "disable"): Promise<Flow> {
  return request<Flow>(path(id, `/${act}`), { method: "POST" });
}

export function runFlow(id: string): Promise<RunSummary> {
  return request<RunSummary>(path(id, "/run"), { method: "POST" });
}

export function deleteFlow(id: string): Promise<unknown> {
  return request(path(id), { method: "DELETE" });
}

/** All six resources, recommended settings; tells its steps as they go. */
export async function setUp(input: SetUpInput, onStep: (operation: Operation) => void): Promise<Operation> {
  return finished(await request<Operation>("/v1/set-up", { method: "POST", body: input }), onStep);
}

/**
 * Adobe's own path: a schedule is changed by PATCH under the etag. Frequency and interval only; a start that has passed
 * cannot be changed.
 */
export function changeSchedule(
  flow: Flow,
  schedule: Pick<FlowSchedule, "frequency" | "interval">,
  place: AdobePlace,
): Promise<unknown> {
  return request(`/data/foundation/flowservice/flows/${encodeURIComponent(flow.id)}`, {
    method: "PATCH",
    headers: { ...adobeHeaders(place), "if-match": flow.etag },
    body: [
      { op: "replace", path: "/scheduleParams/frequency", value: schedule.frequency },
      { op: "replace", path: "/scheduleParams/interval", value: schedule.interval },
    ],
  });
}

export interface AdobePlace {
  readonly imsOrganization: string;
  readonly sandbox: string;
  readonly apiKey: string;
}

/** Adobe's paths want the organisation, the sandbox and a key beside the token. */
function adobeHeaders({ imsOrganization, sandbox, apiKey }: AdobePlace): Readonly<Record<string, string>> {
  return { "x-api-key": apiKey, "x-gw-ims-org-id": imsOrganization, "x-sandbox-name": sandbox };
}

/** With the account of the connection in the rows that can be edited. */
export function useMapping(resource: ResourceName, connectionId: string): LiveAnswer<Mapping> {
  return useAnswer(`mapping ${resource} ${connectionId}`, (signal) =>
    request<Mapping>(`/v1/mappings/${resource}/object`, { query: { connectionId }, signal }),
  );
}

export function judgeMapping(input: MappingInput, signal: AbortSignal): Promise<MappingJudgement> {
  return request<MappingJudgement>("/v1/mappings/validation", { method: "POST", body: input, signal });
}

export function estimate(input: EstimateInput, signal: AbortSignal): Promise<Estimate> {
  return request<Estimate>("/v1/estimates", { method: "POST", body: input, signal });
}

export function useDataSets(): LiveAnswer<readonly DataSet[]> {
  return useAnswer(
    "datasets",
    async (signal) => (await request<Page<DataSet>>("/v1/datasets", { query: { limit: 500 }, signal })).items,
  );
}

export function createAlert(given: {
  readonly url: string;
  readonly events: readonly AlertEvent[];
  readonly flowId: string;
}): Promise<unknown> {
  return request("/v1/alerts", { method: "POST", body: given });
}
