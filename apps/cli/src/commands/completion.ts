import { namedArgument } from "../named-argument.ts";

import { completionScript, shells, type CompletedCommand, type Shell } from "../completion/completion-script.ts";
import { facts } from "../trigger/facts.ts";
import { StripeAepCommand } from "../stripe-aep-command.ts";

export class Completion extends StripeAepCommand {
  static override summary = "Print the completion script of a shell.";
  static override examples = [
    "<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/stripe-aep",
  ];
  static override args = {
    shell: namedArgument({ required: true, options: [...shells], description: "bash, zsh, fish or powershell." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Completion);
    const commands: CompletedCommand[] = this.config.commands
      .filter(({ hidden }) => !hidden)
      .map(({ id, summary, flags: own, args: positional }) => ({
        words: id.split(":"),
        summary: summary ?? "",
        flags: Object.keys(own),
        values: id === "trigger" ? facts.map(({ name }) => name) : valuesOf(positional),
      }));
    const script = completionScript(args.shell as Shell, commands);
    if (flags.json) this.printResult("completion", { shell: args.shell, script });
    else this.print(script);
    return this.exitWith("done");
  }
}

function valuesOf(positional: Readonly<Record<string, { readonly options?: readonly string[] }>>): readonly string[] {
  return Object.values(positional).flatMap(({ options }) => options ?? []);
}
