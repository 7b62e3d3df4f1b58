import { dataPrep, isObject, type MapBySet, type StoredEntity } from "@stripe-aep/core/flow-service";
import { StoppedError } from "@stripe-aep/core";
import type { Service } from "../service.ts";
import type { RunnableFlow } from "./flow-view.ts";
import { accountOf } from "./read-account.ts";

/** Why a run cannot even begin: its mapping set is gone, or no longer fits its dataset. */
export class CannotBegin extends StoppedError {
  constructor(message: string) {
    super({ code: "SAEP-1817", message, next: "Correct the mapping set, or give the flow another one by PATCH." });
  }
}

/** The mapping set of a flow as a function. Throws `CannotBegin`. */
export async function compileOwnMapping(
  service: Service,
  { flow, mappingId, dataSetId }: RunnableFlow,
): Promise<MapBySet> {
  const mappingSet: unknown = await dataPrep(service.platformClient(flow)).get(mappingId);
  if (!isObject(mappingSet)) throw new CannotBegin("The mapping set of the flow does not exist any more.");
  return service
    .workshop(flow)
    .compile(mappingSet, dataSetId)
    .catch((error: unknown) => {
      throw new CannotBegin(`The mapping set cannot run: ${error instanceof Error ? error.message : ""}`);
    });
}

/** Makes generated row ids the same in every run of an account and mode. */
export function seedOf(connection: StoredEntity): string {
  const { account, livemode } = accountOf(connection);
  return `${account}/${livemode}`;
}
