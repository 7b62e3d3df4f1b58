import { ExpressionError, type Expression, type PathStep } from "./expression.ts";

/**
 * Steps of an attribute path: dots divide, `\.` is a dot in a name, `${First.Name}` is one name, `[0]` an element and
 * `[*]` every element. Throws ExpressionError.
 */
export function parseMappingPath(text: string): PathStep[] {
  const steps: PathStep[] = [];
  for (const part of splitDots(text)) {
    const match = /^(.*?)((?:\[(?:\d+|\*)\])*)$/.exec(part);
    const [, name = "", brackets = ""] = match ?? [];
    if (name === "" && brackets === "") throw new ExpressionError(`the path ${text} has an empty step`);
    if (name !== "") steps.push({ name: name.replaceAll("\\.", ".").replace(/^\$\{(.*)\}$/, "$1") });
    for (const [, index = "*"] of brackets.matchAll(/\[(\d+|\*)\]/g)) {
      steps.push(index === "*" ? { every: true } : { index: Number(index) });
    }
  }
  return steps;
}

function splitDots(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (text.startsWith("${", index)) quoted = true;
    if (quoted && character === "}") quoted = false;
    if (character === "\\" && text.charAt(index + 1) === ".") {
      part += "\\.";
      index += 1;
    } else if (character === "." && !quoted) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part];
}

/** The pointer over data of a path, without its indices: where the field stands in a schema. */
export function pointerOf(steps: readonly PathStep[]): string {
  return steps
    .flatMap((step) => ("name" in step ? [step.name.replaceAll("~", "~0").replaceAll("/", "~1")] : []))
    .map((name) => `/${name}`)
    .join("");
}

/** How many `[*]` a path has. */
export function wildcardsIn(steps: readonly PathStep[]): number {
  return steps.filter((step) => "every" in step).length;
}

/** The path up to its n-th `[*]` (from 0), without it: the list that it iterates. */
export function listBefore(steps: readonly PathStep[], wildcard: number): Expression {
  let seen = -1;
  const end = steps.findIndex((step) => "every" in step && ++seen === wildcard);
  return { kind: "path", steps: steps.slice(0, end) };
}
