import { isPlainIdentity } from "../identities.ts";
import { exponentsOfCurrencies } from "../money.ts";
import { paymentFamilies } from "../payment-families.ts";
import { countStars, keyedPath, type PathStep } from "../paths.ts";
import { commonPrefix } from "../plan-queries.ts";
import type { EachNode, FixedNode, LeafNode, ObjectNode, PlannedRow, PlanNode } from "../plan-rows.ts";
import { scansText, sendValue } from "../send-value.ts";
import { valueCheck } from "../value-checks.ts";
import { type Scope, slotBeside, writeConditions } from "./conditions.ts";
import { isPageValue, type PageTexts } from "./contexts.ts";
import { does, flag, stepBytes } from "./layout.ts";
import type { Address, MemoryImage } from "./memory-image.ts";
import { NotTransducible } from "./not-transducible.ts";
import { type SourceTables, writeKeys } from "./source-tables.ts";

/** What the programs of one resource share. */
export interface Workshop {
  readonly image: MemoryImage;
  readonly sources: SourceTables;
  readonly pageTexts: PageTexts;
}

interface Step {
  readonly what: number;
  readonly flags?: number;
  /** What is written before the value: name, colon, opening bracket. */
  readonly lead?: string;
  readonly slot?: number;
  readonly conditions?: Address;
  readonly more?: readonly number[];
  /** Number of the step at which an object or list ends. */
  end?: number;
}

/** Where a step stands in the row: the lead of its value, and what is asked of it. */
interface Position {
  readonly lead: string;
  readonly flags: number;
  readonly scope: Scope;
}

/** Turns the plan of a dataset's rows into the steps that `assembly/emitter.ts` runs. Throws `NotTransducible`. */
export function writeProgram(plan: ObjectNode, workshop: Workshop, isDigested: boolean): Address {
  const program = new Program(workshop, isDigested);
  program.object(plan, { lead: "", flags: 0, scope: [] });
  return program.write();
}

class Program {
  readonly #workshop: Workshop;
  readonly #isDigested: boolean;
  readonly #steps: Step[] = [];

  constructor(workshop: Workshop, isDigested: boolean) {
    this.#workshop = workshop;
    this.#isDigested = isDigested;
  }

  write(): Address {
    const { image } = this.#workshop;
    const steps = [...this.#steps, { what: does.end }] as readonly Step[];
    const at = image.take(steps.length * stepBytes);
    for (const [index, { what, flags = 0, lead = "", slot = 0, conditions = 0, more = [], end }] of steps.entries()) {
      const [a = 0, b = 0, c = 0, d = 0] = more;
      const words = [
        what,
        flags,
        ...image.text(lead),
        slot,
        conditions,
        a,
        b,
        c,
        d,
        end === undefined ? 0 : at + end * stepBytes,
      ];
      for (const [word, value] of words.entries()) image.set(at + index * stepBytes + word * 4, value);
    }
    return at;
  }

  object(node: ObjectNode, { lead, flags, scope }: Position): void {
    const shared = commonPrefix(node, { scope, prefix: [] });
    const slot = shared.length === 0 ? 0 : this.#workshop.sources.slotOf([...scope, ...shared]);
    this.#bracket({ what: does.objects, flags, lead: `${lead}{`, slot }, () => {
      for (const [key, child] of node.children) {
        const isRequired = node.schema?.required?.includes(key) === true;
        this.#node(child, { lead: `${JSON.stringify(key)}:`, flags: isRequired ? flag.required : 0, scope });
      }
    });
  }

  #bracket(step: Step, inside: () => void): void {
    this.#steps.push(step);
    inside();
    step.end = this.#steps.push({ what: does.end }) - 1;
  }

  #node(node: PlanNode, position: Position): void {
    switch (node.kind) {
      case "leaf": {
        this.#leaf(node, position);
        return;
      }
      case "object": {
        this.object(node, position);
        return;
      }
      case "each": {
        this.#each(node, position);
        return;
      }
      case "fixed": {
        this.#fixed(node, position);
        return;
      }
    }
  }

  #each(node: EachNode, { lead, flags, scope }: Position): void {
    if (node.list.length < scope.length) throw new NotTransducible("a list outside of its element");
    const inner: Scope = [...node.list, { kind: "each" }];
    const slot = this.#workshop.sources.slotOf(node.list);
    this.#workshop.sources.slotOf(inner);
    this.#bracket({ what: does.lists, flags, lead: `${lead}[`, slot }, () => {
      if (node.item !== undefined) this.#node(node.item, { lead: "", flags: 0, scope: inner });
    });
  }

  #fixed(node: FixedNode, { lead, flags, scope }: Position): void {
    this.#bracket({ what: does.fixedLists, flags, lead: `${lead}[` }, () => {
      for (const item of node.items) if (item !== undefined) this.#node(item, { lead: "", flags: 0, scope });
    });
  }

  /** The first row is written; what a further one could add is left to JavaScript. */
  #leaf(node: LeafNode, position: Position): void {
    const [first, ...others] = node.rows;
    if (first === undefined) return;
    const flags = position.flags | (node.volatile && this.#isDigested ? flag.volatile : 0);
    this.#row(first, node, { ...position, flags });
    for (const other of others) this.#refuse(other, position.scope);
  }

  #row(planned: PlannedRow, node: LeafNode, position: Position): void {
    const { when, row } = planned;
    const conditions = when.length === 0 ? 0 : writeConditions(when, position.scope, this.#workshop);
    const step = this.#stepOf(planned, node, position);
    if (step === undefined) {
      this.#refuse(planned, position.scope);
      return;
    }
    const ending = row.conversion === "constant" ? `${JSON.stringify(row.value)},` : "";
    const flags = position.flags | (step.flags ?? 0);
    this.#steps.push({ lead: `${position.lead}${ending}`, conditions, ...step, flags });
  }

  /** Undefined: only JavaScript can tell what becomes of a value, if there is one. */
  #stepOf(planned: PlannedRow, node: LeafNode, position: Position): Step | undefined {
    if (planned.context !== undefined) return this.#context(planned, node);
    const { conversion } = planned.row;
    if (conversion === "derived") return undefined;
    const isBare = planned.source.length === 0;
    if (!isBare && countStars(planned.source) !== countStars(position.scope)) {
      throw new NotTransducible("a source in another list than its destination");
    }
    const slot = isBare ? 0 : this.#workshop.sources.slotOf(planned.source);
    if (conversion === "constant") return { what: does.constants, slot };
    if (conversion === "identity") return this.#identity(planned, position, slot);
    if (planned.action === "hash") return undefined;
    const isChecked = valueCheck(conversion, node.schema) !== undefined;
    if (conversion === "upper-case") return upperCase(planned, node, slot);
    if (isChecked) return undefined;
    switch (conversion) {
      case "string":
        return { what: does.texts, slot, flags: scansText(planned) ? flag.scanned : 0 };
      case "long":
        return { what: does.integers, slot };
      case "double":
        return { what: does.numbers, slot };
      case "boolean":
        return { what: does.truths, slot };
      case "date-time-from-seconds":
        return { what: does.times, slot };
      case "expandable-id":
        return { what: does.ids, slot, more: [this.#member(planned, ["id"])] };
      case "major-units":
        return this.#majorUnits(planned, position, slot);
      case "payment-family":
        return this.#family(planned, slot);
      default:
        return undefined;
    }
  }

  #member({ source }: PlannedRow, names: readonly string[]): number {
    const steps = names.map((name): PathStep => ({ kind: "name", name }));
    return this.#workshop.sources.slotOf([...source, ...steps]);
  }

  #context(planned: PlannedRow, node: LeafNode): Step {
    const { context, row } = planned;
    const send = sendValue(planned, node.schema);
    if (context === "fact_time" && row.conversion === "date-time-from-milliseconds") {
      return { what: does.factTimes, more: [this.#workshop.pageTexts.add(context, send), 0] };
    }
    if (isPageValue(context) && context !== "fact_time") {
      return { what: does.contexts, more: [this.#workshop.pageTexts.add(context, send), 0] };
    }
    const isPlain = planned.action === "keep" && valueCheck(row.conversion, node.schema) === undefined;
    if (isPlain && row.conversion === "string") {
      if (context === "row_id") return { what: does.rowIds };
      if (context === "fact") return { what: does.contexts, more: [0, 1] };
      if (context === "event_type") return { what: does.contexts, more: [1, 1] };
    }
    if (isPlain && row.conversion === "long" && context === "version_sequence") return { what: does.sequences };
    throw new NotTransducible(`${context ?? ""} as ${row.conversion}`);
  }

  #identity(planned: PlannedRow, position: Position, slot: number): Step | undefined {
    const { namespace = "", primary = false } = planned.row;
    if (!isPlainIdentity(namespace, planned.action)) return undefined;
    const ending = `","primary":${String(primary)},"authenticatedState":"ambiguous"}]},`;
    return {
      what: does.identities,
      lead: `${position.lead}{${JSON.stringify(namespace)}:[{"id":"`,
      slot,
      more: [this.#member(planned, ["id"]), ...this.#workshop.image.text(ending)],
    };
  }

  #majorUnits(planned: PlannedRow, { scope }: Position, slot: number): Step {
    const { image, sources } = this.#workshop;
    const currency = slotBeside(planned.currency ?? [], scope, sources);
    const exponents = [...exponentsOfCurrencies()].map(([name, exponent]) => [name, [exponent]] as const);
    return { what: does.majorUnits, slot, more: [...currency, writeKeys(exponents, image)] };
  }

  #family(planned: PlannedRow, slot: number): Step {
    const { image } = this.#workshop;
    const types = [...paymentFamilies()].map(([type, family]) => {
      const rule = type === "card" ? 1 : type === "klarna" ? 2 : 0;
      return [type, [...image.text(JSON.stringify(family)), rule]] as const;
    });
    const families = image.words([writeKeys(types, image), ...image.text('"wallet"'), ...image.text('"other"')]);
    const details = [["type"], ["card", "wallet", "type"], ["klarna", "payment_method_category"]];
    return {
      what: does.families,
      slot,
      more: [...details.map((names) => this.#member(planned, names)), families],
    };
  }

  /** An object with anything at all in these places goes to JavaScript. */
  #refuse(planned: PlannedRow, scope: Scope): void {
    const { row, source } = planned;
    const places = row.conversion === "derived" ? (row.from ?? []).map(keyedPath) : [source];
    const emptyIsNothing = ["string-map", "long-map", "json-text"].includes(row.conversion) ? 1 : 0;
    for (const place of places) {
      if (place.length === 0 || planned.context !== undefined)
        throw new NotTransducible("a second value without a source");
      const [slot, isRoot] = slotBeside(place, scope, this.#workshop.sources);
      if (isRoot === 1 && scope.length > 0) throw new NotTransducible("a value of the object in its elements");
      this.#steps.push({ what: does.refusals, slot, more: [emptyIsNothing] });
    }
  }
}

const currencyCode = "^[A-Z]{3}$";

function upperCase(planned: PlannedRow, { schema }: LeafNode, slot: number): Step | undefined {
  const isCurrencyCode = schema?.pattern === currencyCode;
  const { pattern: _, ...rest } = schema ?? {};
  if (valueCheck("upper-case", isCurrencyCode ? rest : schema) !== undefined) return undefined;
  const flags = (scansText(planned) ? flag.scanned : 0) | (isCurrencyCode ? flag.currencyCode : 0);
  return { what: does.upperCases, slot, flags };
}
