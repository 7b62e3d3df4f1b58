import { readFile } from "node:fs/promises";
import type { ValidateFunction } from "ajv";
import { CodegenError } from "./errors.ts";
import type { CodegenErrorName } from "./errors.ts";

/** How a file that cannot be read is reported. */
export interface ReadFailure {
  error: CodegenErrorName;
  what: string;
}

/**
 * Reads a JSON file and checks its form.
 * @throws CodegenError of the given name, with the file and the member that is wrong
 */
export async function readJson<T>(
  file: string,
  schema: Record<string, unknown> | undefined,
  failure: ReadFailure,
): Promise<T> {
  const fail = (where: string, why: string, cause?: unknown): CodegenError =>
    new CodegenError(failure.error, { what: failure.what, where, why }, cause);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw fail(file, `${(cause as Error).message}.`, cause);
  }
  const problem = schema ? await firstProblem(schema, value) : undefined;
  if (problem) throw fail(`${file}, ${problem.path}`, problem.why);
  return value as T;
}

const validators = new WeakMap<object, Promise<ValidateFunction>>();

/** Compiled once for each schema: a form checks many files. */
function validatorOf(schema: Record<string, unknown>): Promise<ValidateFunction> {
  const known = validators.get(schema);
  if (known) return known;
  const compiled = import("ajv").then(({ Ajv }) => new Ajv({ strict: false, allowUnionTypes: true }).compile(schema));
  validators.set(schema, compiled);
  return compiled;
}

/** The first place where a value does not have the form of a schema. */
export async function firstProblem(
  schema: Record<string, unknown>,
  value: unknown,
): Promise<{ path: string; why: string } | undefined> {
  const validate = await validatorOf(schema);
  if (validate(value)) return undefined;
  const [error] = validate.errors ?? [];
  const extra = (error?.params as { additionalProperty?: string } | undefined)?.additionalProperty;
  const path = [error?.instancePath ?? "", extra].filter(Boolean).join("/") || "/";
  return { path, why: `The member ${error?.message ?? "has another form"}.` };
}
