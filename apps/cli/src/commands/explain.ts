import { Args } from "@oclif/core";

import { StripeAepCommand } from "../stripe-aep-command.ts";

export class Explain extends StripeAepCommand {
  static override summary = "Say what an error code means and what to do about it.";
  static override args = { code: Args.string({ required: true, description: "An error code, such as SAEP-1101." }) };
  async run(): Promise<number> {
    await this.parse(Explain);
    this.terminal.output.write("x\n");
    return 0;
  }
}
