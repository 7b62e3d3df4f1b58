import { resourceNames, type ResourceName } from "../resources.ts";
import type { DatasetKind } from "../xdm/page-mapper.ts";
import type { DesiredObject, ProvisionKind } from "./desired-object.ts";
import { textOf, type Json, type JsonObject } from "./json.ts";
import { provisionKinds } from "./desired-object.ts";
import { desiredFlows } from "./desired-flows.ts";
import type { ProvisionSettings } from "./provision-settings.ts";
import { referencesOf } from "./references.ts";

/** The part of `manifest.json` that provisioning reads. */
export interface ProvisionManifest {
  readonly apiVersion: string;
  readonly namespaces: readonly NamespaceEntry[];
  readonly resources: Readonly<Partial<Record<ResourceName, ResourceEntry>>>;
}

export interface NamespaceEntry {
  readonly code: string;
  readonly name: string;
  readonly idType: string;
  readonly description?: string;
  /** One of Adobe's own: there already, and never made. */
  readonly standard?: boolean;
}

export interface ResourceEntry {
  readonly dataPrep: Readonly<Partial<Record<DatasetKind, string>>>;
  readonly datasets: Readonly<Partial<Record<DatasetKind, DatasetEntry>>>;
}

export interface DatasetEntry {
  readonly title: string;
  readonly behavior: string;
  readonly dataTypes?: readonly string[];
  readonly class?: string;
  readonly fieldGroups?: readonly string[];
  readonly schema: string;
  readonly descriptors?: string;
}

/** Everything that generated schemas say, already read: nothing here touches a file. */
export interface SchemaBodies {
  readonly manifest: ProvisionManifest;
  /** The JSON of a path in the schemas folder; throws when the file is missing. */
  body(path: string): Json;
}

/** A dataset that the settings ask for. */
export interface ChosenDataset {
  readonly resource: ResourceName;
  readonly dataset: DatasetKind;
  readonly entry: DatasetEntry;
}

/** Every object that the settings ask for, in an order in which each can be made. */
export function desiredState(bodies: SchemaBodies, settings: ProvisionSettings): readonly DesiredObject[] {
  const chosen = chosenDatasets(bodies.manifest, settings);
  const objects = [
    ...bodies.manifest.namespaces.filter(({ standard }) => standard !== true).map(namespaceObject),
    ...chosen.flatMap((choice) => registryObjects(bodies, choice)),
    ...chosen.flatMap((choice) => profileObjects(choice, settings)),
    ...chosen.map((choice) => datasetObject(choice, settings)),
    ...desiredFlows(bodies, chosen, settings),
  ];
  return inMakingOrder(withoutDangling(withPrefix(withoutRepeats(objects), settings.titlePrefix ?? "")));
}

export function chosenDatasets(manifest: ProvisionManifest, settings: ProvisionSettings): readonly ChosenDataset[] {
  return resourceNames.flatMap((resource) =>
    (settings.datasets[resource] ?? []).flatMap((dataset) => {
      const entry = manifest.resources[resource]?.datasets[dataset];
      return entry === undefined ? [] : [{ resource, dataset, entry }];
    }),
  );
}

export function datasetKey(resource: ResourceName, dataset: DatasetKind): string {
  return `dataset/${resource}/${dataset}`;
}

function namespaceObject(namespace: NamespaceEntry): DesiredObject {
  const { code, name, idType, description = name } = namespace;
  return { key: `namespace/${code}`, kind: "namespace", title: code, body: { code, name, idType, description } };
}

function registryObjects(bodies: SchemaBodies, choice: ChosenDataset): DesiredObject[] {
  const { entry, resource, dataset } = choice;
  const single = (kind: ProvisionKind, path: string): DesiredObject[] => {
    // Adobe's own components are named by their address and exist already.
    if (path.startsWith("https:")) return [];
    const body = bodies.body(path) as JsonObject;
    return [{ key: path, kind, title: titleOf(body, path), body }];
  };
  return [
    ...(entry.dataTypes ?? []).flatMap((path) => single("data-type", path)),
    ...(entry.class === undefined ? [] : single("class", entry.class)),
    ...(entry.fieldGroups ?? []).flatMap((path) => single("field-group", path)),
    ...single("schema", entry.schema).map((schema) => ({ ...schema, resource, dataset })),
    ...(entry.descriptors === undefined ? [] : descriptorObjects(bodies, entry.descriptors, choice)),
  ];
}

function descriptorObjects(bodies: SchemaBodies, path: string, choice: ChosenDataset): DesiredObject[] {
  return (bodies.body(path) as readonly JsonObject[]).map((body) => {
    const type = textOf(body["@type"]).replace(/^xdm:(?:descriptor)?/, "");
    const where = [body["xdm:sourceProperty"]].flat().map(String).join(",");
    return {
      key: `${path}#${type}:${where}${body["xdm:namespace"] === undefined ? "" : `:${textOf(body["xdm:namespace"])}`}`,
      kind: type === "Label" ? "label" : "descriptor",
      title: `${choice.entry.title}: ${words(type)} ${where.split("/").slice(2).join(".") || where}`,
      body,
      resource: choice.resource,
      dataset: choice.dataset,
    } as const;
  });
}

function profileObjects(choice: ChosenDataset, settings: ProvisionSettings): DesiredObject[] {
  const { resource, dataset, entry } = choice;
  if (!settings.profileDatasets.includes(`${resource}.${dataset}`)) return [];
  return [
    {
      key: `profile/${resource}.${dataset}`,
      kind: "profile-schema",
      title: `${entry.title} in Profile`,
      body: { schema: `{REF:${entry.schema}}`, tag: "union" },
      resource,
      dataset,
    },
  ];
}

function datasetObject(choice: ChosenDataset, settings: ProvisionSettings): DesiredObject {
  const { resource, dataset, entry } = choice;
  const inProfile = settings.profileDatasets.includes(`${resource}.${dataset}`);
  return {
    key: datasetKey(resource, dataset),
    kind: "dataset",
    title: entry.title,
    body: {
      name: entry.title,
      description: `Stripe ${resource.replaceAll("_", " ")}, written by stripe-aep`,
      schemaRef: { id: `{REF:${entry.schema}}`, contentType: "application/vnd.adobe.xed+json;version=1" },
      fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
      enableErrorDiagnostics: true,
      ...(inProfile ? { tags: { unifiedProfile: ["enabled:true"], unifiedIdentity: ["enabled:true"] } } : {}),
    },
    resource,
    dataset,
  };
}

function titleOf(body: JsonObject, path: string): string {
  return typeof body.title === "string" ? body.title : path;
}

function words(camelCase: string): string {
  return camelCase.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** Bodies that several datasets share appear once. */
function withoutRepeats(objects: readonly DesiredObject[]): readonly DesiredObject[] {
  return [...new Map(objects.map((object) => [object.key, object])).values()];
}

/** A relationship to a resource that is not moved is left out; it comes with the resource. */
function withoutDangling(objects: readonly DesiredObject[]): readonly DesiredObject[] {
  const keys = new Set(objects.map(({ key }) => key));
  return objects.filter(
    ({ kind, body }) => kind !== "descriptor" || referencesOf(body).every((reference) => keys.has(reference)),
  );
}

/** The member that carries the title in each kind; kinds that are absent have no title of their own. */
const titleMember: Partial<Readonly<Record<ProvisionKind, string>>> = {
  "data-type": "title",
  class: "title",
  "field-group": "title",
  schema: "title",
  dataset: "name",
  "mapping-set": "name",
  "base-connection": "name",
  "source-connection": "name",
  "target-connection": "name",
  flow: "name",
};

function withPrefix(objects: readonly DesiredObject[], prefix: string): readonly DesiredObject[] {
  if (prefix === "") return objects;
  return objects.map((object) => {
    const member = titleMember[object.kind];
    if (member === undefined) return object;
    const title = `${prefix}${object.title}`;
    return { ...object, title, body: { ...object.body, [member]: title } };
  });
}

/** By kind, and inside a kind every object after those that it refers to. */
function inMakingOrder(objects: readonly DesiredObject[]): readonly DesiredObject[] {
  const byKey = new Map(objects.map((object) => [object.key, object]));
  const ordered = new Set<DesiredObject>();
  const place = (object: DesiredObject): void => {
    if (ordered.has(object)) return;
    for (const key of referencesOf(object.body)) {
      const needed = byKey.get(key);
      if (needed?.kind === object.kind && needed !== object) place(needed);
    }
    ordered.add(object);
  };
  for (const kind of provisionKinds) objects.filter((object) => object.kind === kind).forEach(place);
  return [...ordered];
}
