import { Ajv } from "ajv";
import formats from "ajv-formats";
import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { Agent } from "node:http";
import { Stripe } from "stripe";
import { createReferenceMapper, type ReferenceRow } from "./map-record.ts";

export interface ReferenceInput {
  readonly url: string;
  readonly key: string;
  /** Stripe's list path. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly rows: readonly ReferenceRow[];
  readonly rowSchema: object;
  readonly file: string;
}

interface List {
  readonly data: readonly { readonly id: string }[];
  readonly has_more: boolean;
}

/** Rows written at a time: a page would be a system call for every 100. */
const rowsAtOnce = 1_000;

/**
 * What is measured against: Stripe's own SDK with keep-alive, one cursor, a mapper that interprets the same mapping, one
 * compiled validator, one JSON text for each row, one durable file. It neither scans free text, nor digests, nor remembers
 * anything.
 */
export async function runReferencePipeline(input: ReferenceInput): Promise<number> {
  const { hostname, port } = new URL(input.url);
  const httpAgent = new Agent({ keepAlive: true });
  const stripe = new Stripe(input.key, { host: hostname, port, protocol: "http", httpAgent, telemetry: false });
  const map = createReferenceMapper(input.rows);
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  const valid = ajv.compile(input.rowSchema);
  const file = await open(input.file, "w");
  let objects = 0;
  try {
    let lines: string[] = [];
    for (let after: Record<string, string> = {}; ;) {
      const query = { limit: "100", ...input.parameters, ...after };
      const page = (await stripe.rawRequest(
        "GET",
        `${input.path}?${new URLSearchParams(query).toString()}`,
      )) as unknown as List;
      for (const object of page.data) {
        const row = map(object, contextAt(objects));
        if (!valid(row)) throw new Error(`${object.id} is not valid: ${ajv.errorsText(valid.errors)}`);
        lines.push(`${JSON.stringify(row)}\n`);
        objects += 1;
      }
      if (lines.length >= rowsAtOnce) {
        await file.write(lines.join(""));
        lines = [];
      }
      const last = page.data.at(-1);
      if (!page.has_more || last === undefined) break;
      after = { starting_after: last.id };
    }
    await file.write(lines.join(""));
    await file.sync();
  } finally {
    await file.close();
    httpAgent.destroy();
  }
  return objects;
}

function contextAt(sequence: number): Readonly<Record<string, unknown>> {
  return {
    account: "acct_benchmark",
    livemode: false,
    api_version: "2025-02-24.acacia",
    deleted: false,
    version: Date.now(),
    version_sequence: sequence,
    row_id: randomUUID(),
  };
}
