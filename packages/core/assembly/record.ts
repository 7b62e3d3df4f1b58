/** What the steps know of the record that is written, beside its slots. */
const FACT_TIME: usize = 4;
const FACT_TEXTS: usize = 8;

let root: usize = 0;
let contexts: usize = 0;
let sequence: u64 = 0;
let fact: usize = 0;
let rowIdAt: usize = 0;

/** Contexts are pairs of address and length; a fact's own stand behind its conditions. */
export function setRecord(frame: usize, texts: usize, number: u64): void {
  root = frame;
  contexts = texts;
  sequence = number;
}

export function setFact(at: usize): void {
  fact = at;
}

/** Begins a row. */
export function forgetRowId(): void {
  rowIdAt = 0;
}

/** Where the row left 32 bytes for its id; 0: it has none. */
export function lastRowId(): usize {
  return rowIdAt;
}

/** Marks the place of the row's id. */
export function setRowId(at: usize): void {
  rowIdAt = at;
}

/** The frame of the whole object. */
export function rootFrame(): usize {
  return root;
}

/** Texts of the page, or of the fact that is told. */
export function textsOf(isFact: bool): usize {
  return isFact ? fact + FACT_TEXTS : contexts;
}

/** Slot for the seconds of the fact that is told; 0: the page's own time. */
export function factTimeSlot(): usize {
  return load<u32>(fact, FACT_TIME);
}

export function sequenceNumber(): u64 {
  return sequence;
}
