import { open } from "node:fs/promises";
import { resolve } from "node:path";

import { ConnectedCommand } from "../../connected-command.ts";
import { namedArgument } from "../../named-argument.ts";
import { formatCount } from "../../render/numbers.ts";

export class StateImport extends ConnectedCommand {
  static override summary = "Take an export of `state export` into an empty state folder or database.";
  static override examples = ["<%= config.bin %> state import state.ndjson --state ./new-state"];
  static override args = {
    file: namedArgument({ required: true, description: "The file that `state export` wrote." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(StateImport);
    const handle = await open(resolve(this.terminal.workingFolder, args.file)).catch(() => undefined);
    if (handle === undefined) throw this.usage(`${args.file} cannot be read`);
    try {
      const rows = await this.connected(flags, ({ connector }) => connector.state.import(handle.readLines()));
      if (flags.json) this.printResult("state import", { file: args.file, rows });
      else this.print(`Took in ${formatCount(rows)} rows; the next \`stripe-aep sync\` goes on from there.`);
      return this.exitWith("done");
    } finally {
      await handle.close();
    }
  }
}
