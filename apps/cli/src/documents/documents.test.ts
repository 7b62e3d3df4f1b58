import { readFile } from "node:fs/promises";

import { errorCodes } from "@stripe-aep/core";
import { describe, expect, it } from "vitest";

import { simulatorErrors } from "../local-sandbox.ts";
import { processTerminal } from "../process-terminal.ts";
import { loadConfig } from "../run-command-line.ts";
import { withTerminal } from "../terminal.ts";
import { allDocuments } from "./all-documents.ts";

const terminal = processTerminal(new AbortController().signal);
const config = await withTerminal(terminal, () => loadConfig({ ignoreManifest: true }));
const documents = await withTerminal(terminal, () => allDocuments(config));

describe("generated pages", () => {
  it.each([...documents])(
    "%s is what the code says; `pnpm --filter @stripe-aep/cli documents` writes it",
    async (path, text) => {
      const written = await readFile(new URL(`../../../../${path}`, import.meta.url), "utf8");
      expect(written).toBe(text);
    },
  );

  it("have an entry for each error of the connector and of the simulator", async () => {
    const page = documents.get("docs/errors.md") ?? "";
    const codes = Object.keys({ ...errorCodes, ...(await simulatorErrors()) });
    expect(codes).toContain("SAEP-3001");
    for (const code of codes) expect(page).toContain(`## ${code}\n`);
  });
});

describe("help", () => {
  it("has a sentence of its own for each topic, not that of one of its commands", () => {
    const summaries = config.commands.map(({ summary }) => summary);
    for (const topic of topicsOf(config.commandIDs)) {
      const { description } = config.findTopic(topic, { must: true });
      expect(description).toMatch(/\.$/);
      expect(summaries, topic).not.toContain(description);
    }
  });
});

function topicsOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id) => id.includes(":")).map((id) => id.replace(/:.*/, "")))].sort();
}
