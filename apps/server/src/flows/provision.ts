import { type Connector, countSteps, type Plan, StoppedError } from "@stripe-aep/core";
import type { StoredEntity } from "@stripe-aep/core/flow-service";
import type { Holder } from "../http/access.ts";
import { record } from "../http/record-audit.ts";
import type { Service } from "../service.ts";
import { systemCaller } from "./order-due-runs.ts";

interface Provisioner {
  readonly service: Service;
  readonly holder: Pick<Holder, "id" | "imsOrganization" | "sandbox">;
}

/** Makes at the platform what the generated flows need and is not there yet. */
export async function provisionFor(
  { service, holder }: Provisioner,
  connection: StoredEntity,
  step: (message: string) => void,
): Promise<void> {
  const connector = await service.connectors.of(connection);
  await carryOut({ service, holder }, connection, connector, await connector.plan(), step);
}

/**
 * A key that was promoted after the set-up has no column yet, and rows with it would be refused: before anything is sent, the
 * column is made. Nothing else of the plan makes a run change the platform.
 */
export async function provideColumns(service: Service, connection: StoredEntity, connector: Connector): Promise<void> {
  const plan = await connector.plan();
  const lacking = plan.steps.filter(({ key, act }) => key.startsWith("promoted/") && act !== "keep");
  if (lacking.length === 0) return;
  const { user } = systemCaller(connection);
  await carryOut({ service, holder: { ...connection, id: user } }, connection, connector, plan, () => undefined);
}

async function carryOut(
  { service, holder }: Provisioner,
  connection: StoredEntity,
  connector: Connector,
  plan: Plan,
  step: (message: string) => void,
): Promise<void> {
  const counts = countSteps(plan);
  if (counts.blocked > 0) {
    const blocked = plan.steps.find(({ act }) => act === "blocked");
    throw new StoppedError({
      code: "SAEP-1503",
      message: `${counts.blocked} of the things to make differ from what is there: ${blocked?.title ?? ""}.`,
      next: blocked?.proposal ?? "Look at the plan.",
    });
  }
  if (counts.create + counts.change + counts.adopt === 0) return;
  step(`${counts.create} schemas, datasets and other objects are made at the platform.`);
  await connector.apply(plan);
  await record(service, holder, "plan.apply", connection.id, { create: counts.create, change: counts.change });
}
