import { banner, jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { presets } from "../mapping.ts";
import { library } from "../xdm-library.ts";
import { dataPrepPath } from "./data-prep.ts";
import { dataTypesOf } from "./data-types.ts";
import { eventFieldGroups } from "./event-dataset.ts";
import { datasetFolder } from "./model.ts";
import type { Model, PlannedResource } from "./model.ts";
import { objectComponents } from "./object-dataset.ts";

/** `manifest.json`: where everything starts. */
export function emitManifest(model: Model): Artefact {
  return jsonArtefact("manifest.json", {
    $comment: banner,
    formatVersion: 1,
    apiVersion: model.apiVersion.version,
    stripePackage: model.apiVersion.stripePackage,
    ...(model.decisions.preset === undefined ? {} : { preset: model.decisions.preset }),
    namespaces: model.decisions.shared.namespaces,
    resources: Object.fromEntries(model.resources.map((resource) => [resource.resource, entryOf(resource, model)])),
  });
}

function entryOf(resource: PlannedResource, model: Model): object {
  const name = resource.resource;
  const { event } = resource.decisions;
  const datasets = event ? (["object", "event"] as const) : (["object"] as const);
  const setsOf = (preset: (typeof presets)[number]): object =>
    Object.fromEntries(datasets.map((dataset) => [dataset, dataPrepPath(name, dataset, preset)]));
  return {
    object: resource.decisions.object,
    stripeSchema: `stripe/${name}.schema.json`,
    mapping: `mappings/${name}.json`,
    dataPrep: setsOf("minimal"),
    dataPrepByPreset: Object.fromEntries(presets.map((preset) => [preset, setsOf(preset)])),
    datasets: {
      object: objectEntry(resource, model),
      ...(event ? { event: eventEntry(resource, event.title) } : {}),
      relational: {
        title: `${resource.decisions.pluralTitle} (relational)`,
        behavior: "record",
        profile: false,
        ...filesOf(name, "relational"),
      },
    },
  };
}

function objectEntry(resource: PlannedResource, model: Model): object {
  return {
    title: resource.decisions.pluralTitle,
    behavior: "record",
    profile: resource.decisions.profile,
    dataTypes: dataTypesOf(resource, model),
    ...objectComponents(resource),
    ...filesOf(resource.resource, "object"),
  };
}

function eventEntry(resource: PlannedResource, title: string): object {
  return {
    title,
    behavior: "time-series",
    profile: true,
    dataTypes: [],
    class: library.experienceEvent,
    fieldGroups: eventFieldGroups(resource),
    ...filesOf(resource.resource, "event"),
  };
}

function filesOf(resource: string, dataset: "object" | "event" | "relational"): Record<string, string> {
  const folder = datasetFolder(resource, dataset);
  return {
    schema: `${folder}/schema.json`,
    descriptors: `${folder}/descriptors.json`,
    rowSchema: `${folder}/row.schema.json`,
  };
}
