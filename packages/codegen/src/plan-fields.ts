import type { AllDecisions, Decisions } from "./decisions.ts";
import { CodegenError } from "./errors.ts";
import type { PlannedField } from "./field-plan.ts";
import { titleOf } from "./plain-text.ts";
import { decidePrivacy } from "./privacy.ts";
import { applyRules } from "./rules/index.ts";
import type { Candidate, Verdict } from "./rules/rule.ts";
import { childPath, contentPath } from "./shape.ts";
import type { Field, Shape } from "./shape.ts";
import { booleanNode } from "./xdm.ts";
import type { XdmNode } from "./xdm.ts";

/** What one resource is planned with. */
interface Planning {
  resource: string;
  decisions: Decisions;
  all: AllDecisions;
}

/** Where the fields of one object stand, on both sides. */
interface Level {
  source: string;
  destination: string;
}

/**
 * Plans every field of a resource: the only place where a Stripe field becomes an XDM field.
 * @throws CodegenError SAEP-2007 when two fields of one level get the same name
 */
export function planFields(
  resource: string,
  shape: Extract<Shape, { kind: "object" }>,
  all: AllDecisions,
  decisions: Decisions,
): PlannedField[] {
  return planLevel(shape.fields, { source: "", destination: "" }, { resource, decisions, all });
}

function planLevel(fields: Field[], level: Level, planning: Planning): PlannedField[] {
  const planned = fields.flatMap((field) => planField(field, level, planning));
  refuseCollisions(planned, planning.resource);
  return planned;
}

function planField(field: Field, level: Level, planning: Planning): PlannedField[] {
  const source = childPath(level.source, field.name);
  const { rule, verdict } = applyRules(candidateFor(field, source, planning));
  const name = planning.decisions.rename[source] ?? field.name;
  const destination = childPath(level.destination, name);
  const planned: PlannedField = {
    resource: planning.resource,
    source,
    destination,
    name,
    title: titleOf(name),
    description: descriptionOf(field, source),
    field,
    rule: rule.name,
    plan: { kind: "left out", reason: "" },
    ...decidePrivacy(source, planning.decisions, planning.all),
  };
  const extras = verdict.kind === "array" ? (verdict.extras ?? []) : [];
  return [complete(planned, verdict, planning), ...extras.flatMap((extra) => planExtra(planned, extra, planning))];
}

function candidateFor(field: Field, source: string, planning: Planning): Candidate {
  const { all, decisions, resource } = planning;
  const candidate = (path: string, shape: Shape): Candidate => ({
    path,
    name: field.name,
    field,
    shape,
    dropped: decisions.drop[path],
    unixTime: (all.numbers.unixTimes[resource] ?? []).includes(path),
    decimal: (all.numbers.decimals[resource] ?? []).includes(path),
    decideElement: (element) => applyRules(candidate(`${path}[*]`, element)).verdict,
  });
  return candidate(source, field.shape);
}

function complete(planned: PlannedField, verdict: Verdict, planning: Planning): PlannedField {
  switch (verdict.kind) {
    case "left out":
      return { ...planned, destination: "", name: "", plan: verdict };
    case "value":
      return completeValue(planned, verdict);
    case "presence":
      return { ...planned, plan: { kind: "object", children: [presenceOf(planned)] } };
    case "object":
    case "array": {
      const array = verdict.kind === "array";
      const level = {
        source: contentPath(planned.source, planned.field.shape),
        destination: array ? `${planned.destination}[*]` : planned.destination,
      };
      const kept = (planning.decisions.presence ?? []).includes(planned.source) ? [presenceOf(planned)] : [];
      const children = [...kept, ...planLevel(verdict.fields, level, planning)];
      if (children.every((child) => child.plan.kind === "left out")) return emptied(planned, children);
      const of = verdict.of === undefined ? {} : { of: verdict.of };
      return { ...planned, plan: { kind: verdict.kind, ...of, children } };
    }
  }
}

function completeValue(planned: PlannedField, verdict: Extract<Verdict, { kind: "value" }>): PlannedField {
  const suffix = verdict.suffix ?? "";
  return {
    ...planned,
    source: planned.source + suffix,
    destination: planned.destination + suffix,
    plan: { kind: "value", node: identityNode(planned.source, verdict.node), conversion: verdict.conversion },
  };
}

/** The object's own id is its identity, and an identity is never an empty text. */
function identityNode(source: string, node: XdmNode): XdmNode {
  return source === "id" ? { ...node, minLength: 1 } : node;
}

function emptied(planned: PlannedField, children: PlannedField[]): PlannedField {
  const reasons = [
    ...new Set(children.flatMap((child) => (child.plan.kind === "left out" ? [child.plan.reason] : []))),
  ];
  return { ...planned, destination: "", name: "", plan: { kind: "left out", reason: reasons.join(" ") } };
}

/** The one field of an object that has none of its own. */
function presenceOf(holder: PlannedField): PlannedField {
  return {
    ...holder,
    destination: childPath(holder.destination, "present"),
    name: "present",
    title: "Present",
    description: `True when Stripe sent \`${holder.field.name}\`, an object without fields of its own in this API version.`,
    plan: {
      kind: "value",
      node: booleanNode(),
      conversion: "constant",
      value: true,
      when: [{ path: holder.source, exists: true }],
    },
  };
}

/** A member of a list object's envelope that only samples know stands beside the array (`subscription_items_total_count`). */
function planExtra(list: PlannedField, extra: Field, planning: Planning): PlannedField[] {
  const parent = list.destination.includes(".") ? list.destination.slice(0, list.destination.lastIndexOf(".")) : "";
  const [planned] = planField(extra, { source: list.source, destination: parent }, planning);
  if (!planned || planned.plan.kind === "left out") return planned ? [planned] : [];
  const name = `${list.name}_${extra.name}`;
  return [{ ...planned, name, destination: childPath(parent, name), title: titleOf(name) }];
}

function descriptionOf(field: Field, source: string): string {
  if (field.documentation !== "") return field.documentation;
  if (field.origin.declared)
    return `\`${source}\`, as Stripe sends it; Stripe's declarations do not describe it further.`;
  return `\`${source}\`, which the samples have and Stripe's declarations do not know.`;
}

/** Query Service and the lake's files do not tell names apart by case. */
function refuseCollisions(fields: PlannedField[], resource: string): void {
  const seen = new Map<string, PlannedField>();
  for (const field of fields.filter((one) => one.name !== "")) {
    const other = seen.get(field.name.toLowerCase());
    if (other) {
      throw new CodegenError("nameCollision", {
        what: `${field.source} and ${other.source} would both be ${field.name}`,
        where: `decisions/${resource}.json, rename`,
        why: "Names of one level must differ in more than case.",
      });
    }
    seen.set(field.name.toLowerCase(), field);
  }
}
