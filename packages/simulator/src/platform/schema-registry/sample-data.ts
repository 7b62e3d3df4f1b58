import { isObject, listIn, type JsonObject } from "../json.ts";

const EXAMPLE_TIME = "2018-11-12T20:20:39+00:00";

const byType: Readonly<Record<string, unknown>> = {
  string: "Sample value",
  "date-time": EXAMPLE_TIME,
  date: EXAMPLE_TIME.slice(0, 10),
  boolean: false,
  number: 15.5,
  long: 10_002,
  int: 9051,
  short: 1025,
  byte: 17,
};

const byFormat: Readonly<Record<string, string>> = {
  email: "sample@example.com",
  uri: "https://ns.adobe.com/sample",
  "uri-reference": "/uri-reference",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  hostname: "www.example.com",
};

/** One object in the shape of a merged schema, with a value in every field. */
export function sampleOf(field: JsonObject): unknown {
  const type = String(field["meta:xdmType"] ?? field.type);
  if (type === "object") {
    const properties = isObject(field.properties) ? field.properties : {};
    return Object.fromEntries(
      Object.entries(properties).map(([name, child]) => [name, isObject(child) ? sampleOf(child) : null]),
    );
  }
  if (type === "map") return { key: isObject(field.additionalProperties) ? sampleOf(field.additionalProperties) : "" };
  if (type === "array") return [isObject(field.items) ? sampleOf(field.items) : ""];
  return scalarSample(field, type);
}

function scalarSample(field: JsonObject, type: string): unknown {
  const labels = isObject(field["meta:enum"]) ? Object.keys(field["meta:enum"]) : [];
  const [first] = [...listIn(field, "enum"), ...labels];
  if (first !== undefined) return first;
  const format = typeof field.format === "string" ? byFormat[field.format] : undefined;
  const sample = format ?? byType[type] ?? "Sample value";
  return typeof sample === "number" ? withinBounds(sample, field) : sample;
}

function withinBounds(value: number, { minimum, maximum }: JsonObject): number {
  const raised = typeof minimum === "number" ? Math.max(value, minimum) : value;
  return typeof maximum === "number" ? Math.min(raised, maximum) : raised;
}
