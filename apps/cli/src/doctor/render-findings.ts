import type { Style } from "../render/style.ts";
import type { Finding } from "./finding.ts";

/** One line for each finding, what to do below those that need it, and a count. */
export function renderFindings(findings: readonly Finding[], style: Style): string {
  const marks = { ok: style.good("✓"), warning: style.warning("!"), failed: style.bad("✗"), untried: style.quiet("?") };
  const lines = findings.flatMap(({ area, level, text, next }) => [
    `${marks[level]} ${area.padEnd(8)} ${text}`,
    ...(next === undefined ? [] : [`           ${style.quiet(`→ ${next}`)}`]),
  ]);
  const count = (level: Finding["level"]): number => findings.filter((finding) => finding.level === level).length;
  const untried = count("untried");
  return `${lines.join("\n")}\n\n${count("ok")} fine, ${count("warning")} to look at, ${count("failed")} to mend${untried === 0 ? "" : `, ${untried} not tried`}.`;
}
