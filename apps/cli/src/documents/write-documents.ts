/** Writes every generated page; `node --conditions=@stripe-aep/source src/documents/write-documents.ts`. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { loadConfig } from "../run-command-line.ts";
import { processTerminal } from "../process-terminal.ts";
import { withTerminal } from "../terminal.ts";
import { allDocuments } from "./all-documents.ts";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));

await withTerminal(processTerminal(new AbortController().signal), async () => {
  const config = await loadConfig({ ignoreManifest: true });
  for (const [path, text] of await allDocuments(config)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
    process.stdout.write(`${path}\n`);
  }
});
