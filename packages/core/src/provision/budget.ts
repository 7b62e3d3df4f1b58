import type { ResourceName } from "../resources.ts";
import type { DesiredObject } from "./desired-object.ts";
import { textOf } from "./json.ts";
import { runsADay, type ProvisionSettings, type Schedule } from "./provision-settings.ts";

/** Limits of the far sides, as of the pages that state them; a setting may raise them where a licence does. */
export const limits = {
  /** Profile and ExperienceEvent batches for each day and sandbox (Profile guardrails). */
  profileBatchesADay: 90,
  /** Bytes of one ExperienceEvent and of one record that Profile still takes; larger ones are dropped without an error. */
  eventBytes: 10_000,
  recordBytes: 100_000,
  /** Relationships of a schema with other entities in Profile. */
  relationships: 5,
  /** Label descriptors of a sandbox. */
  labels: 4_000,
  /** Reads of Stripe's API for each payment in 30 days, and the least that everybody has. */
  readsForEachTransaction: 500,
  leastReadsAMonth: 10_000,
} as const;

/** One line of the budget that a plan prints. */
export interface BudgetLine {
  readonly name: string;
  /** In `unit`. */
  readonly used: number;
  readonly limit: number;
  /** For people: `reads a month`, `batches a day`. */
  readonly unit: string;
  /** Whether the plan stays within the limit. */
  readonly within: boolean;
  /** What to do, or what the figure rests on. */
  readonly note: string;
}

/** What a plan costs, line by line, against the limits of Stripe and of Experience Platform. */
export interface Budget {
  readonly lines: readonly BudgetLine[];
}

/** The largest row of each kind; absent where no dataset of the kind is moved or no sample shows it. */
export interface RowSizes {
  readonly event?: RowSize;
  readonly record?: RowSize;
}

export interface RowSize {
  /** Whose row it is. */
  readonly resource: ResourceName;
  /** Bytes of the row that the sample object gives. */
  readonly bytes: number;
  /** Bytes of any such row with every field that is sent filled: texts of 100 characters, lists of ten, full metadata. */
  readonly widest: number;
}

/** What the plan costs against the limits of Stripe and of Experience Platform. */
export function estimateBudget(
  desired: readonly DesiredObject[],
  settings: ProvisionSettings,
  rows: RowSizes | undefined,
  /** Labels of the sandbox that are not among `desired`. */
  otherLabels = 0,
): Budget {
  return {
    lines: [
      readsLine(settings),
      batchesLine(settings),
      ...rowLine("event row", rows?.event, limits.eventBytes),
      ...rowLine("record row", rows?.record, limits.recordBytes),
      countLine("relationships", relationshipsOf(desired), limits.relationships, "of one schema at most"),
      countLine(
        "label descriptors",
        desired.filter(({ kind }) => kind === "label").length + otherLabels,
        limits.labels,
        otherLabels === 0 ? "of the whole sandbox" : `of the whole sandbox, ${count(otherLabels)} of them not ours`,
      ),
    ],
  };
}

const DAYS = 30;
/** Every sync reads the events since the last one and lists the newest balance transactions again. */
const READS_OF_A_QUIET_SYNC = 4;

function readsLine(settings: ProvisionSettings): BudgetLine {
  const volume = settings.volume ?? { objects: 0, transactionsPerMonth: 0 };
  const limit = Math.max(limits.leastReadsAMonth, volume.transactionsPerMonth * limits.readsForEachTransaction);
  const syncs = runsADay(settings.schedule) * DAYS;
  const backfill = Math.ceil(volume.objects / 100);
  // A payment announces itself by several events, each of which refetches its object: four reads on the average.
  const changes = volume.transactionsPerMonth * 4;
  const used = Math.ceil(backfill + syncs * READS_OF_A_QUIET_SYNC + changes);
  const note =
    settings.volume === undefined
      ? "an empty account; set volume.objects and volume.transactionsPerMonth for yours"
      : `backfill ${String(backfill)}, changes ${String(changes)}, polling ${String(Math.ceil(syncs * READS_OF_A_QUIET_SYNC))}`;
  return { name: "Stripe reads", used, limit, unit: "in 30 days", within: used <= limit, note };
}

/** Batches a day that the schedule sends into datasets of Profile. */
export function profileBatchesADay(settings: ProvisionSettings): number {
  return Math.ceil(settings.profileDatasets.length * runsADay(settings.schedule));
}

function batchesLine(settings: ProvisionSettings): BudgetLine {
  const used = profileBatchesADay(settings);
  const limit = limits.profileBatchesADay;
  const note =
    used <= limit
      ? `${String(settings.profileDatasets.length)} datasets in Profile`
      : `use schedule ${describeSchedule(coalescedSchedule(settings))}: ${String(profileBatchesADay({ ...settings, schedule: coalescedSchedule(settings) }))} a day`;
  return { name: "Profile batches", used, limit, unit: "a day", within: used <= limit, note };
}

/** The most frequent schedule, in whole quarters of an hour, that stays within Profile's batches. */
export function coalescedSchedule(settings: ProvisionSettings): Schedule {
  const runs = limits.profileBatchesADay / Math.max(1, settings.profileDatasets.length);
  const minutes = Math.max(15, Math.ceil((24 * 60) / runs / 15) * 15);
  const rest = {
    backfill: settings.schedule.backfill,
    ...(settings.schedule.startTime === undefined ? {} : { startTime: settings.schedule.startTime }),
  };
  if (minutes % 60 === 0) return { frequency: "hour", interval: minutes / 60, ...rest };
  return { frequency: "minute", interval: minutes, ...rest };
}

export function describeSchedule(schedule: Schedule): string {
  if (schedule.frequency === "once") return "once";
  return `every ${String(schedule.interval)} ${schedule.frequency}${schedule.interval === 1 ? "" : "s"}`;
}

function count(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** Measured on the samples, because schemas bound no text; what could come is said beside it. */
function rowLine(name: string, size: RowSize | undefined, limit: number): readonly BudgetLine[] {
  if (size === undefined) return [];
  const { resource, bytes, widest: most } = size;
  const note = `sample of ${resource}; all fields filled ${count(most)}${most > limit ? ", which Profile drops" : ""}`;
  return [{ name, used: bytes, limit, unit: "bytes", within: bytes <= limit, note }];
}

function countLine(name: string, used: number, limit: number, note: string): BudgetLine {
  return { name, used, limit, unit: "", within: used <= limit, note };
}

function relationshipsOf(desired: readonly DesiredObject[]): number {
  const counts = new Map<string, number>();
  for (const { body, kind } of desired) {
    if (kind !== "descriptor" || !/Relationship|OneToOne/.test(textOf(body["@type"]))) continue;
    const schema = textOf(body["xdm:sourceSchema"]);
    counts.set(schema, (counts.get(schema) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
