import { execFileSync } from "node:child_process";
import type { TestPostgres } from "@stripe-aep/test-postgres";

/** User and system time of all processes of a PostgreSQL since its start, in microseconds; ended ones count with their parent. */
export function cpuOf({ processId }: TestPostgres): number {
  if (processId === undefined) return 0;
  return [String(processId), ...childrenOf(String(processId))].reduce((sum, pid) => sum + cpuOfProcess(pid), 0);
}

function childrenOf(parent: string): readonly string[] {
  const all = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  return all.map((line) => line.trim().split(/\s+/)).flatMap(([pid = "", of]) => (of === parent ? [pid] : []));
}

/** Fields 14 to 17 of /proc/PID/stat: own and waited-for children's time in hundredths of a second. */
function cpuOfProcess(pid: string): number {
  try {
    const stat = execFileSync("cat", [`/proc/${pid}/stat`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10_000;
  } catch {
    return 0;
  }
}
