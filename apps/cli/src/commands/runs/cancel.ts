import { ConnectedCommand } from "../../connected-command.ts";
import { namedArgument } from "../../named-argument.ts";

export class RunsCancel extends ConnectedCommand {
  static override summary = "Ask a run, whichever process carries it, to end at its next page.";
  static override description =
    "What the run has read is delivered and checkpointed first; its process then exits with 130, and the next run goes on from there. The request stands in the state store, so it reaches a run on another machine that shares the store.";
  static override args = { run: namedArgument({ required: true, description: "Id of a run; `runs list` has them." }) };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RunsCancel);
    return this.connected(flags, async ({ connector }) => {
      if (!(await connector.runs.cancel(args.run))) {
        const run = await connector.runs.show(args.run);
        throw this.usage(
          run === undefined
            ? `There is no run ${args.run}; \`stripe-aep runs list\` shows them`
            : `The run ${args.run} has ended already: ${run.status}`,
        );
      }
      if (flags.json) this.printResult("runs cancel", { runId: args.run, status: "cancelling" });
      else this.print(`Asked ${args.run} to stop; it ends at its next page.`);
      return this.exitWith("done");
    });
  }
}
