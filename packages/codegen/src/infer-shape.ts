import type { Sample } from "./read-samples.ts";
import { CodegenError } from "./errors.ts";
import { childPath } from "./shape.ts";
import type { Field, Shape } from "./shape.ts";

/** The part of JSON Schema that quicktype writes for samples. */
interface InferredSchema {
  $ref?: string;
  type?: string;
  anyOf?: InferredSchema[];
  properties?: Record<string, InferredSchema>;
  required?: string[];
  items?: InferredSchema;
}

interface InferredDocument extends InferredSchema {
  definitions: Record<string, InferredSchema>;
}

type ObjectShape = Extract<Shape, { kind: "object" }>;

/**
 * The shape that all samples of a resource share, inferred by quicktype: which fields there are, their JSON types, which
 * are null or absent somewhere.
 * @throws CodegenError SAEP-2004 when one field has two JSON types
 */
export async function inferShape(resource: string, samples: Sample[]): Promise<ObjectShape> {
  const document = await inferSchema(resource, samples);
  const shape = readSchema(document, document, { path: "", samples });
  if (shape.kind === "object") return shape;
  throw contradiction({ path: "", samples }, ["object", shape.kind]);
}

async function inferSchema(resource: string, samples: Sample[]): Promise<InferredDocument> {
  const { InputData, jsonInputForTargetLanguage, quicktype } = await import("quicktype-core");
  const input = jsonInputForTargetLanguage("schema");
  await input.addSource({ name: resource, samples: samples.map((sample) => sample.text) });
  const inputData = new InputData();
  inputData.addInput(input);
  // Every guess is off: what a string or a map means is said by declarations and decisions.
  const guesses = [
    "inferMaps",
    "inferEnums",
    "inferUuids",
    "inferDateTimes",
    "inferIntegerStrings",
    "inferBooleanStrings",
  ];
  const options = Object.fromEntries(guesses.map((guess) => [guess, false]));
  const { lines } = await quicktype({
    inputData,
    lang: "schema",
    combineClasses: false,
    ignoreJsonRefs: true,
    ...options,
  });
  return JSON.parse(lines.join("\n")) as InferredDocument;
}

interface Place {
  path: string;
  samples: Sample[];
}

function readSchema(document: InferredDocument, schema: InferredSchema, place: Place): Shape {
  const target =
    schema.$ref === undefined ? schema : (document.definitions[schema.$ref.replace("#/definitions/", "")] ?? {});
  const alternatives = alternativesOf(target);
  const kinds = new Set(alternatives.map((one) => (one.$ref === undefined ? kindOf(one.type) : "object")));
  if (kinds.size > 1) throw contradiction(place, [...kinds]);
  const [first] = alternatives;
  if (!first) return { kind: "unknown" };
  if (first.$ref !== undefined) return readSchema(document, first, place);
  if (first.type === "array") {
    return { kind: "array", items: readSchema(document, first.items ?? {}, { ...place, path: `${place.path}[*]` }) };
  }
  if (first.type === "object") return { kind: "object", fields: readProperties(document, first, place) };
  return scalarShape(first.type);
}

/** The alternatives that are not null. */
function alternativesOf(schema: InferredSchema): InferredSchema[] {
  return (schema.anyOf ?? [schema]).filter(
    (one) => one.$ref !== undefined || (one.type !== undefined && one.type !== "null"),
  );
}

function kindOf(type: string | undefined): string {
  return type === "integer" ? "number" : (type ?? "unknown");
}

function scalarShape(type: string | undefined): Shape {
  if (type === "boolean") return { kind: "boolean" };
  return type === "string" ? { kind: "string", values: [] } : { kind: "number" };
}

function readProperties(document: InferredDocument, schema: InferredSchema, place: Place): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
    const shape = readSchema(document, property, { ...place, path: childPath(place.path, name) });
    return {
      name,
      shape,
      nullable: property.type === "null" || (property.anyOf ?? []).some((one) => one.type === "null"),
      optional: !(schema.required ?? []).includes(name),
      documentation: "",
      origin: { declared: false, sampled: true, sampledNull: shape.kind === "unknown" },
    };
  });
}

function contradiction(place: Place, kinds: string[]): CodegenError {
  return new CodegenError("contradictingSamples", {
    what: "A field has values of different types",
    where: `${place.samples.map((sample) => sample.file).join(", ")}, ${place.path || "the object itself"}`,
    why: `Found ${kinds.join(" and ")}.`,
  });
}
