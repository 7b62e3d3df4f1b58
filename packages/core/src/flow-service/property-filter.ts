import { isObject } from "./exchange.ts";
import { catalogueError } from "./flow-service-error.ts";

type Operator = "==" | ">" | "<" | ">=" | "<=";

/** `path op value[,value…]`: several values mean OR; several filters mean AND. */
export interface PropertyFilter {
  /** Steps from the entity's root; `[]` after a name steps into every element. */
  readonly steps: readonly PathStep[];
  readonly operator: Operator;
  readonly values: readonly string[];
}

interface PathStep {
  readonly name: string;
  readonly each: boolean;
}

/** What a collection lets be filtered and sorted: its members, and names that stand for a path. */
export interface FilterableCollection {
  readonly members: ReadonlySet<string>;
  readonly aliases: Readonly<Record<string, string>>;
}

const shape = /^([A-Za-z_][\w$.:[\]-]*?)\s*(==|>=|<=|!=|~=|[><~=])(.*)$/s;

/** Reads one `property` parameter; throws 1440, 1443, 1449, 1450 or 1453-400 as Adobe's catalogue says. */
export function parsePropertyFilter(text: string, collection: FilterableCollection): PropertyFilter {
  const match = shape.exec(text);
  if (match === null) throw catalogueError("1453-400", { value: text.slice(0, 200) });
  const [, path = "", operator = "", rest = ""] = match;
  if (operator.startsWith("~")) throw catalogueError("1440-400", { operator: "~" });
  if (!isOperator(operator)) throw catalogueError("1450-400", { value: text.slice(0, 200) });
  const steps = parsePath(path, collection);
  const values = splitValues(rest);
  if (values.length === 0) throw catalogueError("1453-400", { value: text.slice(0, 200) });
  if (operator !== "==" && values.length > 1) throw catalogueError("1443-400", { operator });
  return { steps, operator, values };
}

function isOperator(text: string): text is Operator {
  return text === "==" || text === ">" || text === "<" || text === ">=" || text === "<=";
}

/** The steps of a dotted path; throws 1449-400 when the collection has no such member. */
export function parsePath(path: string, collection: FilterableCollection): readonly PathStep[] {
  const steps = (collection.aliases[path] ?? path).split(".").map((part) => ({
    name: part.endsWith("[]") ? part.slice(0, -2) : part,
    each: part.endsWith("[]"),
  }));
  const invalid = steps.some(({ name }) => name === "" || name.includes("[") || name.includes("]"));
  if (invalid || !collection.members.has(steps[0]?.name ?? "")) {
    throw catalogueError("1449-400", { field: path.slice(0, 200) });
  }
  return steps;
}

/** Values divided by commas; a value in double quotes may hold one. */
function splitValues(text: string): readonly string[] {
  const values = [...text.matchAll(/"([^"]*)"|([^,]+)/g)];
  return values.map(([, quoted, bare]) => quoted ?? bare?.trim() ?? "").filter((value) => value !== "");
}

export function matchesFilter(entity: unknown, filter: PropertyFilter): boolean {
  const found = valuesAt(entity, filter.steps);
  const lastStep = filter.steps.at(-1)?.name;
  const anyCase = lastStep === "status" || lastStep === "state";
  return found.some((value) => filter.values.some((wanted) => compares(value, filter.operator, wanted, anyCase)));
}

/** All values that a path reaches; an absent member reaches none. */
export function valuesAt(entity: unknown, steps: readonly PathStep[]): readonly unknown[] {
  let reached: readonly unknown[] = [entity];
  for (const step of steps) {
    reached = reached.flatMap((value) => {
      const member = isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
      if (member === undefined) return [];
      return step.each ? (Array.isArray(member) ? (member as unknown[]) : []) : [member];
    });
  }
  return reached;
}

function compares(value: unknown, operator: Operator, wanted: string, anyCase: boolean): boolean {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return false;
  const text = String(value);
  if (operator === "==") return anyCase ? plain(text) === plain(wanted) : text === wanted;
  const order = compareValues(typeof value === "number" ? value : text, wanted);
  if (operator === ">") return order > 0;
  if (operator === "<") return order < 0;
  return operator === ">=" ? order >= 0 : order <= 0;
}

/** Adobe's pages write `Failed`, `failed` and `IN_PROGRESS` for the same thing. */
function plain(status: string): string {
  return status.toLowerCase().replaceAll("_", "");
}

/** Numbers by size when both are numbers, else texts by code unit: the order of filters and of sorting. */
export function compareValues(left: unknown, right: unknown): number {
  const numbers = [Number(left), Number(right)] as const;
  const numeric = left !== "" && right !== "" && numbers.every((number) => Number.isFinite(number));
  const [a, b] = numeric ? numbers : [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
