import { namedArgument } from "../../named-argument.ts";
import { boolean as booleanFlag } from "@oclif/core/flags";

import { ConnectedCommand } from "../../connected-command.ts";

export class QuarantineShow extends ConnectedCommand {
  static override summary = "Show one refused record and why it was refused.";
  static override args = {
    entry: namedArgument({ required: true, description: "Id of an entry; `quarantine list` has them." }),
  };
  static override flags = {
    source: booleanFlag({ description: "Print the record as Stripe sent it; it may hold personal data." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(QuarantineShow);
    const entry = await this.connected(flags, ({ connector }) => connector.quarantine.show(args.entry));
    if (entry === undefined)
      throw this.usage(`There is no entry ${args.entry}; \`stripe-aep quarantine list\` shows them`);
    const { source, ...shown } = entry;
    if (flags.json) this.printResult("quarantine show", { entry: flags.source ? entry : shown });
    else {
      this.print(
        `${entry.resource} ${entry.object_id}\n  path   ${entry.path}\n  rule   ${entry.rule}\n  code   ${entry.code}\n  status ${entry.status}\n  next   \`stripe-aep explain ${entry.code}\`; after a fix \`stripe-aep quarantine replay ${entry.quarantine_id}\``,
      );
      if (flags.source) this.print(source);
    }
    return this.exitWith("done");
  }
}
