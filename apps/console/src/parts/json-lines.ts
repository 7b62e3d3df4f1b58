export interface JsonLine {
  readonly text: string;
  /** Whether this line is the place that `path` names, or the nearest that exists on the way to it. */
  readonly marked: boolean;
}

/** Pretty JSON, line by line, with the line of one path marked. A path that does not exist marks its deepest parent. */
export function jsonLines(value: unknown, path: string): readonly JsonLine[] {
  const steps = stepsOf(path);
  const depth = deepest(value, steps);
  const lines: { text: string; marked: boolean }[] = [];
  write(value, "", "", "");
  return lines;

  function write(part: unknown, label: string, indent: string, tail: string, trail: readonly string[] = []): void {
    const marked = depth > 0 && trail.length === depth && trail.every((step, index) => step === steps[index]);
    if (typeof part !== "object" || part === null || Object.keys(part).length === 0) {
      lines.push({ text: `${indent}${label}${JSON.stringify(part)}${tail}`, marked });
      return;
    }
    const list = Array.isArray(part);
    const entries = Object.entries(part as Readonly<Record<string, unknown>>);
    lines.push({ text: `${indent}${label}${list ? "[" : "{"}`, marked });
    for (const [index, [name, inner]] of entries.entries()) {
      const innerLabel = list ? "" : `${JSON.stringify(name)}: `;
      write(inner, innerLabel, `${indent}  `, index < entries.length - 1 ? "," : "", [...trail, name]);
    }
    lines.push({ text: `${indent}${list ? "]" : "}"}${tail}`, marked: false });
  }
}

/** `a.b[0].c` and `/a/b/0/c` alike. */
function stepsOf(path: string): readonly string[] {
  return path
    .replaceAll(/\[(\d+|\*)\]/g, ".$1")
    .split(/[./]/)
    .filter((step) => step !== "");
}

function deepest(value: unknown, steps: readonly string[]): number {
  let here = value;
  for (const [index, step] of steps.entries()) {
    if (typeof here !== "object" || here === null || !(step in here)) return index;
    here = (here as Readonly<Record<string, unknown>>)[step];
  }
  return steps.length;
}
