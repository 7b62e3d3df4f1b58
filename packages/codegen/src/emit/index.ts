import type { Artefact } from "../artefact.ts";
import { emitConnectionSpec } from "./connection-spec.ts";
import { emitDataPrep } from "./data-prep.ts";
import { emitDataTypes } from "./data-types.ts";
import { emitEventDataset, emitEventFieldGroup } from "./event-dataset.ts";
import { emitFieldTable } from "./field-table.ts";
import { emitManifest } from "./manifest.ts";
import { emitMapping } from "./mappings.ts";
import type { Model } from "./model.ts";
import { emitObjectDataset, emitRecordFieldGroup } from "./object-dataset.ts";
import { emitRelationalDataset } from "./relational-dataset.ts";
import { emitStripeSchema } from "./stripe-schema.ts";
import { emitTypes } from "./types.ts";

/** Every file that a model becomes. */
export async function emitArtefacts(model: Model): Promise<Artefact[]> {
  const { resources } = model;
  return [
    emitManifest(model),
    ...resources.map((resource) => emitStripeSchema(resource, model)),
    ...emitDataTypes(model),
    emitRecordFieldGroup(model),
    emitEventFieldGroup(model),
    ...resources.flatMap((resource) => emitObjectDataset(resource, model)),
    ...resources.flatMap((one) => (one.decisions.event ? emitEventDataset(one, one.decisions.event, model) : [])),
    ...resources.flatMap((resource) => emitRelationalDataset(resource, model)),
    ...resources.map((resource) => emitMapping(resource, model)),
    ...resources.flatMap((resource) => emitDataPrep(resource, model)),
    ...(await emitTypes(model)),
    ...emitConnectionSpec(model),
    ...emitFieldTable(model),
  ];
}
