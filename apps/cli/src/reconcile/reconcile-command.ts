import type { Connector, ReconcileOptions, ReconcileReport } from "@stripe-aep/core";

import { ConnectedCommand } from "../connected-command.ts";
import { runReconciliation } from "./run-reconciliation.ts";

/** A command that compares both sides. */
export abstract class ReconcileCommand extends ConnectedCommand {
  /** With progress for whoever looks on: drawn for people, with `json` a line for each step. */
  protected compare(
    name: "reconcile run" | "reconcile report" | "reconcile repair",
    connector: Connector,
    options: Pick<ReconcileOptions, "resources" | "from" | "to" | "level">,
    json: boolean,
  ): Promise<ReconcileReport> {
    return runReconciliation(
      connector,
      options,
      this.terminal,
      json ? (progress) => this.printLine(name, { type: "progress", ...progress }) : undefined,
    );
  }
}
