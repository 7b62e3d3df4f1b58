import { namedArgument } from "../../named-argument.ts";

import { ConnectedCommand } from "../../connected-command.ts";
import { renderRun } from "../../sync/render-run.ts";

export class RunsShow extends ConnectedCommand {
  static override summary = "Show one run: every figure of every dataset.";
  static override args = { run: namedArgument({ required: true, description: "Id of a run; `runs list` has them." }) };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RunsShow);
    const run = await this.connected(flags, ({ connector }) => connector.runs.show(args.run));
    if (run === undefined) throw this.usage(`There is no run ${args.run}; \`stripe-aep runs list\` shows them`);
    if (flags.json) this.printResult("runs show", { run });
    else this.print(renderRun(run, this.style));
    return this.exitWith("done");
  }
}
