import type { ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";

/** What the operator decides about the objects in Experience Platform. */
export interface ProvisionSettings {
  /** Who moves the data: this engine, or Adobe's hosted Stripe source. */
  readonly runner: "self" | "adobe";
  /** Which datasets each resource feeds. */
  readonly datasets: Partial<Readonly<Record<ResourceName, readonly DatasetKind[]>>>;
  /** Put before every title and name, when another team already took ours. */
  readonly titlePrefix?: string;
  /** Datasets that join Real-Time Customer Profile, as `resource.dataset`; never undone, so nothing joins by default. */
  readonly profileDatasets: readonly string[];
  readonly schedule: Schedule;
  /** Which account and mode is read: Adobe's mapper writes both into every row. */
  readonly account?: { readonly id: string; readonly livemode: boolean };
  /** Where Stripe sends its events; absent: they are polled. */
  readonly webhookUrl?: string;
  /** Whether what webhooks announce goes by streaming, which needs connections of its own; default: it does not. */
  readonly streaming?: boolean;
  /** What the budget is estimated from. */
  readonly volume?: VolumeEstimate;
}

/** When a flow is due, in the Flow Service's own terms. */
export interface Schedule {
  readonly frequency: "once" | "minute" | "hour" | "day" | "week";
  /** Every how many of `frequency`; at least 15 for minutes; unused for `once`. */
  readonly interval: number;
  /** Unix seconds; default: as soon as the plan is applied. */
  readonly startTime?: number;
  /** Whether the first run takes the history too. */
  readonly backfill: boolean;
}

/** What a plan's budget is estimated for. */
export interface VolumeEstimate {
  /** Objects that the account holds, of all six resources. */
  readonly objects: number;
  /** Payments in 30 days: Stripe's read allowance grows with them. */
  readonly transactionsPerMonth: number;
}

const runsPerDay: Readonly<Record<Schedule["frequency"], (interval: number) => number>> = {
  once: () => 0,
  minute: (interval) => (24 * 60) / interval,
  hour: (interval) => 24 / interval,
  day: (interval) => 1 / interval,
  week: (interval) => 1 / (7 * interval),
};

/** How often a flow runs in a day. */
export function runsADay({
  frequency,
  interval = 1,
}: Pick<Schedule, "frequency"> & Partial<Pick<Schedule, "interval">>): number {
  return runsPerDay[frequency](Math.max(1, interval));
}

/** What holds unless the operator says otherwise: this engine moves the data, every half hour, and nothing joins Profile. */
export const provisionDefaults = {
  runner: "self",
  profileDatasets: [],
  schedule: { frequency: "minute", interval: 30, backfill: true },
} as const satisfies Partial<ProvisionSettings>;
