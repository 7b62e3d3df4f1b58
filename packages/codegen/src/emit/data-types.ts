import { jsonArtefact } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import { CodegenError } from "../errors.ts";
import { flattenPlan } from "../field-plan.ts";
import type { PlannedField } from "../field-plan.ts";
import { dataTypeOf, dataTypePath, propertiesOf } from "./xdm-fields.ts";
import type { Model, PlannedResource } from "./model.ts";

/**
 * The bodies of the data types that are used at all.
 * @throws CodegenError SAEP-2008 when two uses of one interface would have different fields
 */
export function emitDataTypes(model: Model): Artefact[] {
  const { shared } = model.decisions;
  const artefacts = new Map<string, Artefact>();
  for (const field of model.resources.flatMap((resource) => flattenPlan(resource.fields))) {
    const type = typeOf(field, model);
    if (type === undefined) continue;
    const artefact = jsonArtefact(dataTypePath(type), { ...shared.dataTypes[type], ...bodyOf(field, model) });
    const first = artefacts.get(type);
    if (first && withoutPaths(first.text) !== withoutPaths(artefact.text)) throw different(type, field);
    if (!first) artefacts.set(type, artefact);
  }
  return [...artefacts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Descriptions that we wrote for want of Stripe's name the path of the first use; that difference does not count. */
function withoutPaths(text: string): string {
  return text.replaceAll(/"description": "`[^`]*`/g, "");
}

function different(type: string, field: PlannedField): CodegenError {
  return new CodegenError("lint", {
    what: `data-type-is-one: ${type} does not have the same fields everywhere`,
    where: `decisions/${field.resource}.json, ${field.source}`,
    why: "A drop, rename or depth touches one use of the data type and not the others.",
    next: "Decide alike for every use, or take the interface out of dataTypes in decisions/all-resources.json.",
  });
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
