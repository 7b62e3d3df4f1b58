import { createGovernor, createStripeClient, resources, Secret } from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { mapperOf } from "../mappers.ts";
import { answerQuestions } from "./child.ts";
import type { ReferenceOutcome, ReferenceTask } from "./run-reference.ts";
import { spentSince, startSpending } from "./spending.ts";

const apiVersion = "2025-02-24.acacia";
/** As the connector's own spooled files. */
const fileBytes = 4 * 1024 * 1024;
const newline = 0x0a;
/** More than the rows of one page. */
const pageBytes = 1024 * 1024;

/** What the reference pipeline does, with the connector's own client, page mapper and files: from HTTP to a durable file. */
answerQuestions<ReferenceTask, ReferenceOutcome>(async ({ stripe, resource }) => {
  const folder = await mkdtemp(`${tmpdir()}/stripe-aep-file-`);
  const ports = nodePorts({ stateFolder: folder });
  const credential = { current: async () => new Secret(stripe.key), refused: async () => false };
  const governor = createGovernor({ accountRate: 1_000_000, endpointRate: 1_000_000, share: 1 }, ports.clock);
  const client = createStripeClient({ baseUrl: stripe.url, apiVersion, credential }, ports, governor);
  const mapper = await mapperOf(resource, ["object"]);
  // One block for all files, as the connector has it.
  const lines = Buffer.allocUnsafeSlow(fileBytes + pageBytes);
  const { listPath, passes } = resources[resource];
  try {
    globalThis.gc?.();
    const started = startSpending();
    let objects = 0;
    let bytes = 0;
    let files = 0;
    const spool = async () => {
      await ports.files.write(`part-${(files += 1)}.json`, lines.subarray(0, bytes));
      bytes = 0;
    };
    for (let after: Record<string, string> = {}; ;) {
      const answer = await client.list(listPath, { limit: 100, ...passes[0], ...after });
      const context = { account: "acct_benchmark", livemode: false, apiVersion, respondedAt: answer.respondedAt };
      const page = mapper.mapPage(answer.body, { ...context, firstSequence: objects });
      for (const record of page.records) {
        if (record.fate === "refused") throw new Error(`${record.id} is refused: ${record.path}: ${record.rule}`);
        for (const row of record.rows) {
          lines.set(row.bytes, bytes);
          bytes += row.bytes.length + 1;
          lines[bytes - 1] = newline;
        }
      }
      objects += page.records.length;
      if (bytes >= fileBytes) await spool();
      const last = page.records.at(-1);
      if (!page.hasMore || last === undefined) break;
      after = { starting_after: last.id };
    }
    await spool();
    return { ...spentSince(started), objects };
  } finally {
    await ports.close();
    await rm(folder, { recursive: true, force: true });
  }
});
