import { join } from "node:path";

import {
  createConnector,
  type Connector,
  type Ports,
  type ReconcileReport,
  type ResourceName,
  type RunReport,
} from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";

import {
  refuseRealAccounts,
  refuseRealAddresses,
  startLocalSandbox,
  type FaultRule,
  type LocalSandbox,
} from "../local-sandbox.ts";
import { formatCount } from "../render/numbers.ts";
import { ProgressLines } from "../render/progress-lines.ts";
import type { Terminal } from "../terminal.ts";
import { demoConfig } from "./demo-config.ts";
import type { DemoReport, ResourceFigures, Verdict } from "./demo-report.ts";
import { openDemoState, type DemoWishes } from "./demo-state.ts";
import { loseRows } from "./lose-rows.ts";

export interface DemoOptions extends DemoWishes {
  /** Folder in which account, platform and connector are kept. */
  readonly state: string;
  /** How many accepted rows the platform is told to drop. */
  readonly lose: number;
  /** What goes wrong on the way. */
  readonly faults?: readonly FaultRule[];
}

/** The whole product in miniature: a simulated account moved into a simulated platform, and both compared. */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<DemoReport> {
  refuseRealAccounts(terminal.environment);
  const state = await openDemoState(options.state, options);
  const began = performance.now();
  const simulator = await startLocalSandbox({
    ...state,
    folder: join(options.state, "account"),
    ...(options.faults === undefined ? {} : { faults: options.faults }),
  });
  const folder = join(options.state, "connector");
  const ports = nodePorts({ stateFolder: folder });
  try {
    const config = demoConfig(simulator, folder);
    refuseRealAddresses(config);
    const connector = await createConnector(config, ports);
    try {
      note(
        terminal,
        `A Stripe account with ${formatCount(state.objects)} objects (seed ${state.seed}) and an Experience Platform, on this machine.`,
      );
      const moved = await move(connector, terminal);
      const lost = await loseRows(simulator, connector, options.lose);
      const compared = await compare(connector, terminal);
      const bnpl = await connector.buyNowPayLater(terminal.interrupted);
      const resources = joinFigures(moved, compared);
      const repeated = Object.values(resources).every(({ read, sent }) => sent === 0 && read > 0);
      return { ...state, resources, bnpl, repeated, lost, seconds: (performance.now() - began) / 1000 };
    } finally {
      await connector.close();
    }
  } finally {
    await letGo(ports, simulator);
  }
}

async function move(connector: Connector, terminal: Terminal): Promise<RunReport> {
  const plan = await connector.plan();
  const { created, kept } = await connector.apply(plan, { signal: terminal.interrupted });
  note(
    terminal,
    `Made ${formatCount(created)} objects in the platform${kept > 0 ? `, ${formatCount(kept)} were there` : ""}: schemas, identities, labels, datasets.`,
  );
  note(terminal, "Moving:");
  const lines = new ProgressLines(terminal);
  const report = await connector.sync({
    mode: "backfill",
    signal: terminal.interrupted,
    onProgress: (progress) => lines.update(progress),
  });
  lines.finish();
  return report;
}

async function compare(connector: Connector, terminal: Terminal): Promise<ReconcileReport> {
  note(terminal, "Comparing both sides, object by object, over HTTP.\n");
  return connector.reconcile({ signal: terminal.interrupted });
}

function joinFigures(moved: RunReport, compared: ReconcileReport): Partial<Record<ResourceName, ResourceFigures>> {
  const joined: Partial<Record<ResourceName, ResourceFigures>> = {};
  for (const [name, { read, sent, unchanged, filtered, quarantined, accepted, rejected }] of Object.entries(
    moved.resources,
  )) {
    const resource = name as ResourceName;
    const other = compared.resources[resource];
    if (other === undefined) continue;
    const { stripeCount, platformCount, sums, differences } = other;
    const ledger = { read, sent, unchanged, filtered, quarantined, accepted, rejected };
    joined[resource] = { ...ledger, stripeCount, platformCount, sums, differences, verdict: verdictOf(other) };
  }
  return joined;
}

/** Only a record in quarantine excuses a difference here: a rehearsal filters nothing and waits for everything. */
function verdictOf({ verdict, differences }: ReconcileReport["resources"][ResourceName] & object): Verdict {
  if (verdict === "equal") return "equal";
  return differences.every(({ reason }) => reason === "quarantined") ? "quarantined" : "differs";
}

function note(terminal: Terminal, text: string): void {
  terminal.notes.write(`${text}\n`);
}

async function letGo(ports: Ports & { close(): Promise<void> }, simulator: LocalSandbox): Promise<void> {
  await ports.close();
  await simulator.stop();
}
