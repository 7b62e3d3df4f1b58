import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { JsonObject } from "../platform/json.ts";
import type { Operation, Specification } from "./read-specifications.ts";

/** An answer of the simulator, as it went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  /** Parsed JSON, or undefined for an empty body or one that is not JSON. */
  readonly body: unknown;
}

/** A difference between an answer and what is documented. */
export interface Deviation {
  readonly file: string;
  /** `GET /data/foundation/catalog/dataSets/{DATASET_ID}`. */
  readonly operation: string;
  readonly status: number;
  /** Where in the body, and what the schema says. */
  readonly detail: string;
}

export interface Verdict {
  readonly operation: Operation | undefined;
  readonly deviations: readonly Deviation[];
  /** Whether a schema was there to hold the body against. */
  readonly hadSchema: boolean;
}

export type ValidateResponse = (exchange: Exchange) => Verdict;

/** Makes the function that holds answers against the files. */
export function createValidator(specifications: readonly Specification[]): ValidateResponse {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
  formats.default(ajv);
  for (const name of ["int32", "int64", "float", "double", "binary", "byte", "password"]) ajv.addFormat(name, true);
  for (const { file, document } of specifications) ajv.addSchema(document, file);
  const operations = specifications.flatMap((one) => one.operations);
  const compiled = new Map<JsonObject, ValidateFunction>();
  const compile = (operation: Operation, schema: JsonObject): ValidateFunction => {
    const known = compiled.get(schema) ?? ajv.compile(withFile(schema, operation.file) as JsonObject);
    compiled.set(schema, known);
    return known;
  };
  return (exchange) => {
    const verdicts = operations
      .filter((one) => one.method === exchange.method && matches(one.path, exchange.path))
      .map((operation) => hold(exchange, operation, compile));
    // Two files may describe one operation (Flow Service for sources and for destinations): the nearer one counts.
    const [nearest] = verdicts.sort((first, second) => first.deviations.length - second.deviations.length);
    return nearest ?? { operation: undefined, deviations: [], hadSchema: false };
  };
}

function hold(
  exchange: Exchange,
  operation: Operation,
  compile: (operation: Operation, schema: JsonObject) => ValidateFunction,
): Verdict {
  const deviation = (detail: string): Deviation => ({
    file: operation.file,
    operation: `${operation.method} ${operation.path}`,
    status: exchange.status,
    detail,
  });
  const status = String(exchange.status);
  if (!operation.responses.has(status) && !operation.responses.has("default")) {
    return { operation, deviations: [deviation("the status is not documented")], hadSchema: false };
  }
  const schema = operation.responses.get(status);
  if (schema === undefined) return { operation, deviations: [], hadSchema: false };
  if (exchange.body === undefined)
    return { operation, deviations: [deviation("the body is not JSON")], hadSchema: true };
  const validate = compile(operation, schema);
  if (validate(exchange.body)) return { operation, deviations: [], hadSchema: true };
  const details = (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath || "/"} ${message}`);
  return { operation, deviations: [...new Set(details)].map(deviation), hadSchema: true };
}

/** References inside a schema that is compiled alone must name their file. */
function withFile(node: unknown, file: string): unknown {
  if (Array.isArray(node)) return node.map((item) => withFile(item, file));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) =>
      name === "$ref" && typeof value === "string" && value.startsWith("#")
        ? [name, `${file}${value}`]
        : [name, withFile(value, file)],
    ),
  );
}

function matches(template: string, path: string): boolean {
  const wanted = template.split("/").filter((step) => step !== "");
  const given = path.split("/").filter((step) => step !== "");
  // The last variable of an upload is a path of its own.
  if (template.endsWith("/files/{filePath}") && given.length >= wanted.length) given.length = wanted.length;
  return wanted.length === given.length && wanted.every((step, index) => step.startsWith("{") || step === given[index]);
}
