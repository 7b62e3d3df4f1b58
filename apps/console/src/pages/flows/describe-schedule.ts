import type { FlowSchedule } from "../../api/types.ts";

/** `once`, `every 15 minutes`, `every hour`. */
export function describeSchedule(schedule: Pick<FlowSchedule, "frequency" | "interval"> | null): string {
  if (schedule === null) return "none";
  if (schedule.frequency === "once") return "once";
  const { interval = 1 } = schedule;
  return interval === 1 ? `every ${schedule.frequency}` : `every ${interval} ${schedule.frequency}s`;
}
