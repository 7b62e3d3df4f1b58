import { resolve } from "node:path";

import { countSteps } from "@stripe-aep/core";
import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../connected-command.ts";
import { writePlan } from "../plan/plan-file.ts";
import { renderPlan } from "../plan/render-plan.ts";

export class PlanCommand extends ConnectedCommand {
  static override summary = "Show what `apply` would make or change in Experience Platform, and what it costs.";
  static override description =
    "Says for every object whether it would be created, changed or kept, what is blocked and what to do instead, what can never be undone, what somebody changed by hand, and the budget against the limits of Stripe and of Experience Platform. Changes nothing.";
  static override examples = ["<%= config.bin %> plan", "<%= config.bin %> plan -o plan.json"];
  static override flags = {
    output: stringFlag({ char: "o", description: "Save the plan for `apply FILE`.", helpValue: "FILE" }),
    all: booleanFlag({ description: "List every object, labels and what is kept too." }),
    "detailed-exitcode": booleanFlag({ description: "Exit with 2 when there is something to do." }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(PlanCommand);
    const plan = await this.connected(flags, ({ connector }) => connector.plan());
    if (flags.output !== undefined) await writePlan(resolve(this.terminal.workingFolder, flags.output), plan);
    if (flags.json) this.printResult("plan", { plan, counts: countSteps(plan) });
    else this.print(renderPlan(plan, { all: flags.all }, this.style));
    const { create, change, blocked } = countSteps(plan);
    return this.exitWith(flags["detailed-exitcode"] && create + change + blocked > 0 ? "differs" : "done");
  }
}
