import { SimulatorError } from "../../simulator-error.ts";
import type { Resource } from "../kinds.ts";
import type { WorldState } from "../world-state.ts";

/** The index of an object that an operation names; throws SAEP-3004 if there is none. */
export function find(state: WorldState, resource: Resource, id: string): number {
  const index = state.account.tables[resource].indexOf(id);
  if (index === undefined) {
    throw new SimulatorError(
      "SAEP-3004",
      `there is no ${id} among ${resource}`,
      "give the id of an object of this account",
    );
  }
  return index;
}

export function refuse(what: string, why: string): never {
  throw new SimulatorError("SAEP-3004", what, why);
}
