import type { Refusal } from "../exchange.ts";
import { isObject, listIn, textIn, type JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import { fieldAt } from "./merged-schema.ts";
import type { RegistryErrors } from "./registry-errors.ts";
import { isRelational, type RegistryResource } from "./resource.ts";

/** What a rule looks at. */
export interface DescriptorContext {
  readonly body: JsonObject;
  readonly schema: RegistryResource;
  readonly merged: JsonObject;
  readonly sandbox: Sandbox;
  readonly errors: RegistryErrors;
}

interface DescriptorType {
  /** Members that must be there beside `@type` and `xdm:sourceSchema`. */
  readonly required: readonly string[];
  /** How many of this type one schema may have for one source property, or in all. */
  readonly unique: "property" | "schema" | "no";
  check?(context: DescriptorContext): Refusal | undefined;
}

const CARDINALITIES = ["1:1", "1:0", "M:1", "M:0"];
const GRANULARITIES = ["hour", "day", "week", "month", "quarter", "year"];

/** The kinds of descriptor and their rules. */
export const descriptorTypes: Readonly<Record<string, DescriptorType>> = {
  "xdm:descriptorIdentity": {
    required: ["xdm:sourceVersion", "xdm:sourceProperty", "xdm:namespace"],
    unique: "property",
    check: checkIdentity,
  },
  "xdm:descriptorReferenceIdentity": {
    required: ["xdm:sourceVersion", "xdm:sourceProperty", "xdm:identityNamespace"],
    unique: "property",
    check: (context) => unknownNamespace(context, context.body["xdm:identityNamespace"]),
  },
  "xdm:descriptorOneToOne": {
    required: ["xdm:sourceVersion", "xdm:sourceProperty", "xdm:destinationSchema", "xdm:destinationVersion"],
    unique: "property",
    check: checkDestination,
  },
  "xdm:descriptorRelationship": {
    required: ["xdm:sourceVersion", "xdm:sourceProperty", "xdm:destinationSchema"],
    unique: "property",
    check: checkRelationship,
  },
  "xdm:alternateDisplayInfo": {
    required: ["xdm:sourceVersion", "xdm:sourceProperty"],
    unique: "property",
    check: checkDisplayInfo,
  },
  "xdm:descriptorPrimaryKey": { required: ["xdm:sourceProperty"], unique: "schema", check: checkPrimaryKey },
  "xdm:descriptorVersion": { required: ["xdm:sourceProperty"], unique: "schema", check: checkVersion },
  "xdm:descriptorTimestamp": { required: ["xdm:sourceProperty"], unique: "schema", check: checkTimestamp },
  "xdm:descriptorLabel": {
    required: ["xdm:sourceVersion", "xdm:sourceProperty"],
    unique: "property",
    check: ({ body, errors }) =>
      Array.isArray(body["xdm:labels"]) || body["xdm:label"] !== undefined
        ? undefined
        : errors.invalid("xdm:descriptorLabel needs xdm:labels, a list of label names."),
  },
  "xdm:descriptorDeprecated": { required: ["xdm:sourceVersion", "xdm:sourceProperty"], unique: "property" },
  "xdm:descriptorTimeSeriesGranularity": {
    required: ["xdm:sourceVersion", "xdm:granularity"],
    unique: "schema",
    check: ({ body, errors }) =>
      GRANULARITIES.includes(String(body["xdm:granularity"]))
        ? undefined
        : errors.invalid(`xdm:granularity must be one of ${GRANULARITIES.join(", ")}.`),
  },
};

/** The pointers of `xdm:sourceProperty`, which is one or, for a composite key, a list. */
export function sourceProperties(body: JsonObject): string[] {
  const property = body["xdm:sourceProperty"];
  return (Array.isArray(property) ? property : [property]).filter((one): one is string => typeof one === "string");
}

function checkIdentity(context: DescriptorContext): Refusal | undefined {
  const { body, merged, errors, schema, sandbox } = context;
  const [pointer = ""] = sourceProperties(body);
  if (/^\/(_id|@id)$/.test(pointer)) return errors.invalid("_id cannot be an identity field.");
  const field = fieldAt(merged, pointer);
  if (field?.["meta:xdmType"] !== "string") {
    return errors.error("XDM-1816-400", "Invalid descriptor", `The identity field ${pointer} must be of type string.`);
  }
  if (body["xdm:isPrimary"] === true) {
    const other = sandbox.registry
      .descriptorsOf(schema.id)
      .find((one) => one.body["@type"] === "xdm:descriptorIdentity" && one.body["xdm:isPrimary"] === true);
    if (other !== undefined && !sourceProperties(other.body).includes(pointer)) return duplicate(context, other.id);
  }
  return unknownNamespace(context, body["xdm:namespace"]);
}

function unknownNamespace({ sandbox, errors }: DescriptorContext, namespace: unknown): Refusal | undefined {
  // The service breaks on anything but a string here.
  if (typeof namespace !== "string")
    return errors.error("XDM-0000-500", "Internal Server Error", "An unexpected error occurred.");
  if (sandbox.namespaces.find(namespace) !== undefined) return undefined;
  return errors.error("XDM-1810-400", "Invalid descriptor", `The namespace ${namespace} is not valid.`);
}

function checkDestination({ body, sandbox, errors }: DescriptorContext): Refusal | undefined {
  const id = textIn(body, "xdm:destinationSchema") ?? "";
  const destination = sandbox.registry.findById(id);
  if (destination?.kind !== "schemas") return errors.invalid(`The destination schema ${id} does not exist.`);
  const pointer = textIn(body, "xdm:destinationProperty");
  if (pointer !== undefined && fieldAt(sandbox.registry.merged(destination), pointer) === undefined) {
    return errors.invalid(`The destination property ${pointer} does not exist in ${id}.`);
  }
  return undefined;
}

function checkRelationship(context: DescriptorContext): Refusal | undefined {
  const { body, errors } = context;
  const cardinality = body["xdm:cardinality"];
  if (cardinality !== undefined && !CARDINALITIES.some((one) => one === cardinality)) {
    return errors.invalid(`xdm:cardinality must be one of ${CARDINALITIES.join(", ")}.`);
  }
  const namespace = body["xdm:destinationNamespace"];
  return checkDestination(context) ?? (namespace === undefined ? undefined : unknownNamespace(context, namespace));
}

function checkDisplayInfo({ body, errors, sandbox }: DescriptorContext): Refusal | undefined {
  const members = ["xdm:title", "xdm:description", "xdm:note", "meta:enum", "xdm:excludeMetaEnum"];
  if (!members.some((member) => isObject(body[member]))) {
    return errors.invalid(`xdm:alternateDisplayInfo needs at least one of ${members.join(", ")}.`);
  }
  const [pointer] = sourceProperties(body);
  if (pointer === `/_${sandbox.tenantId}`)
    return errors.invalid("The tenant object itself cannot take alternate display information.");
  return undefined;
}

function rootField(context: DescriptorContext, pointer: string): JsonObject | undefined {
  return pointer.split("/").length === 2 ? fieldAt(context.merged, pointer) : undefined;
}

function isRequired(context: DescriptorContext, pointer: string): boolean {
  return listIn(context.merged, "required").includes(pointer.slice(1));
}

function checkPrimaryKey(context: DescriptorContext): Refusal | undefined {
  const { body, errors, schema } = context;
  if (!isRelational(schema)) return errors.invalid("A primary key descriptor needs a relational schema.");
  const pointers = sourceProperties(body);
  for (const pointer of pointers) {
    if (rootField(context, pointer) === undefined || !isRequired(context, pointer)) {
      return errors.invalid(`The primary key field ${pointer} must be a required field at the root of the schema.`);
    }
  }
  if (schema.body["meta:behaviorType"] === "time-series" && pointers.length < 2) {
    return errors.invalid("The primary key of a time-series schema is composite and includes the timestamp field.");
  }
  return undefined;
}

function checkVersion(context: DescriptorContext): Refusal | undefined {
  const { body, errors, schema, sandbox } = context;
  if (!isRelational(schema)) return errors.invalid("A version descriptor needs a relational schema.");
  const [pointer = ""] = sourceProperties(body);
  const type = String(rootField(context, pointer)?.["meta:xdmType"]);
  if (!["date-time", "number", "long", "int", "short", "byte"].includes(type) || !isRequired(context, pointer)) {
    return errors.invalid(
      `The version field ${pointer} must be a required root field of type date-time, number or integer.`,
    );
  }
  const key = sandbox.registry.descriptorsOf(schema.id).find((one) => one.body["@type"] === "xdm:descriptorPrimaryKey");
  if (key !== undefined && sourceProperties(key.body).includes(pointer)) {
    return errors.error(
      "XDM-1855-400",
      "Invalid descriptor",
      "The version descriptor cannot be placed on a primary key field.",
    );
  }
  return undefined;
}

function checkTimestamp(context: DescriptorContext): Refusal | undefined {
  const { body, errors, schema } = context;
  const [pointer = ""] = sourceProperties(body);
  if (!isRelational(schema) || schema.body["meta:behaviorType"] !== "time-series") {
    return errors.invalid("A timestamp descriptor needs a relational schema of behavior time-series.");
  }
  if (rootField(context, pointer)?.["meta:xdmType"] !== "date-time" || !isRequired(context, pointer)) {
    return errors.invalid(`The timestamp field ${pointer} must be a required root field with format date-time.`);
  }
  return undefined;
}

/** `XDM-1811-400`: the same statement stands already. */
export function duplicate({ errors, body }: DescriptorContext, existing: string): Refusal {
  return errors.error(
    "XDM-1811-400",
    "Descriptor already exists",
    `An existing descriptor already exists: ${existing} of type ${String(body["@type"])} for this schema${body["xdm:sourceProperty"] === undefined ? "" : " and property"}.`,
  );
}
