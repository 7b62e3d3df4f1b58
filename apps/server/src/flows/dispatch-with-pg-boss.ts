import { PgBoss } from "pg-boss";
import type { Service } from "../service.ts";
import type { FlowRunner } from "./flow-runner.ts";

const QUEUE = "stripe-aep-due";

/** How often each server asks for work, in seconds. */
const POLL = 1;
/** How often somebody looks at the schedules although nobody asked: a lost message delays, it never loses. */
const EVERY_MINUTE = "* * * * *";

export interface Dispatch {
  stop(): Promise<void>;
}

/**
 * On PostgreSQL several servers divide the work: pg-boss wakes one of them for each message. A message says only that
 * something may be due; what is due, and who does it, is decided by the store's rows.
 */
export async function dispatchWithPgBoss(service: Service, runner: FlowRunner): Promise<Dispatch> {
  const { databaseUrl, databaseSchema } = service.settings;
  if (databaseUrl === undefined) return { stop: async () => undefined };
  const schema = databaseSchema === "public" ? "pgboss" : `${databaseSchema}_pgboss`;
  const boss = new PgBoss({ connectionString: databaseUrl.reveal(), schema, max: 2 });
  boss.on("error", (error) => service.ports.log.write("warn", "pg-boss", { error }));
  await boss.start();
  await boss.createQueue(QUEUE);
  await boss.schedule(QUEUE, EVERY_MINUTE);
  await boss.work(QUEUE, { pollingIntervalSeconds: POLL, batchSize: 10 }, async () => runner.wake());
  return { stop: () => boss.stop({ graceful: true, timeout: 5000 }) };
}
