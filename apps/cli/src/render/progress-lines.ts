import type { ResourceName, SyncProgress } from "@stripe-aep/core";

import type { Terminal } from "../terminal.ts";
import { formatCount } from "./numbers.ts";
import { styleFor, type Style } from "./style.ts";
import { pad } from "./table.ts";

const REDRAW_MILLISECONDS = 100;
const PLAIN_LINE_MILLISECONDS = 5_000;

interface Line {
  readonly progress: SyncProgress;
  /** When a plain line was last written for it. */
  readonly writtenAt: number;
}

/**
 * One line for each resource. On a terminal the lines are redrawn in place; elsewhere a line is written when a resource is
 * done, and every few seconds while it is not.
 */
export class ProgressLines {
  readonly #terminal: Terminal;
  readonly #style: Style;
  readonly #now: () => number;
  readonly #lines = new Map<ResourceName, Line>();
  #drawn = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;

  /** `now` gives milliseconds; only differences matter. */
  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#style = styleFor(terminal, terminal.notes);
    this.#now = now;
  }

  update(progress: SyncProgress): void {
    const before = this.#lines.get(progress.resource);
    const now = this.#now();
    const ended = isEnded(progress) && (before === undefined || !isEnded(before.progress));
    const due = now - (before?.writtenAt ?? now) >= PLAIN_LINE_MILLISECONDS;
    const write = !this.#terminal.notes.live && (ended || (due && !isEnded(progress)));
    this.#lines.set(progress.resource, { progress, writtenAt: write ? now : (before?.writtenAt ?? now) });
    if (this.#terminal.notes.live) this.#redraw(now, ended);
    else if (write) this.#terminal.notes.write(`${this.#text(progress)}\n`);
  }

  /** Draws the last state and leaves it standing. */
  finish(): void {
    if (this.#terminal.notes.live) this.#redraw(this.#now(), true);
    this.#drawn = 0;
  }

  #redraw(now: number, force: boolean): void {
    if (!force && now - this.#drawnAt < REDRAW_MILLISECONDS) return;
    this.#drawnAt = now;
    const up = this.#drawn === 0 ? "" : `\u001b[${this.#drawn}A`;
    const lines = [...this.#lines.values()].map(({ progress }) => `\u001b[2K${this.#text(progress)}\n`);
    this.#drawn = lines.length;
    this.#terminal.notes.write(up + lines.join(""));
  }

  #text({ resource, read, ratePerSecond, phase }: SyncProgress): string {
    const mark = {
      reading: this.#style.quiet("·"),
      delivering: this.#style.quiet("↑"),
      done: this.#style.good("✓"),
      failed: this.#style.bad("✗"),
    }[phase];
    const rate = ratePerSecond > 0 ? `${formatCount(Math.round(ratePerSecond))}/s` : "";
    const words = { reading: "", delivering: "waiting for the platform", done: "", failed: "failed" }[phase];
    return `  ${mark} ${pad(resource, 22, "left")}${pad(formatCount(read), 10, "right")} ${this.#style.quiet(pad(rate, 10, "right"))}  ${this.#style.quiet(words)}`.trimEnd();
  }
}

function isEnded({ phase }: SyncProgress): boolean {
  return phase === "done" || phase === "failed";
}
