import { ConnectedCommand } from "../../connected-command.ts";

export class QuarantineReplay extends ConnectedCommand {
  static override summary = "Read refused records again and send them the normal way, with today's settings.";
  static override strict = false;
  static override usage = "quarantine replay [ENTRY...]";

  async run(): Promise<number> {
    const { argv, flags } = await this.parse(QuarantineReplay);
    const ids = argv.length === 0 ? undefined : (argv as string[]);
    const report = await this.connected(flags, ({ connector }) =>
      connector.quarantine.replay(ids, this.terminal.interrupted),
    );
    if (flags.json) this.printResult("quarantine replay", report);
    else this.print(`Read ${report.replayed} records again; ${report.stillRefused} are still refused.`);
    return this.exitWith(report.stillRefused > 0 ? "quarantined" : "done");
  }
}
