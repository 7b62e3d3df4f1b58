import { limits, openAuth, runsADay, type StoredEntity, usualRates } from "@stripe-aep/core/flow-service";
import type { Estimate, EstimateInput, ResourceName } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";
import { countObjects } from "./count-objects.ts";

const PAGE = 100;

/** What a schedule costs in requests, time and batches, before it is chosen. */
export async function estimateSchedule(
  service: Service,
  connection: StoredEntity,
  input: EstimateInput,
): Promise<Estimate> {
  const stripe = service.stripe.client(openAuth(service.backend, connection), "brief");
  const objects: Partial<Record<ResourceName, number>> = {};
  for (const resource of input.resources) objects[resource] = await countObjects(stripe, resource);
  const total = Object.values(objects).reduce((sum, count) => sum + count, 0);
  const requests = Math.ceil(total / PAGE) + input.resources.length;
  const rate = usualRates(connection.hidden.livemode === true).accountRate * service.settings.stripeShare;
  const daily = runsADay(input.schedule);
  const batchesPerDay = Math.ceil(daily * input.resources.length);
  return {
    objects,
    firstRunSeconds: Math.ceil(requests / rate),
    requestsOfFirstRun: requests,
    readsIn30Days: requests + Math.ceil(daily * 30 * (input.resources.length + 2)),
    readBudget: service.settings.readBudget ?? null,
    batchesPerDay,
    batchesPerDayLimit: limits.profileBatchesADay,
    warnings:
      batchesPerDay > limits.profileBatchesADay
        ? [
            `${batchesPerDay} batches a day are more than the ${limits.profileBatchesADay} that Profile takes in one sandbox; choose a longer interval for datasets in Profile.`,
          ]
        : [],
  };
}
