import { isObject, type JsonObject } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";

export interface PatchOperation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The operations of a PATCH body: an array, or the bare object that one of Adobe's examples sends. Operation names are
 * read in any case. Throws 1405-400 for an empty body and 1434-400 for an operation other than add, replace, remove.
 */
export function readOperations(body: unknown): readonly PatchOperation[] {
  const list = Array.isArray(body) ? (body as unknown[]) : isObject(body) && "op" in body ? [body] : [];
  if (list.length === 0) throw catalogueError("1405-400");
  if (list.length > 100) throw catalogueError("1455-400", { message: "more than 100 operations" });
  return list.map(readOperation);
}

function readOperation(item: unknown): PatchOperation {
  if (!isObject(item)) throw catalogueError("1455-400", { message: "an operation must be an object" });
  const op = typeof item.op === "string" ? item.op.toLowerCase() : "";
  if (op !== "add" && op !== "replace" && op !== "remove") {
    throw catalogueError("1434-400", { operation: typeof item.op === "string" ? item.op.slice(0, 50) : "" });
  }
  if (typeof item.path !== "string" || !item.path.startsWith("/")) {
    throw catalogueError("1365-400", { path: typeof item.path === "string" ? item.path.slice(0, 200) : "" });
  }
  if (op !== "remove" && item.value === undefined) {
    throw catalogueError("1455-400", { message: `Missing field "value" for path ${item.path.slice(0, 200)}` });
  }
  return { op, path: item.path, ...(op === "remove" ? {} : { value: item.value }) };
}

/** Throws 1365-400 unless every operation's path is one of `allowed` or lies below one of them. */
export function refuseOtherPaths(operations: readonly PatchOperation[], allowed: readonly string[]): void {
  for (const { path } of operations) {
    if (!allowed.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) {
      throw catalogueError("1365-400", { path: path.slice(0, 200) });
    }
  }
}

/** A new entity with the operations applied in order; throws 1455-400 when a path leads through what is not there. */
export function applyOperations(entity: JsonObject, operations: readonly PatchOperation[]): JsonObject {
  return operations.reduce<JsonObject>((current, operation) => {
    const changed = applyAt(current, readPointer(operation.path), operation);
    return isObject(changed) ? changed : current;
  }, entity);
}

function readPointer(path: string): readonly string[] {
  const steps = path
    .replace(/\/$/, "")
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (steps.length === 0 || steps.length > 20 || steps.some((step) => step === "__proto__")) {
    throw catalogueError("1365-400", { path: path.slice(0, 200) });
  }
  return steps;
}

function applyAt(target: unknown, steps: readonly string[], operation: PatchOperation): unknown {
  const [step = "", ...rest] = steps;
  if (Array.isArray(target)) return applyInArray(target, step, rest, operation);
  if (!isObject(target)) throw missing(step);
  const exists = Object.hasOwn(target, step);
  if (rest.length > 0) {
    if (!exists) throw missing(step);
    return { ...target, [step]: applyAt(target[step], rest, operation) };
  }
  if (!exists && operation.op !== "add") throw missing(step);
  const { [step]: _, ...others } = target;
  return operation.op === "remove" ? others : { ...target, [step]: operation.value };
}

function applyInArray(
  target: readonly unknown[],
  step: string,
  rest: readonly string[],
  operation: PatchOperation,
): readonly unknown[] {
  const atEnd = step === "-" || Number(step) === target.length;
  const index = atEnd ? target.length : Number(step);
  if (!/^(-|\d{1,4})$/.test(step) || index > target.length) throw missing(step);
  if (rest.length > 0) {
    if (atEnd) throw missing(step);
    return target.with(index, applyAt(target[index], rest, operation));
  }
  if (operation.op === "add") return target.toSpliced(index, 0, operation.value);
  if (atEnd) throw missing(step);
  return operation.op === "remove" ? target.toSpliced(index, 1) : target.with(index, operation.value);
}

function missing(step: string) {
  return catalogueError("1455-400", { message: `Missing field "${step.slice(0, 100)}".` });
}
