import { sql } from "kysely";
import type { Database } from "./tables.ts";

/**
 * Hands out `count` consecutive sending times, `interval` apart, to one of many processes that share a limit; returns the
 * first. One statement, so two processes never get the same slot. All in microseconds since 1970.
 */
export async function reserveSlots(
  database: Database,
  name: string,
  now: number,
  count: number,
  interval: number,
): Promise<number> {
  const length = count * interval;
  const row = await database
    .insertInto("rate_slot")
    .values({ name, next_microsecond: now + length })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet({
        next_microsecond: sql<number>`case when rate_slot.next_microsecond > ${now}
          then rate_slot.next_microsecond else ${now} end + ${length}`,
      }),
    )
    .returning("next_microsecond")
    .executeTakeFirstOrThrow();
  return row.next_microsecond - length;
}
