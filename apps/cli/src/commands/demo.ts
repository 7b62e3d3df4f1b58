import { resolve } from "node:path";

import { integer as integerFlag, string as stringFlag } from "@oclif/core/flags";

import { demoJson, exitNameOf } from "../demo/demo-report.ts";
import { demoDefaults } from "../demo/demo-state.ts";
import { renderDemo } from "../demo/render-demo.ts";
import { runDemo } from "../demo/run-demo.ts";
import { readFault } from "../local-sandbox.ts";
import { StripeAepCommand } from "../stripe-aep-command.ts";
import { styleFor } from "../render/style.ts";

export class Demo extends StripeAepCommand {
  static override summary = "Rehearse the whole way on this machine: a simulated account, moved and proven.";
  static override description =
    "Starts a simulated Stripe account and a simulated Experience Platform, makes everything in the platform, moves all six resources, compares both sides and answers who buys now and pays later. Exits with 0 when all is equal, 2 when anything differs, 3 when only quarantined records do.";
  static override examples = [
    "<%= config.bin %> demo",
    "<%= config.bin %> demo --objects 20000 --seed 7 --json",
    "<%= config.bin %> demo --lose 1",
  ];
  static override flags = {
    objects: integerFlag({ description: `Objects in the account. Default ${demoDefaults.objects}.`, min: 12 }),
    seed: integerFlag({
      description: `What the account is drawn from. Default ${demoDefaults.seed}.`,
      min: 0,
    }),
    lose: integerFlag({ description: "Let the platform drop so many rows that it had accepted.", default: 0, min: 0 }),
    fault: stringFlag({
      description: "Something that goes wrong on the way, such as reset-mid-body=0.1@/v1/charges; can be repeated.",
      helpValue: "NAME=RATE[@PLACE]",
      multiple: true,
    }),
    state: stringFlag({
      description: "Folder in which the rehearsal is kept.",
      default: ".stripe-aep",
      helpValue: "DIR",
    }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Demo);
    const report = await runDemo(
      {
        objects: flags.objects,
        seed: flags.seed,
        lose: flags.lose,
        faults: (flags.fault ?? []).map(readFault),
        state: resolve(this.terminal.workingFolder, flags.state),
      },
      this.terminal,
    );
    if (flags.json) {
      this.note(renderDemo(report, styleFor(this.terminal, this.terminal.notes)));
      this.printResult("demo", demoJson(report));
    } else {
      this.print(renderDemo(report, this.style));
    }
    return this.exitWith(exitNameOf(report));
  }
}
