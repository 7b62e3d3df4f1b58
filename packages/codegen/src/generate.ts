import { join } from "node:path";
import { findApiVersion, pinnedApiVersion } from "./api-versions.ts";
import type { Artefact } from "./artefact.ts";
import { refuseMalformed } from "./artefact-forms.ts";
import { findUnknownNames, refuseUnknownNames } from "./check-decisions.ts";
import type { UnknownName } from "./check-decisions.ts";
import type { AllDecisions } from "./decisions.ts";
import { emitArtefacts } from "./emit/index.ts";
import type { Model } from "./emit/model.ts";
import { inferShape } from "./infer-shape.ts";
import { lintSchemas, refuseProblems } from "./lints/index.ts";
import { mergeShapes } from "./merge-shapes.ts";
import { planFields } from "./plan-fields.ts";
import { readDeclarations } from "./read-declarations.ts";
import { readDecisions } from "./read-decisions.ts";
import { findSampledResources, readSamples } from "./read-samples.ts";
import type { Sample } from "./read-samples.ts";
import { SchemaFolder } from "./schema-folder.ts";
import type { ShapeByResource } from "./shape.ts";
import { stopAt } from "./stop-at.ts";

/** What to generate from. */
export interface GenerateOptions {
  /** Folder with `decisions/`, and with `samples/` unless another folder of samples is named. */
  schemas: string;
  /** An operator's own samples, `<samples>/<resource>/*.json`: only the resources that have some are generated. */
  samples?: string;
  /** "acacia" (pinned) or "endive", or the full name of the version. */
  apiVersion?: string;
  /** A preset of `decisions/presets`, as `commerce=magento`. */
  preset?: string;
}

export interface Generated {
  model: Model;
  artefacts: Artefact[];
  /** Decisions about fields that another API version than the pinned one does not have. */
  ignored: UnknownName[];
}

/**
 * Everything from samples, declarations and decisions, in memory: the phases, in their order. Nothing is written, so an
 * input that cannot be generated from changes nothing.
 * @throws CodegenError
 */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const apiVersion = findApiVersion(options.apiVersion ?? pinnedApiVersion);
  const samplesFolder = options.samples ?? join(options.schemas, "samples");
  const allDecisions = await readDecisions(join(options.schemas, "decisions"), options.preset);
  const decisions = options.samples === undefined ? allDecisions : await onlySampled(allDecisions, samplesFolder);
  const samples = await readAllSamples(samplesFolder, decisions);
  const declared = await readDeclarations(apiVersion, requestsOf(decisions));
  const shapes = await mergeAll(declared, samples, decisions, samplesFolder);
  const ignored = checkDecisions(shapes, decisions, apiVersion.name === pinnedApiVersion);
  const model: Model = { apiVersion, decisions, resources: planAll(shapes, decisions) };
  const artefacts = await emitArtefacts(model);
  await refuseBroken(artefacts);
  return { model, artefacts, ignored };
}

async function onlySampled(decisions: AllDecisions, folder: string): Promise<AllDecisions> {
  const sampled = await findSampledResources(folder, [...decisions.resources.keys()]);
  return {
    ...decisions,
    resources: new Map([...decisions.resources].filter(([resource]) => sampled.includes(resource))),
  };
}

async function readAllSamples(folder: string, decisions: AllDecisions): Promise<Map<string, Sample[]>> {
  const entries = [...decisions.resources].map(
    async ([resource, { object }]) => [resource, await readSamples(folder, resource, object)] as const,
  );
  return new Map(await Promise.all(entries));
}

function requestsOf(decisions: AllDecisions): Parameters<typeof readDeclarations>[1] {
  return [...decisions.resources].map(([resource, own]) => ({
    resource,
    declaration: own.declaration,
    stopAt: (path: string) => stopAt(path, own),
  }));
}

async function mergeAll(
  declared: ShapeByResource,
  samples: Map<string, Sample[]>,
  decisions: AllDecisions,
  samplesFolder: string,
): Promise<ShapeByResource> {
  const shapes: ShapeByResource = new Map();
  for (const [resource, own] of decisions.resources) {
    const sampled = await inferShape(resource, samples.get(resource) ?? []);
    const known = declared.get(resource) ?? sampled;
    shapes.set(resource, mergeShapes(known, sampled, own.legacy, { resource, samplesFolder }));
  }
  return shapes;
}

/** In another version than the pinned one, decisions about fields that it lacks are reported, not refused. */
function checkDecisions(shapes: ShapeByResource, decisions: AllDecisions, pinned: boolean): UnknownName[] {
  const unknown = [...decisions.resources].flatMap(([resource, own]) => {
    const shape = shapes.get(resource);
    return shape ? findUnknownNames(resource, shape, own, decisions) : [];
  });
  if (pinned) refuseUnknownNames(unknown);
  return unknown;
}

function planAll(shapes: ShapeByResource, decisions: AllDecisions): Model["resources"] {
  return [...decisions.resources].flatMap(([resource, own]) => {
    const shape = shapes.get(resource);
    return shape ? [{ resource, decisions: own, shape, fields: planFields(resource, shape, decisions, own) }] : [];
  });
}

async function refuseBroken(artefacts: Artefact[]): Promise<void> {
  const folder = SchemaFolder.of(artefacts);
  await refuseMalformed(folder);
  refuseProblems(lintSchemas(folder));
}
