import { jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { flattenPlan } from "../field-plan.ts";
import type { PlannedField } from "../field-plan.ts";
import { dataTypeOf, dataTypePath, propertiesOf } from "./xdm-fields.ts";
import type { Model, PlannedResource } from "./model.ts";

/** The bodies of the data types that are used at all, each from its first use; a lint proves that every use is the same. */
export function emitDataTypes(model: Model): Artefact[] {
  const { shared } = model.decisions;
  const artefacts = new Map<string, Artefact>();
  for (const field of model.resources.flatMap((resource) => flattenPlan(resource.fields))) {
    const type = typeOf(field, model);
    if (type === undefined || artefacts.has(type)) continue;
    const words = shared.dataTypes[type];
    artefacts.set(type, jsonArtefact(dataTypePath(type), { ...words, ...bodyOf(field, model) }));
  }
  return [...artefacts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The properties that one use of a data type gives it. */
export function bodyOf(field: PlannedField, model: Model): object {
  const children = field.plan.kind === "object" || field.plan.kind === "array" ? field.plan.children : [];
  return propertiesOf(children, model.decisions.shared);
}

/** The interface of a field that is a use of a data type. */
export function typeOf(field: PlannedField, model: Model): string | undefined {
  const { plan } = field;
  return plan.kind === "object" || plan.kind === "array" ? dataTypeOf(plan.of, model.decisions.shared) : undefined;
}

/** Paths of the data types that a resource needs, those they need themselves first. */
export function dataTypesOf(resource: PlannedResource, model: Model): string[] {
  const inner = (fields: PlannedField[]): string[] =>
    fields.flatMap((field) => {
      const own = typeOf(field, model);
      const children = field.plan.kind === "object" || field.plan.kind === "array" ? inner(field.plan.children) : [];
      return own === undefined ? children : [...children, dataTypePath(own)];
    });
  return [...new Set(inner(resource.fields))];
}
