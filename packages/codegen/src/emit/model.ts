import type { ApiVersion } from "../api-versions.ts";
import type { AllDecisions, Decisions } from "../decisions.ts";
import type { PlannedField } from "../field-plan.ts";
import type { Shape } from "../shape.ts";

/** One resource, planned: what every emitter reads. */
export interface PlannedResource {
  resource: string;
  decisions: Decisions;
  shape: Extract<Shape, { kind: "object" }>;
  fields: PlannedField[];
}

/** Everything that was read, decided and planned. */
export interface Model {
  apiVersion: ApiVersion;
  decisions: AllDecisions;
  resources: PlannedResource[];
}

/** Where the artefacts of one dataset are. */
export function datasetFolder(resource: string, dataset: "object" | "event" | "relational"): string {
  return `xdm/${resource}/${dataset}`;
}
