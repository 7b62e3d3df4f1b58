import type { ApplyProgress } from "@stripe-aep/core";

import type { Terminal } from "../terminal.ts";
import { formatCount } from "./numbers.ts";
import { styleFor } from "./style.ts";

/** Steps of an apply: one line that counts on a terminal, a line for each kind when it is done elsewhere. */
export class StepLines {
  readonly #terminal: Terminal;
  #kind: string | undefined;
  #inKind = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  update({ step, steps, kind, title }: ApplyProgress): void {
    if (kind !== this.#kind) this.#finishKind();
    this.#kind = kind;
    this.#inKind += 1;
    if (!this.#terminal.notes.live) return;
    const line = `  ${formatCount(step)} of ${formatCount(steps)}  ${kind.replaceAll("-", " ")} ${title}`;
    this.#terminal.notes.write(`\u001b[2K\r${line.slice(0, this.#terminal.notes.columns - 1)}`);
  }

  finish(): void {
    this.#finishKind();
    this.#kind = undefined;
  }

  #finishKind(): void {
    if (this.#kind === undefined) return;
    const style = styleFor(this.#terminal, this.#terminal.notes);
    const clear = this.#terminal.notes.live ? "\u001b[2K\r" : "";
    this.#terminal.notes.write(
      `${clear}  ${style.good("✓")} ${this.#kind.replaceAll("-", " ").padEnd(18)}${formatCount(this.#inKind)}\n`,
    );
    this.#inKind = 0;
  }
}
