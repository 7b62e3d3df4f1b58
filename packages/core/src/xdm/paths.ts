import { ConfigError } from "../errors.ts";

/** A name, every element of an array, or one fixed element. */
export type PathStep =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "each" }
  | { readonly kind: "index"; readonly index: number };

const stepPattern = /^([A-Za-z_][A-Za-z0-9_]*)((?:\[(?:\*|\d+)\])*)$/;

/** `items.data[*].price.id` as steps. Throws `ConfigError` on anything that is not a path. */
export function parsePath(path: string): readonly PathStep[] {
  return path.split(".").flatMap((part) => {
    const match = stepPattern.exec(part);
    const [, name = "", brackets = ""] = match ?? [];
    // A name that every object inherits would be found on objects that do not have it.
    if (match === null || name in Object.prototype) throw notAPath(path);
    return [{ kind: "name", name } as const, ...parseBrackets(brackets)];
  });
}

function parseBrackets(brackets: string): PathStep[] {
  return [...brackets.matchAll(/\[(\*|\d+)\]/g)].map(([, inside]) =>
    inside === "*" ? { kind: "each" } : { kind: "index", index: Number(inside) },
  );
}

/** The path to a member whose name need not be one that paths can say. */
export function keyedPath({ path, key }: { readonly path: string; readonly key?: string }): readonly PathStep[] {
  const steps = parsePath(path);
  if (key === undefined) return steps;
  if (key in Object.prototype) throw notAPath(key);
  return [...steps, { kind: "name", name: key }];
}

/** The steps back as text, with the numbers of the elements in place of the stars as far as they are given. */
export function formatPath(steps: readonly PathStep[], elements: readonly number[] = []): string {
  let stars = 0;
  let text = "";
  for (const step of steps) {
    if (step.kind === "name") text += text === "" ? step.name : `.${step.name}`;
    else text += `[${step.kind === "index" ? step.index : (elements[stars++] ?? "*")}]`;
  }
  return text;
}

export function countStars(steps: readonly PathStep[]): number {
  return steps.filter((step) => step.kind === "each").length;
}

export function sameStep(left: PathStep | undefined, right: PathStep | undefined): boolean {
  if (left?.kind !== right?.kind) return false;
  if (left?.kind === "name" && right?.kind === "name") return left.name === right.name;
  if (left?.kind === "index" && right?.kind === "index") return left.index === right.index;
  return true;
}

function notAPath(path: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1303",
    message: `"${path}" is not a path that a mapping can use`,
    where: path,
    next: "Generate the mappings again: `pnpm codegen`.",
  });
}
