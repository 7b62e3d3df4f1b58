import type { CodedEntry } from "../error-table.ts";
import { banner } from "./markdown.ts";

/** `docs/errors.md`: every code with what it means and what to do; the same table that `explain` reads. */
export function errorsPage(errors: readonly CodedEntry[]): string {
  const sections = errors.map(
    ({ code, title, meaning, next }) => `## ${code}\n\n**${title}.** ${meaning}\n\nWhat to do: ${next}\n`,
  );
  return `${banner}
# Errors

Every error says what failed, where, why and what to do next, and carries one of these codes. \`stripe-aep explain CODE\` prints
the same entry.

${sections.join("\n")}`;
}
