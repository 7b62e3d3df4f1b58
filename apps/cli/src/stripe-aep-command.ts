import { Command } from "@oclif/core/command";

import { currentTerminal, type Terminal } from "./terminal.ts";

/** What every command shares. A command parses, makes one call, renders, and returns its exit code. */
export abstract class StripeAepCommand extends Command {
  protected readonly terminal: Terminal = currentTerminal();

  /** Errors go to the one place that prints them and chooses the exit code. */
  override async catch(error: Error): Promise<never> {
    throw error;
  }
}
