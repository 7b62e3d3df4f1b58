import { toList, toObject } from "./conversions.ts";
import { addIdentity, identityIn, type IdentityMap } from "./identities.ts";
import type { PlannedCondition } from "./conditions.ts";
import { countStars, formatPath, parsePath, type PathStep } from "./paths.ts";
import type { EachNode, FixedNode, LeafNode, ObjectNode, PlannedRow, PlanNode } from "./plan-rows.ts";
import { commonPrefix, firstRow } from "./plan-queries.ts";
import { Refusal, requiredRule } from "./refusal.ts";
import { sendDerived, sendMajorUnits, sendValue } from "./send-value.ts";
import { isSpine, lastText, objectText, type SpinePart, unescaped } from "./spine-text.ts";
import { conditional, conditionText, literal, member, optionalMember } from "./source-text.ts";

/** Values of one record's context, by the names that mappings use after the `$`. */
export interface RecordContext {
  readonly account: string;
  readonly livemode: boolean;
  readonly api_version: string;
  readonly deleted: boolean;
  readonly version: number;
  readonly version_sequence: number;
  readonly row_id: string;
  readonly fact: string | undefined;
  readonly event_type: string | undefined;
  /** Milliseconds since 1970. */
  readonly fact_time: number | undefined;
}

/** One row as text, and the part of it that two readings of an unchanged object have in common. */
export interface RowTexts {
  readonly text: string;
  readonly stable: string;
}

/** A dataset's rows as one function. */
export interface CompiledRows {
  /** Throws `Refusal`; `place` then says where. */
  write(object: object, context: RecordContext): RowTexts;
  /** The Stripe or XDM path of a refusal's `at`, with the elements that were being read. */
  place(at: number): string;
  /** What was generated, for a reader. */
  readonly source: string;
}

/**
 * Turns a plan into JavaScript: one function for each object of the row, each returning one object literal, so that V8 gives
 * all rows the same shape and JSON.stringify runs at its fastest. Names and paths enter the source only as JSON literals.
 */
export function compileRows(plan: ObjectNode): CompiledRows {
  const generator = new Generator();
  const source = generator.program(plan);
  // The source is made of this file's own templates and of JSON literals; nothing of it comes from a record.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  const made = new Function("bound", source)(generator.bound) as {
    write: CompiledRows["write"];
    elements: () => number[];
  };
  return {
    write: made.write,
    place: (at) => formatPath(generator.paths[at] ?? [], made.elements()),
    source,
  };
}

/** Where generated code stands: which variable holds which part of the object. */
interface Place {
  /** Variable that holds an object for certain. */
  readonly holder: string;
  /** Steps from the element (or object) to what the holder holds. */
  readonly prefix: readonly PathStep[];
  /** Stars passed so far: 0 is the object itself. */
  readonly depth: number;
  /** Steps of the source up to and with the last star. */
  readonly scope: readonly PathStep[];
}

const rootPlace: Place = { holder: "root", prefix: [], depth: 0, scope: [] };

class Generator {
  readonly bound: unknown[] = [];
  readonly paths: (readonly PathStep[])[] = [];
  readonly #functions: string[] = [];
  readonly #names = new Map<unknown, string>();
  #count = 0;

  program(plan: ObjectNode): string {
    const lines: string[] = [];
    const parts = this.#spine(plan, lines);
    const bindings = [...this.#names.values()].map((name, index) => `const ${name} = bound[${index}];`);
    return [
      '"use strict";',
      ...bindings,
      "let root, context, i0 = 0, i1 = 0, i2 = 0, i3 = 0;",
      ...this.#functions,
      "function write(object, of) {",
      "  root = object; context = of;",
      ...lines,
      `  return { text: ${objectText(parts, false)}, stable: ${objectText(parts, true)} };`,
      "}",
      "return { write, elements: () => [i0, i1, i2, i3] };",
    ].join("\n");
  }

  /** Values of the context stand by themselves; runs of other fields are bundled into one literal and one JSON.stringify. */
  #spine(node: ObjectNode, lines: string[]): SpinePart[] {
    const parts: SpinePart[] = [];
    let bundle: [string, PlanNode][] = [];
    const seal = () => {
      if (bundle.length > 0) parts.push(this.#bundle(bundle, node, lines));
      bundle = [];
    };
    for (const [key, child] of node.children) {
      if (!isSpine(child)) {
        bundle.push([key, child]);
        continue;
      }
      // The bundle first: refusals come in the order of the fields.
      seal();
      parts.push(this.#spinePart(key, child, lines));
    }
    seal();
    return parts;
  }

  #spinePart(key: string, node: ObjectNode | LeafNode, lines: string[]): SpinePart {
    if (node.kind === "object") return { kind: "object", key, parts: this.#spine(node, lines) };
    const value = this.#value(node, rootPlace);
    const text = this.#name("text");
    lines.push(`  const ${text} = ${this.#contextText(node, value)};`);
    return { kind: "field", key, text, volatile: node.volatile };
  }

  #bundle(children: readonly (readonly [string, PlanNode])[], node: ObjectNode, lines: string[]): SpinePart {
    const fields = children.map(([key, child]) => {
      const value = this.#name("value");
      lines.push(`  const ${value} = ${this.#value(child, rootPlace)};`);
      return { key, value };
    });
    for (const { key, value } of fields) {
      if (node.schema?.required?.includes(key) === true) lines.push(`  ${this.#required(value, node, key)}`);
    }
    const text = this.#name("bundle");
    const members = fields.map(({ key, value }) => `${JSON.stringify(key)}: ${value}`).join(", ");
    lines.push(`  const ${text} = JSON.stringify({ ${members} }).slice(1, -1);`);
    return { kind: "bundle", text };
  }

  /**
   * JSON of a value of the context, which is always there: numbers, truth values and times have no characters to escape, and
   * texts are the same for a whole page.
   */
  #contextText(node: LeafNode, value: string): string {
    const [planned] = node.rows;
    if (planned === undefined) return value;
    const { row, context } = planned;
    if (unescaped.has(row.conversion)) return value;
    if (row.conversion.startsWith("date-time") || context === "row_id") return `'"' + ${value} + '"'`;
    return `${this.#bind(lastText(), "lastText")}(${value})`;
  }

  #value(node: PlanNode, place: Place): string {
    switch (node.kind) {
      case "leaf":
        return this.#leaf(node, place);
      case "object":
        return this.#object(node, place);
      case "each":
        return this.#each(node, place);
      case "fixed":
        return this.#fixed(node, place);
    }
  }

  /** A function that gives the object, or undefined when nothing stands in it. */
  #object(node: ObjectNode, place: Place): string {
    const name = this.#name("object");
    const own: Place = { ...place, holder: "holder" };
    const hoisted = commonPrefix(node, place);
    const inner: Place = { ...own, prefix: [...place.prefix, ...hoisted] };
    const lines = [`function ${name}(holder, element) {`];
    if (hoisted.length > 0) {
      lines.push(
        `  holder = ${this.#walk("holder", place, hoisted)};`,
        "  if (holder === undefined) return undefined;",
      );
    }
    const fields: string[] = [];
    const values: string[] = [];
    for (const [key, child] of node.children) {
      const value = this.#name("value");
      values.push(value);
      fields.push(`${JSON.stringify(key)}: ${value}`);
      lines.push(`  const ${value} = ${this.#value(child, inner)};`);
    }
    lines.push(`  if (${values.map((value) => `${value} === undefined`).join(" && ")}) return undefined;`);
    for (const [index, key] of [...node.children.keys()].entries()) {
      if (node.schema?.required?.includes(key) === true)
        lines.push(`  ${this.#required(values[index] ?? "", node, key)}`);
    }
    lines.push(`  return { ${fields.join(", ")} };`, "}");
    this.#functions.push(lines.join("\n"));
    return `${name}(${place.holder}, ${elementOf(place)})`;
  }

  #required(value: string, node: ObjectNode, key: string): string {
    const child = node.children.get(key);
    const at = this.#path((child === undefined ? undefined : firstRow(child)?.source) ?? [{ kind: "name", name: key }]);
    const refuse = this.#bind(refuseMissing, "refuseMissing");
    return `if (${value} === undefined) ${refuse}(${at});`;
  }

  #each(node: EachNode, place: Place): string {
    const name = this.#name("list");
    const depth = place.depth + 1;
    const relative = node.list.slice(place.scope.length);
    const scope: readonly PathStep[] = [...node.list, { kind: "each" }];
    const list = this.#bind(toList, "toList");
    const isObjectItem = node.item !== undefined && node.item.kind !== "leaf";
    const item: Place = { holder: "item", prefix: [], depth, scope };
    const listAt = this.#path(node.list);
    const value = node.item === undefined ? "undefined" : this.#item(node.item, item);
    const object = this.#bind(toObject, "toObject");
    const element = isObjectItem ? `${object}(list[index], ${this.#path(scope)})` : "list[index]";
    this.#functions.push(
      [
        `function ${name}(from) {`,
        `  const list = ${list}(from, ${listAt});`,
        "  if (list === undefined) return undefined;",
        "  const made = [];",
        "  for (let index = 0; index < list.length; index += 1) {",
        `    i${depth - 1} = index;`,
        `    const item = ${element};`,
        "    if (item === undefined || item === null) continue;",
        `    const value = ${value};`,
        "    if (value !== undefined) made.push(value);",
        "  }",
        "  return made.length === 0 ? undefined : made;",
        "}",
      ].join("\n"),
    );
    return `${name}(${this.#access(place, relative)})`;
  }

  /** An element that is a value by itself is converted as it stands. */
  #item(node: PlanNode, place: Place): string {
    if (node.kind !== "leaf") return this.#value(node, place);
    const [planned] = node.rows;
    return planned === undefined ? "undefined" : this.#send(planned, node, "item");
  }

  #fixed(node: FixedNode, place: Place): string {
    const items = node.items.filter((item) => item !== undefined).map((item) => this.#value(item, place));
    return `${this.#bind(present, "present")}([${items.join(", ")}])`;
  }

  #leaf(node: LeafNode, place: Place): string {
    const [first] = node.rows;
    if (first?.row.conversion === "identity") return this.#identities(node, place);
    return node.rows.map((planned) => this.#row(planned, node, place)).join(" ?? ") || "undefined";
  }

  #row(planned: PlannedRow, node: LeafNode, place: Place): string {
    const { row } = planned;
    const when = planned.when.map((condition) => this.#holds(condition, place));
    if (row.conversion === "constant") {
      const source = planned.source.length === 0 ? [] : [`${this.#sourceOf(planned, place)} != null`];
      return conditional([...source, ...when], literal(row.value));
    }
    if (row.conversion === "derived") {
      const at = this.#path(parsePath(row.from?.[0]?.path ?? "id"));
      return conditional(when, `${this.#bind(sendDerived(planned, node.schema), "derived")}(root, ${at})`);
    }
    return conditional(when, this.#send(planned, node, this.#sourceOf(planned, place), place));
  }

  #send(planned: PlannedRow, node: LeafNode, value: string, place?: Place): string {
    const at = this.#path(planned.context === undefined ? planned.source : [{ kind: "name", name: planned.context }]);
    if (planned.row.conversion === "major-units") {
      const currency = place === undefined ? "undefined" : this.#lenient(planned.currency ?? [], place);
      return `${this.#bind(sendMajorUnits(node.schema), "majorUnits")}(${value}, ${currency}, ${at})`;
    }
    const send = sendValue(planned, node.schema);
    return `${this.#bind(send, send.name)}(${value}, ${at})`;
  }

  #identities(node: LeafNode, place: Place): string {
    const name = this.#name("identities");
    const add = this.#bind(addSentIdentity, "addSentIdentity");
    const lines = [`function ${name}(${place.holder}, element) {`, "  let map;"];
    for (const planned of node.rows) {
      const { namespace = "", primary = false } = planned.row;
      const value = conditional(
        planned.when.map((condition) => this.#holds(condition, place)),
        this.#send(planned, node, this.#sourceOf(planned, place)),
      );
      lines.push(
        `  map = ${add}(map, ${literal(namespace)}, ${value}, ${literal(primary)}, ${literal(planned.action)});`,
      );
    }
    this.#functions.push([...lines, "  return map;", "}"].join("\n"));
    return `${name}(${place.holder}, ${elementOf(place)})`;
  }

  #sourceOf(planned: PlannedRow, place: Place): string {
    if (planned.context !== undefined) return `context.${planned.context}`;
    return this.#access(place, planned.source.slice(place.scope.length));
  }

  /** The value at `steps` (from the element on), the holder's own prefix left out. */
  #access(place: Place, steps: readonly PathStep[]): string {
    const rest = steps.slice(place.prefix.length);
    const last = rest.at(-1);
    if (last === undefined) return place.holder;
    const before = rest.slice(0, -1);
    if (before.length === 0) return `${place.holder}${member(last)}`;
    return `${this.#walk(place.holder, place, before)}?.${optionalMember(last)}`;
  }

  /** Down through objects, refusing what is none. */
  #walk(from: string, place: Place, steps: readonly PathStep[]): string {
    const object = this.#bind(toObject, "toObject");
    let text = from;
    steps.forEach((step, index) => {
      const at = this.#path([...place.scope, ...place.prefix, ...steps.slice(0, index + 1)]);
      text = `${object}(${index === 0 ? `${text}${member(step)}` : `${text}?.${optionalMember(step)}`}, ${at})`;
    });
    return text;
  }

  #holds({ condition, path }: PlannedCondition, place: Place): string {
    const value = this.#lenient(path, place);
    return conditionText(condition, value);
  }

  /** Conditions and currencies look, they do not judge: whatever is not there is undefined. */
  #lenient(path: readonly PathStep[], place: Place): string {
    const inScope = countStars(path) === place.depth && place.depth > 0;
    const steps = inScope ? path.slice(place.scope.length) : path;
    return steps.reduce((text, step) => `${text}?.${optionalMember(step)}`, inScope ? elementOf(place) : "root");
  }

  #path(steps: readonly PathStep[]): number {
    this.paths.push(steps);
    return this.paths.length - 1;
  }

  #bind(value: unknown, name: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const free =
      [...this.#names.values()].includes(name) || name === "" ? this.#name(name === "" ? "send" : name) : name;
    this.#names.set(value, free);
    this.bound.push(value);
    return free;
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}${this.#count}`;
  }
}

function elementOf(place: Place): string {
  if (place.depth === 0) return "root";
  return place.holder === "item" ? "item" : "element";
}

function refuseMissing(at: number): never {
  throw new Refusal(requiredRule, "SAEP-1301", at);
}

function present(items: readonly unknown[]): readonly unknown[] | undefined {
  const there = items.filter((item) => item !== undefined);
  return there.length === 0 ? undefined : there;
}

function addSentIdentity(
  map: IdentityMap | undefined,
  namespace: string,
  value: unknown,
  primary: boolean,
  action: "keep" | "hash",
): IdentityMap | undefined {
  const id = typeof value === "string" ? identityIn(namespace, value, action) : undefined;
  return id === undefined ? map : addIdentity(map, namespace, id, primary);
}
