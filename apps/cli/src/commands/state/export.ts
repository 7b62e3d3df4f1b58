import { appendFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";

import { ConnectedCommand } from "../../connected-command.ts";
import { namedArgument } from "../../named-argument.ts";
import { formatCount } from "../../render/numbers.ts";

export class StateExport extends ConnectedCommand {
  static override summary = "Write everything that is remembered into a file, to go on elsewhere with `state import`.";
  static override description =
    "For another machine, or from SQLite to PostgreSQL. The file holds refused records as Stripe sent them, so it is readable by you only. Stop using this store once another one goes on.";
  static override args = { file: namedArgument({ required: true, description: "The file to write." }) };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(StateExport);
    const file = resolve(this.terminal.workingFolder, args.file);
    const rows = await this.connected(flags, ({ connector }) =>
      written(file, (write) => connector.state.export(write)),
    );
    if (flags.json) this.printResult("state export", { file, rows });
    else
      this.print(
        `Wrote ${formatCount(rows)} rows to ${file}. \`stripe-aep state import\` takes them into an empty store.`,
      );
    return this.exitWith("done");
  }
}

/** Whole or not at all: a full disk or a failure leaves no file that looks like an export. */
async function written(file: string, produce: (write: (line: string) => void) => Promise<number>): Promise<number> {
  const partial = `${file}.part`;
  await rm(partial, { force: true });
  const handle = await open(partial, "wx", 0o600);
  try {
    // Written at once, row by row: nothing piles up in memory, and a full disk is an error of the row that met it.
    const rows = await produce((line) => appendFileSync(handle.fd, `${line}\n`));
    await handle.sync();
    await rename(partial, file);
    return rows;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
