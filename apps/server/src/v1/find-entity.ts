import type { StoredEntity } from "@stripe-aep/core/flow-service";
import { nothingHere } from "../http/problem-details.ts";
import type { Acting } from "./run-operation.ts";

const words = {
  connections: "This connection",
  plans: "This plan",
  reconciliations: "This reconciliation",
} as const;

/** What a request names by its id; another tenant's is not there. Throws an `HttpProblem` 404. */
export async function findEntity(
  { service, tenant }: Pick<Acting, "service" | "tenant">,
  collection: keyof typeof words,
  id: string,
): Promise<StoredEntity> {
  const found = await service.entities.find(tenant, collection, id);
  if (found === undefined) throw nothingHere(words[collection], id);
  return found;
}
