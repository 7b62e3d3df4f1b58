import { ConnectorError, InternalError } from "../../src/errors.ts";
import { judge } from "./judge.ts";
import type { Round, Scenario } from "./scenario.ts";
import { ProcessKilled } from "./simulated-process.ts";
import { openStage, type Planted, type RunningConnector, type Stage } from "./stage.ts";

export interface Outcome {
  readonly seed: number;
  /** Sentences; empty when every invariant holds. */
  readonly violations: readonly string[];
  /** Equal for equal histories. */
  readonly trace: string;
  readonly requests: number;
  /** Durable operations in all. */
  readonly operations: number;
  /** How runs failed, by code. */
  readonly failures: readonly string[];
  /** Whether any process was killed. */
  readonly died: boolean;
  /** What the processes logged, and why runs failed. */
  readonly log: readonly string[];
}

/** Plays a scenario to its quiet end and asks the judge. */
export async function play(scenario: Scenario, planted: Planted = {}): Promise<Outcome> {
  const stage = openStage(scenario, planted);
  await stage.clock.run(provision(stage));
  stage.setFaults(true);
  for (const round of scenario.rounds) await playRound(stage, round);
  stage.setFaults(false);
  stage.world.setChangesPerHour(0);
  await comeToRest(stage);
  const violations = [...stage.violations, ...(await judge(stage))];
  return {
    seed: scenario.seed,
    violations,
    trace: stage.network.digest(),
    requests: stage.network.requests,
    operations: stage.operations.count,
    failures: stage.failures,
    died: stage.deaths.length > 0,
    log: stage.logLines,
  };
}

/** The account has a past of its own before anybody looks: a crowd in one second is part of it. */
async function provision(stage: Stage): Promise<void> {
  happenAtOnce(stage, stage.scenario.crowd);
  const { connector } = await stage.start();
  await connector.apply(await connector.plan());
}

/** Things that happen at most while nobody looks: a month should not make an account of thousands. */
const CHANGES_IN_A_PAUSE = 40;

async function playRound(stage: Stage, round: Round): Promise<void> {
  const { changesPerHour } = stage.scenario;
  const hours = Math.max(1, round.pause / 3_600_000);
  stage.world.setChangesPerHour(Math.min(changesPerHour, CHANGES_IN_A_PAUSE / hours));
  await stage.clock.advance(round.pause);
  if (round.movesMachine) stage.disk.loseFiles();
  stage.world.catchUp();
  stage.world.setChangesPerHour(changesPerHour);
  happenAtOnce(stage, round.burst);
  await deliverWebhooks(stage);
  if (round.killAt !== undefined) stage.operations.arm(round.killAt);
  if (round.diskFault !== undefined) stage.disk.break(round.diskFault);
  const ended = new AbortController();
  const living = keepLiving(stage, ended.signal);
  await stage.clock.run(runOnce(stage, round));
  ended.abort(new Error("the round is over"));
  await stage.clock.run(living);
  stage.operations.disarm();
  stage.disk.repair();
}

/** How often the account does what is due while a run goes on, in milliseconds. */
const HEARTBEAT = 700;

/** The account goes on changing and sending webhooks while the connector reads it. */
async function keepLiving(stage: Stage, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    try {
      await stage.clock.sleep(HEARTBEAT, ended);
    } catch {
      return;
    }
    stage.world.catchUp();
    if (stage.scenario.webhooks) await stage.stripe.webhooks.deliverDue();
  }
}

/** Many things in one second, as when a shop opens a sale: charges, customers, and a price taken off. */
function happenAtOnce({ world }: Stage, burst: number): void {
  for (let number = 0; number < burst; number += 1) {
    if (number % 2 === 0) world.operations.createCharge();
    else world.operations.createCustomer();
  }
  const prices = [...world.truth(["prices"])].filter(
    ({ listed, deleted, object }) => listed && !deleted && object.active,
  );
  const price = prices.at(-1);
  if (burst > 0 && price !== undefined && prices.length > 1) world.operations.updatePrice(price.id, { active: false });
}

async function deliverWebhooks(stage: Stage): Promise<void> {
  stage.world.catchUp();
  await stage.clock.run(stage.stripe.webhooks.deliverDue());
}

async function runOnce(stage: Stage, round: Pick<Round, "mode" | "freezeAfter">): Promise<boolean> {
  const running = await startOrDie(stage);
  if (running === undefined) return false;
  const { process } = running;
  const syncing = sync(stage, running, round.mode);
  if (round.freezeAfter !== undefined) {
    await stage.clock.sleep(round.freezeAfter);
    process.pause(200_000);
    // Longer than the lease lives: the other one takes the feed over, and the first one wakes up in the middle of it.
    await stage.clock.sleep(100_000);
    const other = await startOrDie(stage);
    if (other !== undefined) await sync(stage, other, "all");
  }
  return syncing;
}

async function startOrDie(stage: Stage): Promise<RunningConnector | undefined> {
  try {
    return await stage.start();
  } catch (error) {
    bury(stage);
    noteFailure(stage, error);
    return undefined;
  }
}

/** True when the run succeeded. A run may fail for a reason; it may not fail for none, and not of our own making. */
async function sync(stage: Stage, { process, connector }: RunningConnector, mode: Round["mode"]): Promise<boolean> {
  let succeeded = false;
  try {
    const report = await Promise.race([connector.sync({ mode }), process.died]);
    stage.reports.push(report);
    succeeded = report.status === "succeeded";
  } catch (error) {
    if (!process.alive) bury(stage);
    else noteFailure(stage, error);
  }
  stage.logLines.push(...process.logLines);
  return succeeded;
}

function bury(stage: Stage): void {
  stage.deaths.push(stage.clock.now());
  stage.disk.clearAfterDeath();
}

function noteFailure(stage: Stage, error: unknown): void {
  if (error instanceof ProcessKilled) return;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  stage.logLines.push(text);
  if (error instanceof ConnectorError) stage.failures.push(error.code);
  if (!(error instanceof ConnectorError) || error instanceof InternalError) {
    stage.violations.push(`a run failed by our own fault: ${error instanceof Error ? error.stack : text}`);
  }
}

/** Faults are over and the account stands still: within a bounded number of runs everything has to be right. */
async function comeToRest(stage: Stage): Promise<void> {
  await stage.clock.advance(2 * 60 * 60_000);
  await deliverWebhooks(stage);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    if (await stage.clock.run(runOnce(stage, { mode: "all", freezeAfter: undefined }))) break;
    await stage.clock.advance(120_000);
  }
  await stage.clock.run(replay(stage));
  await stage.clock.advance(120_000);
  const succeeded = await stage.clock.run(runOnce(stage, { mode: "all", freezeAfter: undefined }));
  if (!succeeded) stage.violations.push("no quiescence: runs still fail although nothing goes wrong any more");
}

async function replay(stage: Stage): Promise<void> {
  const { connector } = await stage.start();
  try {
    await connector.quarantine.replay();
  } catch (error) {
    noteFailure(stage, error);
  }
}
