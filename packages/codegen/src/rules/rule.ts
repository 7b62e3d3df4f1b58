import type { Conversion } from "../conversions.ts";
import type { Field, Shape } from "../shape.ts";
import type { XdmNode } from "../xdm.ts";

/** A field that waits for its rule, with what was decided about it. */
export interface Candidate {
  /** In mapping notation; `[*]` at the end for the elements of an array. */
  path: string;
  name: string;
  field: Field;
  shape: Shape;
  /** The reason, when a decision drops the field. */
  dropped: string | undefined;
  unixTime: boolean;
  decimal: boolean;
  /** Asks the rules about an element of this field. */
  decideElement: (shape: Shape) => Verdict;
}

/** What a rule says; the planner turns it into a field plan. */
export type Verdict =
  | { kind: "value"; node: XdmNode; conversion: Conversion; suffix?: "[*]" }
  | { kind: "presence" }
  | { kind: "object"; fields: Field[]; of?: string | undefined }
  | { kind: "array"; fields: Field[]; of?: string | undefined; extras?: Field[] }
  | { kind: "left out"; reason: string };

/** One sentence of the design, as code; the file, the fixture in test/cases and `name` are spelled alike. */
export interface Rule {
  name: string;
  sentence: string;
  applies: (candidate: Candidate) => boolean;
  decide: (candidate: Candidate) => Verdict;
}
