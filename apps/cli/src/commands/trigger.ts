import { boolean as booleanFlag, integer as integerFlag } from "@oclif/core/flags";

import { ConnectedCommand, type Connected } from "../connected-command.ts";
import { namedArgument } from "../named-argument.ts";
import { closest } from "../settings/settings-file.ts";
import { facts, type Fact } from "../trigger/facts.ts";
import { renderHop } from "../trigger/render-hop.ts";
import { followToDataset } from "../trigger/follow-to-dataset.ts";
import { controlAddress, triggerFact, type Hop } from "../trigger/trigger-fact.ts";

export class Trigger extends ConnectedCommand {
  static override summary =
    "Have a simulated account undergo a fact, such as charge.refunded; real accounts are refused.";
  static override description =
    "Facts are named after the events that announce them. With --through-aep the fact is followed to its dataset, with the time that each hop took; events are read a minute behind Stripe's clock, so most facts take a little longer than that.";
  static override examples = [
    "<%= config.bin %> trigger charge.refunded",
    "<%= config.bin %> trigger balance.available --through-aep",
  ];
  static override args = {
    fact: namedArgument({ required: true, description: `One of ${facts.map(({ name }) => name).join(", ")}.` }),
  };
  static override flags = {
    "through-aep": booleanFlag({ description: "Follow it to the dataset." }),
    every: integerFlag({ description: "Seconds between runs with --through-aep.", default: 5, min: 1 }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Trigger);
    const fact = this.factOf(args.fact);
    const control = controlAddress(await this.settings(flags), fact);
    return this.connected(flags, async (connected) => {
      const triggeredAt = performance.now();
      const operations = await triggerFact(connected.ports.transport, control, fact);
      if (!flags.json)
        for (const { name, id } of operations)
          this.print(`  ${this.style.good("✓")} ${name}${id === null ? "" : `  ${id}`}`);
      const hops = flags["through-aep"] ? await this.follow(connected, fact, triggeredAt, flags) : [];
      if (flags.json) this.printResult("trigger", { fact: fact.name, resource: fact.resource, operations, hops });
      else if (hops.length === 0) this.print(`The next \`stripe-aep sync\` moves it; it shows in ${fact.resource}.`);
      return this.exitWith("done");
    });
  }

  private follow(
    { connector }: Connected,
    fact: Fact,
    triggeredAt: number,
    { json, every }: { readonly json: boolean; readonly every: number },
  ): Promise<readonly Hop[]> {
    return followToDataset(
      connector,
      { resource: fact.resource, triggeredAt },
      {
        now: () => performance.now(),
        every,
        signal: this.terminal.interrupted,
        onHop: (hop) => {
          if (json) this.printLine("trigger", { type: "hop", ...hop });
          else this.print(renderHop(hop, this.style));
        },
      },
    );
  }

  private factOf(name: string): Fact {
    const names = facts.map((fact) => fact.name);
    const near = closest(name, names);
    const fact = facts.find((candidate) => candidate.name === name);
    if (fact !== undefined) return fact;
    throw this.usage(
      `There is no fact ${name}${near === undefined ? "" : `; did you mean ${near}?`} Facts are ${names.join(", ")}`,
    );
  }
}
