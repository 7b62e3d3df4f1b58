import { readFile } from "node:fs/promises";

import { errorCodes } from "@stripe-aep/core";
import { describe, expect, it } from "vitest";

import { processTerminal } from "../process-terminal.ts";
import { loadConfig } from "../run-command-line.ts";
import { withTerminal } from "../terminal.ts";
import { allDocuments } from "./all-documents.ts";

const documents = await withTerminal(processTerminal(new AbortController().signal), async () =>
  allDocuments(await loadConfig({ ignoreManifest: true })),
);

describe("generated pages", () => {
  it.each([...documents])(
    "%s is what the code says; `pnpm --filter @stripe-aep/cli documents` writes it",
    async (path, text) => {
      const written = await readFile(new URL(`../../../../${path}`, import.meta.url), "utf8");
      expect(written).toBe(text);
    },
  );

  it("have an entry for each error of the connector", () => {
    const page = documents.get("docs/errors.md") ?? "";
    for (const code of Object.keys(errorCodes)) expect(page).toContain(`## ${code}\n`);
  });
});
