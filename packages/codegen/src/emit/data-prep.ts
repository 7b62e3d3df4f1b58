import { jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { presets } from "../mapping.ts";
import type { FactRow, MappingFile, MappingRow, Preset } from "../mapping.ts";
import { dataPrepExpression } from "./data-prep-expressions.ts";
import type { DataPrepContext, DataPrepSource } from "./data-prep-expressions.ts";
import type { Model, PlannedResource } from "./model.ts";
import { datasetFolder } from "./model.ts";
import { mappingOf } from "./mappings.ts";
import { referenceTo } from "../artefact.ts";

/** One row of a mapping set, in the new shape of POST /mappingSets. */
interface DataPrepMapping extends DataPrepSource {
  destination: string;
}

type Dataset = "object" | "event";

/** Where the mapping set of one dataset and preset is. */
export function dataPrepPath(resource: string, dataset: Dataset, preset: Preset): string {
  return `mappings/data-prep/${resource}.${dataset}${preset === "minimal" ? "" : `.${preset}`}.json`;
}

/** The mapping sets of one resource, one for each dataset and preset: the same rows, as AEP's own mapper runs them. */
export function emitDataPrep(resource: PlannedResource, model: Model): Artefact[] {
  const mapping = mappingOf(resource, model);
  const datasets: Dataset[] = mapping.datasets.event ? ["object", "event"] : ["object"];
  return datasets.flatMap((dataset) =>
    presets.map((preset) =>
      jsonArtefact(dataPrepPath(resource.resource, dataset, preset), {
        name: `Stripe ${resource.resource}, ${dataset}, ${preset}`,
        outputSchema: {
          schemaRef: {
            id: referenceTo(`${datasetFolder(resource.resource, dataset)}/schema.json`),
            contentType: "application/vnd.adobe.xed-full+json;version=1",
          },
        },
        mappings: dataPrepMappings(mapping, dataset, preset, model),
      }),
    ),
  );
}

/** Renders the rows of one dataset for one preset. */
function dataPrepMappings(mapping: MappingFile, dataset: Dataset, preset: Preset, model: Model): DataPrepMapping[] {
  const facts: FactRow[] = dataset === "event" ? (mapping.datasets.event?.facts ?? []) : [];
  const rows: MappingRow[] = (dataset === "event" ? mapping.datasets.event?.rows : mapping.datasets.object.rows) ?? [];
  const context: DataPrepContext = { ...model.decisions, apiVersion: model.apiVersion.version, facts };
  return rows
    .filter((row) => row.policy[preset] !== "drop")
    .map((row) => ({
      ...dataPrepExpression({ ...row, hashed: row.policy[preset] === "hash" }, context),
      destination: row.conversion === "identity" ? `identityMap.${row.namespace ?? ""}` : row.destination,
    }));
}
