import type { ScheduleParams } from "../../api/flow-service.ts";

/** `once`, `every 15 minutes`, `every hour`. */
export function describeSchedule(schedule: ScheduleParams | undefined): string {
  if (schedule === undefined) return "none";
  if (schedule.frequency === "once") return "once";
  const interval = Number(schedule.interval ?? 1);
  return interval === 1 ? `every ${schedule.frequency}` : `every ${interval} ${schedule.frequency}s`;
}
