import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tenantSchemas } from "../mappers.ts";
import type { Resource } from "../pages.ts";
import { runReferencePipeline } from "../reference/run-pipeline.ts";
import { answerQuestions } from "./child.ts";
import { type Spending, spentSince, startSpending } from "./spending.ts";

export interface ReferenceTask {
  readonly stripe: { readonly url: string; readonly key: string };
  readonly resource: Resource;
}

export interface ReferenceOutcome extends Spending {
  readonly objects: number;
}

answerQuestions<ReferenceTask, ReferenceOutcome>(async ({ stripe, resource }) => {
  const folder = await mkdtemp(join(tmpdir(), "stripe-aep-reference-"));
  try {
    const schemas = await tenantSchemas();
    const mapping = await schemas.mapping(resource);
    const rowSchema = await schemas.rowSchema(resource, "object");
    globalThis.gc?.();
    const started = startSpending();
    const objects = await runReferencePipeline({
      ...stripe,
      path: `/v1/${resource}`,
      parameters: resource === "subscriptions" ? { status: "all" } : {},
      rows: mapping.datasets.object?.rows ?? [],
      rowSchema,
      file: join(folder, "rows.json"),
    });
    return { ...spentSince(started), objects };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
