import { Command } from "@oclif/core/command";
import { boolean as booleanFlag } from "@oclif/core/flags";

import { exitCodes, UsageError, type ExitCodeName } from "./exit-codes.ts";
import type { CommandLines } from "./results/command-lines.ts";
import type { CommandResults } from "./results/command-results.ts";
import { styleFor, type Style } from "./render/style.ts";
import { currentTerminal, type Terminal } from "./terminal.ts";

/** What every command shares. A command parses, makes one call, renders, and returns its exit code. */
export abstract class StripeAepCommand extends Command {
  static override baseFlags = {
    json: booleanFlag({ description: "Print the result as JSON on standard output.", helpGroup: "GLOBAL" }),
    debug: booleanFlag({ description: "Add the place in the source to an error.", helpGroup: "GLOBAL" }),
  };

  protected readonly terminal: Terminal = currentTerminal();

  /** Errors go to the one place that prints them and chooses the exit code. */
  override catch(error: Error): Promise<never> {
    return Promise.reject(error);
  }

  /** How results are set apart. */
  protected get style(): Style {
    return styleFor(this.terminal, this.terminal.output);
  }

  /** A result for people. */
  protected print(text: string): void {
    this.terminal.output.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** The result for programs: one line, the last one. */
  protected printResult<Name extends keyof CommandResults>(_name: Name, result: CommandResults[Name]): void {
    this.terminal.output.write(`${JSON.stringify({ schemaVersion: 1, type: "result", ...result })}\n`);
  }

  /** A step on the way to the result, for programs: one line. */
  protected printLine<Name extends keyof CommandLines>(_name: Name, line: CommandLines[Name]): void {
    this.terminal.output.write(`${JSON.stringify({ schemaVersion: 1, ...line })}\n`);
  }

  /** Something worth knowing that is not the result. */
  protected note(text: string): void {
    this.terminal.notes.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** The command line asks for something that it may not. */
  protected usage(message: string): UsageError {
    return new UsageError(message);
  }

  protected exitWith(name: ExitCodeName): number {
    return exitCodes[name].code;
  }
}
