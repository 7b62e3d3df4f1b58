import { planRepair, type ReconcileReport } from "@stripe-aep/core";
import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { readScope } from "../../reconcile/read-scope.ts";
import { ReconcileCommand } from "../../reconcile/reconcile-command.ts";
import { exitOfReconciliation, renderReconciliation } from "../../reconcile/render-reconciliation.ts";

export class ReconcileRepair extends ReconcileCommand {
  static override summary = "Read the objects that differ again, send them the normal way, and compare once more.";
  static override strict = false;
  static override usage = "reconcile repair [RESOURCE...] [--plan]";
  static override flags = {
    plan: booleanFlag({ description: "List what would be read and sent again, and change nothing." }),
    confirm: stringFlag({
      description: "Name of the production profile, typed as confirmation.",
      helpValue: "PROFILE",
    }),
  };

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(ReconcileRepair);
    const scope = readScope(argv as string[]);
    return this.connected(flags, async ({ connector, settings }) => {
      const compare = (): Promise<ReconcileReport> => this.compare("reconcile repair", connector, scope, flags.json);
      const plan = planRepair(await compare());
      if (flags.plan) {
        if (flags.json) this.printResult("reconcile repair --plan", { plan });
        else
          this.print(
            plan.steps.map(({ resource, id, act, because }) => `  ${act}  ${resource} ${id}  ${because}`).join("\n") ||
              "Nothing differs.",
          );
        return this.exitWith(plan.steps.length + plan.relist.length > 0 ? "differs" : "done");
      }
      await this.confirm(settings, flags.confirm, `Sending ${plan.steps.length} objects again`);
      const { repaired } = await connector.repair(plan, this.terminal.interrupted);
      const report = await compare();
      if (flags.json) this.printResult("reconcile repair", { repaired, report });
      else this.print(`Sent ${repaired} objects again.\n\n${renderReconciliation(report, this.style)}`);
      return this.exitWith(exitOfReconciliation(report));
    });
  }
}
