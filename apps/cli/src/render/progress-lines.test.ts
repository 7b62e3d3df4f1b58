import { describe, expect, it } from "vitest";

import type { Terminal } from "../terminal.ts";
import { ProgressLines } from "./progress-lines.ts";

function screen(live: boolean): { readonly terminal: Terminal; readonly written: string[] } {
  const written: string[] = [];
  const stream = { write: (text: string) => void written.push(text), live, columns: 120 };
  const terminal: Terminal = {
    output: stream,
    notes: stream,
    environment: { NO_COLOR: "1" },
    workingFolder: "/",
    interrupted: new AbortController().signal,
    readInput: () => Promise.resolve(""),
    ask: () => Promise.resolve(undefined),
  };
  return { terminal, written };
}

const reading = { resource: "charges", read: 2_000, ratePerSecond: 400, phase: "reading" } as const;

describe("progress lines", () => {
  it("say count, rate, time left and lag", () => {
    const { terminal, written } = screen(true);
    let now = 1_000;
    const lines = new ProgressLines(terminal, () => now, 60);
    now += 5_000;
    lines.update({ ...reading, remaining: 48_000 });
    expect(written.join("")).toMatch(/· charges +2,000 +400\/s {2}ETA 2 min 00 s, lag 1 min 05 s\n/);
  });

  it("estimate nothing from the first pages, and nothing without anything to judge by", () => {
    const { terminal, written } = screen(true);
    let now = 0;
    const lines = new ProgressLines(terminal, () => now);
    lines.update({ ...reading, remaining: 48_000 });
    now += 10_000;
    lines.update(reading);
    expect(written.join("")).toContain("400/s");
    expect(written.join("")).not.toMatch(/ETA|lag/);
  });

  it("are one for each few seconds where nothing can be redrawn", () => {
    const { terminal, written } = screen(false);
    let now = 0;
    const lines = new ProgressLines(terminal, () => now);
    for (; now <= 11_000; now += 100) lines.update({ ...reading, remaining: 400 });
    lines.update({ ...reading, phase: "done" });
    expect(written).toHaveLength(3);
    expect(written[0]).toContain("ETA 1.0 s");
    expect(written[2]).toMatch(/✓ charges +2,000 +400\/s\n/);
  });
});
