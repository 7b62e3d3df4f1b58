import type { FlowServiceRequest, FlowServiceResponse, JsonObject } from "@stripe-aep/core/flow-service";
import type { Service } from "../service.ts";
import type { Holder } from "./access.ts";

const singular: Readonly<Record<string, string>> = {
  connections: "connection",
  sourceConnections: "source-connection",
  targetConnections: "target-connection",
  flows: "flow",
  runs: "run",
};

const verbs: Readonly<Record<string, string>> = { POST: "create", PATCH: "update", PUT: "replace", DELETE: "delete" };

/** Writes down every call of Flow Service that changed something: who, what, and which entity. */
export async function recordAudit(
  service: Service,
  holder: Holder,
  request: FlowServiceRequest,
  response: FlowServiceResponse,
): Promise<void> {
  const [collection = "", id, verb] = request.path.split("/").filter((part) => part !== "");
  const thing = singular[collection];
  if (request.method === "GET" || id === "search" || thing === undefined || response.status >= 300) return;
  const operation = /(?:^|&)op=([\w-]+)/.exec(request.query)?.[1]?.toLowerCase();
  const act = verb === "action" && operation !== undefined ? operation : (verbs[request.method] ?? "act");
  await record(service, holder, `${thing}.${act}`, id ?? createdId(response), {});
}

function createdId({ body }: FlowServiceResponse): string {
  const answer = (body ?? {}) as { readonly id?: string; readonly items?: readonly { readonly id?: string }[] };
  return answer.id ?? answer.items?.[0]?.id ?? "";
}

/** One entry of the audit log. Details never hold a credential or a record. */
export async function record(
  service: Service,
  holder: Pick<Holder, "id" | "imsOrganization" | "sandbox">,
  action: string,
  subject: string,
  details: JsonObject,
): Promise<void> {
  await service.audit.append({
    at: service.ports.clock.now(),
    imsOrganization: holder.imsOrganization,
    sandbox: holder.sandbox,
    actor: holder.id,
    action,
    subject,
    details,
  });
}
