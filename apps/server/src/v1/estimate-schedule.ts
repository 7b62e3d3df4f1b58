import { openAuth, type StoredEntity } from "@stripe-aep/core/flow-service";
import type { Estimate, EstimateInput, FlowSchedule, ResourceName } from "@stripe-aep/core/service-api";
import type { Service } from "../service.ts";
import { countObjects } from "./count-objects.ts";

const PAGE = 100;
/** Profile's soft limit of batches a day in one sandbox. */
const BATCHES_PER_DAY = 90;

const runsPerDay: Readonly<Record<FlowSchedule["frequency"], (interval: number) => number>> = {
  once: () => 0,
  minute: (interval) => 1440 / interval,
  hour: (interval) => 24 / interval,
  day: (interval) => 1 / interval,
  week: (interval) => 1 / (7 * interval),
};

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
  const rate = (connection.hidden.livemode === true ? 100 : 25) * service.settings.stripeShare;
  const daily = runsPerDay[input.schedule.frequency](Math.max(1, input.schedule.interval ?? 1));
  const batchesPerDay = Math.ceil(daily * input.resources.length);
  return {
    objects,
    firstRunSeconds: Math.ceil(requests / rate),
    requestsOfFirstRun: requests,
    readsIn30Days: requests + Math.ceil(daily * 30 * (input.resources.length + 2)),
    readBudget: service.settings.readBudget ?? null,
    batchesPerDay,
    batchesPerDayLimit: BATCHES_PER_DAY,
    warnings:
      batchesPerDay > BATCHES_PER_DAY
        ? [
            `${batchesPerDay} batches a day are more than the ${BATCHES_PER_DAY} that Profile takes in one sandbox; choose a longer interval for datasets in Profile.`,
          ]
        : [],
  };
}
