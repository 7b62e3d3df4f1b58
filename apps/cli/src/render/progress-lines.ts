import type { ResourceName, SyncProgress } from "@stripe-aep/core";

import type { Terminal } from "../terminal.ts";
import { formatCount, formatDuration } from "./numbers.ts";
import { styleFor, type Style } from "./style.ts";
import { pad } from "./table.ts";

const REDRAW_MILLISECONDS = 100;
const PLAIN_LINE_MILLISECONDS = 5_000;

/** The first pages of a listing say little about the whole of it. */
const ESTIMATED_AFTER_MILLISECONDS = 3_000;

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
  readonly #startedAt: number;
  readonly #lagAtStart: number | undefined;
  readonly #lines = new Map<ResourceName, Line>();
  #drawn = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;

  /**
   * `now` gives milliseconds; only differences matter. `lagSeconds` is how far the platform is behind Stripe when the run
   * begins; it grows until the run is proven.
   */
  constructor(terminal: Terminal, now: () => number = () => performance.now(), lagSeconds?: number) {
    this.#terminal = terminal;
    this.#startedAt = now();
    this.#lagAtStart = lagSeconds;
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

  #text(progress: SyncProgress): string {
    const { resource, read, ratePerSecond, phase } = progress;
    const mark = {
      reading: this.#style.quiet("·"),
      delivering: this.#style.quiet("↑"),
      done: this.#style.good("✓"),
      failed: this.#style.bad("✗"),
    }[phase];
    const rate = ratePerSecond > 0 ? `${formatCount(Math.round(ratePerSecond))}/s` : "";
    const words = [
      ...{ reading: [], delivering: ["waiting for the platform"], done: [], failed: ["failed"] }[phase],
      ...(isEnded(progress) ? [] : this.#outlook(progress)),
    ].join(", ");
    return `  ${mark} ${pad(resource, 22, "left")}${pad(formatCount(read), 10, "right")} ${this.#style.quiet(pad(rate, 10, "right"))}  ${this.#style.quiet(words)}`.trimEnd();
  }

  /** How long the listing will probably take, and how far the platform is behind. */
  #outlook({ remaining, ratePerSecond }: SyncProgress): readonly string[] {
    const elapsed = this.#now() - this.#startedAt;
    const estimated = remaining !== undefined && ratePerSecond > 0 && elapsed >= ESTIMATED_AFTER_MILLISECONDS;
    return [
      ...(estimated ? [`ETA ${formatDuration(remaining / ratePerSecond)}`] : []),
      ...(this.#lagAtStart === undefined ? [] : [`lag ${formatDuration(this.#lagAtStart + elapsed / 1000)}`]),
    ];
  }
}

function isEnded({ phase }: SyncProgress): boolean {
  return phase === "done" || phase === "failed";
}
