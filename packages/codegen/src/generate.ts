import { findApiVersion, pinnedApiVersion } from "./api-versions.ts";
import type { Artefact } from "./artefact.ts";
import { emitArtefacts } from "./emit/index.ts";
import type { Model, PlannedResource } from "./emit/model.ts";
import { inferShape } from "./infer-shape.ts";
import { mergeShapes } from "./merge-shapes.ts";
import { planFields } from "./plan-fields.ts";
import { readDeclarations } from "./read-declarations.ts";
import { readDecisions } from "./read-decisions.ts";
import type { AllDecisions } from "./decisions.ts";
import { readSamples } from "./read-samples.ts";
import { stopAt } from "./stop-at.ts";
import { join } from "node:path";

/** Where to read and which declarations; nothing is written. */
export interface GenerateOptions {
  /** Folder with `decisions/`, and with `samples/` unless another folder of samples is named. */
  schemas: string;
  samples?: string;
  /** "acacia" (pinned) or "endive", or the full name of the version. */
  apiVersion?: string;
}

export interface Generated {
  model: Model;
  artefacts: Artefact[];
}

/** Everything from samples, declarations and decisions, in memory. The phases, in their order. */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const apiVersion = findApiVersion(options.apiVersion ?? pinnedApiVersion);
  const decisions = await readDecisions(join(options.schemas, "decisions"));
  const samplesFolder = options.samples ?? join(options.schemas, "samples");
  const samples = await readAllSamples(samplesFolder, decisions);
  const declared = await readDeclarations(apiVersion, requestsOf(decisions));
  const resources: PlannedResource[] = [];
  for (const [resource, own] of decisions.resources) {
    const sampled = await inferShape(resource, samples.get(resource) ?? []);
    const known = declared.get(resource) ?? sampled;
    const shape = mergeShapes(known, sampled, own.legacy, { resource, samplesFolder });
    resources.push({ resource, decisions: own, shape, fields: planFields(resource, shape, decisions, own) });
  }
  const model: Model = { apiVersion, decisions, resources };
  const artefacts = await emitArtefacts(model);
  return { model, artefacts };
}

async function readAllSamples(folder: string, decisions: AllDecisions) {
  const all = new Map<string, Awaited<ReturnType<typeof readSamples>>>();
  for (const [resource, { object }] of decisions.resources)
    all.set(resource, await readSamples(folder, resource, object));
  return all;
}

function requestsOf(decisions: AllDecisions) {
  return [...decisions.resources].map(([resource, own]) => ({
    resource,
    declaration: own.declaration,
    stopAt: (path: string) => stopAt(path, own),
  }));
}
