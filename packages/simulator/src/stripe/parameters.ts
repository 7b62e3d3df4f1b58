import { badRequest } from "./stripe-error.ts";

/** What a form or query says: texts, lists (`expand[]=a`) and groups (`created[gte]=1`), nested to any depth. */
export interface ParameterGroup {
  readonly [name: string]: ParameterValue;
}

export type ParameterValue = string | readonly ParameterValue[] | ParameterGroup;

type Draft = Map<string, Draft | string>;

/** Reads `application/x-www-form-urlencoded` text with Stripe's brackets, as bodies and queries use it. */
export function readParameters(text: string): ParameterGroup {
  const root: Draft = new Map();
  for (const [key, value] of new URLSearchParams(text)) {
    const [name = "", ...inner] = key.split("[");
    const path = [name, ...inner.map((part) => part.replace(/\]$/, ""))];
    put(root, path, value);
  }
  return finish(root) as ParameterGroup;
}

function put(group: Draft, path: readonly string[], value: string): void {
  const [first = "", ...rest] = path;
  const name = first === "" ? String(group.size) : first;
  if (rest.length === 0) {
    group.set(name, value);
    return;
  }
  const inner = group.get(name);
  const next: Draft = inner instanceof Map ? inner : new Map<string, Draft | string>();
  group.set(name, next);
  put(next, rest, value);
}

function finish(draft: Draft): ParameterGroup | readonly ParameterValue[] {
  const values = [...draft].map(([name, value]) => [name, value instanceof Map ? finish(value) : value] as const);
  const isList = values.length > 0 && values.every(([name], position) => name === String(position));
  return isList ? values.map(([, value]) => value) : Object.fromEntries(values);
}

/** Refuses names that the endpoint does not know, as Stripe does. */
export function refuseUnknown(parameters: ParameterGroup, known: readonly string[]): void {
  const unknown = Object.keys(parameters).find((name) => !known.includes(name));
  if (unknown !== undefined) throw badRequest(`Received unknown parameter: ${unknown}`, unknown, "parameter_unknown");
}

export function textOf(parameters: ParameterGroup, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string") throw badRequest(`Invalid string: ${JSON.stringify(value)}`, name);
  if (value === "") throw badRequest(`You passed an empty string for '${name}'.`, name, "parameter_invalid_empty");
  return value;
}

export function textsOf(parameters: ParameterGroup, name: string): readonly string[] | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.some((entry) => typeof entry !== "string"))
    throw badRequest("Invalid array", name);
  return value as readonly string[];
}

function integerOf(text: string, param: string): number {
  if (!/^-?\d+$/.test(text)) throw badRequest(`Invalid integer: ${text}`, param, "parameter_invalid_integer");
  return Number(text);
}

export function booleanOf(parameters: ParameterGroup, name: string): boolean | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false") throw badRequest(`Invalid boolean: ${JSON.stringify(value)}`, name);
  return value === "true";
}

/** One of a list of words, or 400 as Stripe words it. */
export function wordOf<Word extends string>(
  parameters: ParameterGroup,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = textOf(parameters, name);
  const word = words.find((candidate) => candidate === value);
  if (value !== undefined && word === undefined)
    throw badRequest(`Invalid ${name}: must be one of ${words.join(", ")}`, name);
  return word;
}

/** A window of whole Unix seconds: `[from, until)`. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

const bounds: Readonly<Record<string, (seconds: number, window: Window) => Window>> = {
  gt: (seconds, window) => ({ ...window, from: Math.max(window.from, seconds + 1) }),
  gte: (seconds, window) => ({ ...window, from: Math.max(window.from, seconds) }),
  lt: (seconds, window) => ({ ...window, until: Math.min(window.until, seconds) }),
  lte: (seconds, window) => ({ ...window, until: Math.min(window.until, seconds + 1) }),
};

/** `created=1` or `created[gte]=1&created[lt]=2`; undefined if it is not given. */
export function windowOf(parameters: ParameterGroup, name: string): Window | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (typeof value === "string") {
    const seconds = integerOf(value, name);
    return { from: seconds, until: seconds + 1 };
  }
  if (Array.isArray(value)) throw badRequest("Invalid object", name);
  let window: Window = { from: -Infinity, until: Infinity };
  for (const [bound, text] of Object.entries(value as ParameterGroup)) {
    const narrow = bounds[bound];
    if (narrow === undefined)
      throw badRequest(`Received unknown parameter: ${name}[${bound}]`, `${name}[${bound}]`, "parameter_unknown");
    window = narrow(integerOf(typeof text === "string" ? text : "", `${name}[${bound}]`), window);
  }
  return window;
}

export function limitOf(parameters: ParameterGroup): number {
  const text = textOf(parameters, "limit");
  if (text === undefined) return 10;
  const limit = integerOf(text, "limit");
  if (limit > 100)
    throw badRequest(
      `This value must be less than or equal to 100 (it currently is '${limit}').`,
      "limit",
      "parameter_invalid_integer",
    );
  if (limit < 1)
    throw badRequest(
      `This value must be greater than or equal to 1 (it currently is '${limit}').`,
      "limit",
      "parameter_invalid_integer",
    );
  return limit;
}
