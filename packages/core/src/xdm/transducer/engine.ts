import type { TransducerPlan } from "./build-plan.ts";
import { moduleText } from "./module-text.ts";

/** What `assembly/index.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  openMemory(...regions: readonly number[]): void;
  mapPage(page: number, end: number, plan: number, contexts: number, live: boolean, firstSequence: number): number;
  hasMore(): number;
  rowsEnd(): number;
}

/** The part of the standard that is used here; core's types know no browser. */
declare const WebAssembly:
  | {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: object };
    }
  | undefined;

/** Where plans begin; the module's own few bytes lie below. */
export const plansAt = 4096;
/** Behind a page stand zeros, and copies may write a little too far. */
const padding = 64;
const frameBytes = 256 * 1024;
const recordBytes = 128 * 1024;
const pageUnit = 64 * 1024;
/** Longer pages are for JavaScript: Stripe's have 100 objects of some kilobytes. */
const longestPage = 4 * 1024 * 1024;

/** What the module answers about a page; valid until the next. */
export interface TransducedPage {
  readonly memory: Buffer;
  /** The same memory, by addresses divided by 4 and by 8. */
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
  readonly records: number;
  /** Address of the first record. */
  readonly recordsAt: number;
  readonly rowsAt: number;
  readonly rowsEnd: number;
  readonly hasMore: boolean;
}

/** One instance for the whole thread: it keeps nothing between pages but the plan that was used last. */
class Engine {
  readonly #exports: Exports;
  #loaded: TransducerPlan | undefined;
  #views: Views;

  constructor({ Module, Instance }: NonNullable<typeof WebAssembly>) {
    this.#exports = new Instance(new Module(Buffer.from(moduleText, "base64"))).exports as Exports;
    this.#views = viewsOf(this.#exports.memory.buffer);
  }

  /** Undefined: the page is not for the module, or not JSON at all. */
  map(page: Uint8Array, plan: TransducerPlan, of: PageValues): TransducedPage | undefined {
    if (page.length > longestPage) return undefined;
    const contexts = Buffer.concat(of.texts.map((text) => Buffer.from(text)));
    const { texts, frames, records, rows, digested, end } = regions(plan, of, contexts.length, page.length);
    this.#growTo(end + page.length + padding);
    const { memory } = this.#views;
    if (this.#loaded !== plan) memory.set(plan.image, plansAt);
    this.#loaded = plan;
    this.#writeTexts(texts, of.texts, contexts);
    // At the very end of the memory, so that reading on would be a trap and not somebody's data.
    const pageEnd = memory.length - padding;
    const pageAt = pageEnd - page.length;
    memory.set(page, pageAt);
    memory.fill(0, pageEnd);
    this.#exports.openMemory(frames, records, records, rows, rows, digested, digested, end);
    const count = this.#exports.mapPage(pageAt, pageEnd, plan.plan, texts, of.livemode, of.firstSequence);
    if (count < 0) return undefined;
    return {
      ...this.#views,
      records: count,
      recordsAt: records,
      rowsAt: rows,
      rowsEnd: this.#exports.rowsEnd(),
      hasMore: this.#exports.hasMore() !== 0,
    };
  }

  #growTo(bytes: number): void {
    const missing = bytes - this.#views.memory.length;
    if (missing <= 0) return;
    this.#exports.memory.grow(Math.ceil(missing / pageUnit));
    this.#views = viewsOf(this.#exports.memory.buffer);
  }

  /** Address and length of each text, then the texts. */
  #writeTexts(at: number, texts: readonly string[], bytes: Buffer): void {
    const { memory, words } = this.#views;
    let text = at + texts.length * 8;
    memory.set(bytes, text);
    for (const [index, each] of texts.entries()) {
      const length = Buffer.byteLength(each);
      words.set([text, length], at / 4 + index * 2);
      text += length;
    }
  }
}

type Views = Pick<TransducedPage, "memory" | "words" | "doubles">;

function viewsOf(buffer: ArrayBuffer): Views {
  return { memory: Buffer.from(buffer), words: new Uint32Array(buffer), doubles: new Float64Array(buffer) };
}

export interface PageValues {
  readonly texts: readonly string[];
  readonly livemode: boolean;
  readonly firstSequence: number;
}

/** Rows are seldom longer than their objects; where they are, the page is mapped in JavaScript. */
function regions(plan: TransducerPlan, of: PageValues, textBytes: number, pageBytes: number) {
  const texts = aligned(plansAt + plan.image.length);
  const frames = aligned(texts + of.texts.length * 8 + textBytes);
  const records = frames + frameBytes;
  const rows = records + recordBytes;
  const digested = aligned(rows + pageBytes * 3);
  return { texts, frames, records, rows, digested, end: aligned(digested + pageBytes * 2) };
}

function aligned(address: number): number {
  return Math.ceil((address + padding) / padding) * padding;
}

let engine: Engine | undefined;

/** Made when first needed; undefined where the runtime has no WebAssembly. */
export function openEngine(): Engine | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  return (engine ??= new Engine(WebAssembly));
}
