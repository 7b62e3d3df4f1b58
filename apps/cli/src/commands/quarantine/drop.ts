import { namedArgument } from "../../named-argument.ts";
import { string as stringFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../../connected-command.ts";

export class QuarantineDrop extends ConnectedCommand {
  static override summary = "Give one refused record up.";
  static override args = { entry: namedArgument({ required: true, description: "Id of an entry." }) };
  static override flags = {
    confirm: stringFlag({
      description: "Name of the production profile, typed as confirmation.",
      helpValue: "PROFILE",
    }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(QuarantineDrop);
    return this.connected(flags, async ({ connector, settings }) => {
      await this.confirm(settings, flags.confirm, `Dropping ${args.entry}`);
      if (!(await connector.quarantine.drop(args.entry))) throw this.usage(`There is no open entry ${args.entry}`);
      if (flags.json) this.printResult("quarantine drop", { dropped: args.entry });
      else this.print(`Dropped ${args.entry}; reconcile will go on showing the object as missing.`);
      return this.exitWith("done");
    });
  }
}
