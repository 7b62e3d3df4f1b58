import { namedArgument } from "../named-argument.ts";

import { allErrors } from "../error-table.ts";
import { UsageError } from "../exit-codes.ts";
import { closest } from "../settings/settings-file.ts";
import { StripeAepCommand } from "../stripe-aep-command.ts";

export class Explain extends StripeAepCommand {
  static override summary = "Say what an error code means and what to do about it.";
  static override args = {
    code: namedArgument({ required: true, description: "A code that an error printed, such as SAEP-1101." }),
  };
  static override examples = ["<%= config.bin %> explain SAEP-1101"];

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Explain);
    const code = args.code.toUpperCase().replace(/^(?:SAEP-?)?(\d{4})$/, "SAEP-$1");
    const all = await allErrors();
    const entry = all.find((candidate) => candidate.code === code);
    if (entry === undefined) {
      const near = closest(
        code,
        all.map((candidate) => candidate.code),
      );
      throw new UsageError(`There is no error ${args.code}${near === undefined ? "" : `; did you mean ${near}?`}`);
    }
    if (flags.json) this.printResult("explain", entry);
    else
      this.print(
        `${this.style.strong(`${entry.code}  ${entry.title}`)}\n\n${entry.meaning}\n\nWhat to do: ${entry.next}`,
      );
    return this.exitWith("done");
  }
}
