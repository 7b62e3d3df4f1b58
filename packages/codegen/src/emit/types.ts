import { banner, tenantField } from "../artefact.ts";
import type { Artefact } from "../artefact.ts";
import type { Model, PlannedResource } from "./model.ts";
import { eventRowSchema, objectRowSchema, relationalRowSchema } from "./row-schema.ts";
import { stripeSchemaOf } from "./stripe-schema.ts";
import type { JsonSchema } from "./stripe-schema.ts";

const head = `// ${banner}\n`;

/** `stripe.d.ts`, `xdm.d.ts` and `index.d.ts`: types of what is read and of what is written. */
export async function emitTypes(model: Model): Promise<Artefact[]> {
  const stripe: string[] = [];
  const xdm: string[] = [];
  for (const resource of model.resources) {
    const name = pascalCase(resource.decisions.object);
    stripe.push(await compileType(stripeSchemaOf(resource, model), `Stripe${name}`));
    for (const [suffix, schema] of rowSchemas(resource, model)) xdm.push(await rowType(schema, `${name}${suffix}`));
  }
  const objects = model.resources.map(
    ({ resource, decisions }) => `  ${resource}: Stripe${pascalCase(decisions.object)};`,
  );
  stripe.push(`/** The object of each resource. */\nexport interface StripeObjects {\n${objects.join("\n")}\n}\n`);
  return [
    { path: "types/stripe.d.ts", text: head + stripe.join("\n") },
    { path: "types/xdm.d.ts", text: head + xdm.join("\n") },
    {
      path: "types/index.d.ts",
      text: `${head}export type * from "./stripe.d.ts";\nexport type * from "./xdm.d.ts";\n`,
    },
  ];
}

function rowSchemas(resource: PlannedResource, model: Model): [string, JsonSchema][] {
  const { event } = resource.decisions;
  return [
    ["ObjectRow", objectRowSchema(resource, model)],
    ...(event ? [["EventRow", eventRowSchema(resource, event, model)] as [string, JsonSchema]] : []),
    ["RelationalRow", relationalRowSchema(resource)],
  ];
}

async function compileType(schema: JsonSchema, name: string): Promise<string> {
  const { compile } = await import("json-schema-to-typescript");
  return compile({ ...forTypes(schema), title: name }, name, {
    bannerComment: "",
    format: true,
    additionalProperties: false,
    unreachableDefinitions: false,
    strictIndexSignatures: false,
  });
}

/** The tenant's name is part of a field name, so the type of a row takes it as a parameter. */
async function rowType(schema: JsonSchema, name: string): Promise<string> {
  const properties = schema.properties as Record<string, JsonSchema>;
  const { [tenantField]: tenant, ...standard } = properties;
  const required = (schema.required as string[]).filter((field) => field !== tenantField);
  if (!tenant) return compileType(schema, name);
  const fields = await compileType({ ...schema, properties: standard, required }, `${name}StandardFields`);
  const tenantType = await compileType(tenant, `${name}TenantFields`);
  const row = `export type ${name}<Tenant extends string = string> = ${name}StandardFields & Record<\`_\${Tenant}\`, ${name}TenantFields>;\n`;
  return `${fields}\n${tenantType}\n${row}`;
}

/**
 * The schema as the type compiler should see it: known values are suggestions of the editor and any other text is
 * allowed, what nobody describes is unknown, and fields that Stripe adds later get no index signature.
 */
function forTypes(schema: JsonSchema): JsonSchema {
  const description = schema.description ? { description: schema.description } : {};
  const known = knownValues(schema);
  if (known) {
    const union = [
      ...known.map((value) => JSON.stringify(value)),
      "(string & {})",
      ...(isNullable(schema) ? ["null"] : []),
    ];
    return { ...description, tsType: union.join(" | ") };
  }
  if (!("type" in schema || "anyOf" in schema || "const" in schema)) return { ...description, tsType: "unknown" };
  // A title inside would become an exported type of its own, and titles repeat.
  const { properties, items, anyOf, additionalProperties, title: _title, ...rest } = schema;
  return {
    ...rest,
    ...(properties ? { properties: mapValues(properties as Record<string, JsonSchema>, forTypes) } : {}),
    ...(items ? { items: forTypes(items as JsonSchema) } : {}),
    ...(anyOf ? { anyOf: (anyOf as JsonSchema[]).map(forTypes) } : {}),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: forTypes(additionalProperties as JsonSchema) }
      : {}),
  };
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function knownValues(schema: JsonSchema): string[] | undefined {
  const [first] = Array.isArray(schema.anyOf) ? (schema.anyOf as JsonSchema[]) : [];
  if (first && Array.isArray(first.enum)) return first.enum as string[];
  return schema.type === "string" && Array.isArray(schema.examples) ? (schema.examples as string[]) : undefined;
}

function isNullable(schema: JsonSchema): boolean {
  return Array.isArray(schema.anyOf) && (schema.anyOf as JsonSchema[]).some((one) => one.type === "null");
}

/** `balance_transaction` as a type name: BalanceTransaction. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(^|_)(\w)/g, (_, _start, letter: string) => letter.toUpperCase());
}
