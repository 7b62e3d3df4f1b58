import { mayHoldCardNumber } from "./card-numbers";
import { holdAll } from "./conditions";
import { DATE_TIME_ROOM, LATEST_SECOND, writeDateTime } from "./dates";
import { findKey } from "./keys";
import {
  ABSENT,
  DECIMAL,
  EMPTY_OBJECT,
  ESCAPED_TEXT,
  FALSE,
  INTEGER,
  KEY_PLACE,
  kindAt,
  lengthAt,
  LIST,
  OBJECT,
  TEXT,
  TRUE,
} from "./layout";
import { integerAt, writeInteger, writeMajorUnits } from "./numbers";
import {
  closeBracket,
  closeInDigest,
  digestUpTo,
  hasRoom,
  isOutputFull,
  outAt,
  rewind,
  skipInDigest,
  writeByte,
  writeBytes,
  writeWord,
} from "./output";
import { isUnusual, noteUnusual } from "./reader";

/**
 * Writes a row from the slots of an object, by a program: one step for each field of the row, in its order. Every member is
 * written with a comma behind it; the bracket that ends an object takes the place of the last.
 *
 * Step, 48 bytes: 0 what  4 flags  8 address of the member's name with quotes and colon, and of its opening bracket  12 its
 * length  16 slot  20 conditions  24, 28, 32, 36 more of some steps  40 where the step ends, for objects and lists
 */
const STEP: usize = 48;

const END: u32 = 0;
const TEXTS: u32 = 1;
const INTEGERS: u32 = 2;
const NUMBERS: u32 = 3;
const TRUTHS: u32 = 4;
const TIMES: u32 = 5;
const IDS: u32 = 6;
const UPPER_CASES: u32 = 7;
const MAJOR_UNITS: u32 = 8;
const FAMILIES: u32 = 9;
const IDENTITIES: u32 = 10;
const CONSTANTS: u32 = 11;
const CONTEXTS: u32 = 12;
const ROW_IDS: u32 = 13;
const SEQUENCES: u32 = 14;
const FACT_TIMES: u32 = 15;
const OBJECTS: u32 = 16;
const FIXED_LISTS: u32 = 17;
const LISTS: u32 = 18;
const REFUSALS: u32 = 19;

const SCANNED: u32 = 1;
const REQUIRED: u32 = 2;
const VOLATILE: u32 = 4;
const CURRENCY_CODE: u32 = 8;

/** What a record's steps know beside its slots. */
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

/** Slot, for the seconds of the fact that is told; 0: the page's own time. */
const FACT_TIME: usize = 4;
const FACT_TEXTS: usize = 8;

/** Runs the steps from `from` to their END, over one frame. */
export function emit(from: usize, frame: usize): void {
  for (let step = from; ; step += STEP) {
    const what = load<u32>(step);
    if (what === END) return;
    const before = outAt();
    const flags = load<u32>(step, 4);
    const conditions = <usize>load<u32>(step, 20);
    if (flags & VOLATILE) digestUpTo(before);
    if (conditions === 0 || holdAll(conditions, root, frame)) emitStep(what, step, frame);
    if (flags & VOLATILE) skipInDigest();
    if (flags & REQUIRED && outAt() === before) noteUnusual();
    if (isUnusual() || isOutputFull()) return;
    if (what >= OBJECTS && what <= LISTS) step = <usize>load<u32>(step, 40);
  }
}

function emitStep(what: u32, step: usize, frame: usize): void {
  const slot = frame + <usize>load<u32>(step, 16);
  switch (what) {
    case TEXTS:
      return emitText(step, slot);
    case INTEGERS:
      return emitNumber(step, slot, INTEGER);
    case NUMBERS:
      return emitNumber(step, slot, DECIMAL);
    case TRUTHS:
      return emitTruth(step, slot);
    case TIMES:
      return emitTime(step, slot);
    case OBJECTS:
      return emitObject(step, frame, slot);
    case LISTS:
      return emitList(step, slot);
    case FIXED_LISTS:
      return emitMembers(step, frame, 0x5d);
    case IDS:
      return emitId(step, frame, slot);
    case UPPER_CASES:
      return emitUpperCase(step, slot);
    case MAJOR_UNITS:
      return emitMajorUnits(step, frame, slot);
    case FAMILIES:
      return emitFamily(step, frame, slot);
    case IDENTITIES:
      return emitIdentity(step, frame, slot);
    case CONSTANTS:
      if (load<u32>(step, 16) === 0 || kindAt(slot) !== ABSENT) startMember(step, 0);
      return;
    case CONTEXTS:
      return emitContext(step);
    case ROW_IDS:
      return emitRowId(step);
    case SEQUENCES:
      if (startMember(step, 24)) {
        writeInteger(sequence);
        writeByte(0x2c);
      }
      return;
    case FACT_TIMES:
      return emitFactTime(step);
    default:
      // REFUSALS: whatever stands there is not for here. What gives nothing in any conversion may stand.
      if (kindAt(slot) !== ABSENT && !(kindAt(slot) === EMPTY_OBJECT && load<u32>(step, 24) === 1)) noteUnusual();
  }
}

/** Writes the name; `bytes` more will follow, and a comma. */
function startMember(step: usize, bytes: usize): bool {
  const length = <usize>load<u32>(step, 12);
  if (!hasRoom(length + bytes)) return false;
  writeBytes(load<u32>(step, 8), length);
  return true;
}

/** `"text",` */
function writeText(step: usize, start: usize, length: usize): void {
  if (!startMember(step, length)) return;
  writeByte(0x22);
  writeBytes(start, length);
  writeByte(0x22);
  writeByte(0x2c);
}

function emitText(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  const length = <usize>lengthAt(slot);
  if (kind !== TEXT && kind !== ESCAPED_TEXT) return noteUnusual();
  if (length === 0) return;
  const start = <usize>load<u32>(slot);
  if (length > 12 && load<u32>(step, 4) & SCANNED && mayHoldCardNumber(start, length)) return noteUnusual();
  writeText(step, start, length);
}

function emitNumber(step: usize, slot: usize, widest: u32): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  if (kind < INTEGER || kind > widest) return noteUnusual();
  const length = <usize>lengthAt(slot);
  if (!startMember(step, length)) return;
  writeBytes(load<u32>(slot), length);
  writeByte(0x2c);
}

function emitTruth(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  if (kind !== TRUE && kind !== FALSE) return noteUnusual();
  if (!startMember(step, 8)) return;
  if (kind === TRUE) {
    writeWord(0x6575_7274);
  } else {
    writeByte(0x66);
    writeWord(0x6573_6c61);
  }
  writeByte(0x2c);
}

function emitTime(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  const seconds = kind === INTEGER ? integerAt(load<u32>(slot), lengthAt(slot)) : -1;
  if (seconds < 0 || <u64>seconds > LATEST_SECOND) return noteUnusual();
  if (!startMember(step, DATE_TIME_ROOM)) return;
  writeDateTime(seconds);
  writeByte(0x2c);
}

/** The slot of an id, in what it was expanded to or itself; 24: the slot of the id inside. 0: nothing to write. */
function idSlot(step: usize, frame: usize, slot: usize): usize {
  const kind = kindAt(slot);
  if (kind === ABSENT) return 0;
  const id = kind === OBJECT ? frame + <usize>load<u32>(step, 24) : slot;
  const idKind = kindAt(id);
  if (idKind === TEXT || idKind === ESCAPED_TEXT) return lengthAt(id) === 0 ? 0 : id;
  noteUnusual();
  return 0;
}

function emitId(step: usize, frame: usize, slot: usize): void {
  const id = idSlot(step, frame, slot);
  if (id !== 0) writeText(step, load<u32>(id), lengthAt(id));
}

/** 28: address of what stands behind the id, 32: its length. */
function emitIdentity(step: usize, frame: usize, slot: usize): void {
  const id = idSlot(step, frame, slot);
  if (id === 0) return;
  const length = <usize>lengthAt(id);
  const after = <usize>load<u32>(step, 32);
  if (!startMember(step, length + after)) return;
  writeBytes(load<u32>(id), length);
  writeBytes(load<u32>(step, 28), after);
}

function emitUpperCase(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  if (kind !== TEXT) return noteUnusual();
  const start = <usize>load<u32>(slot);
  const length = <usize>lengthAt(slot);
  const flags = load<u32>(step, 4);
  if (length === 0) return;
  if (flags & SCANNED && mayHoldCardNumber(start, length)) return noteUnusual();
  if (flags & CURRENCY_CODE && length !== 3) return noteUnusual();
  if (!startMember(step, length)) return;
  writeByte(0x22);
  for (let at = start; at < start + length; at += 1) {
    const byte = load<u8>(at);
    const upper: u8 = byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
    // Letters beyond ASCII have their own rules.
    if (byte > 0x7f || (flags & CURRENCY_CODE && (upper < 0x41 || upper > 0x5a))) return noteUnusual();
    writeByte(upper);
  }
  writeByte(0x22);
  writeByte(0x2c);
}

/** 24: slot of the currency, 28: whether it is the whole object's; 32: table of the currencies with another exponent than 2. */
function emitMajorUnits(step: usize, frame: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  const currency = (load<u32>(step, 28) === 1 ? root : frame) + <usize>load<u32>(step, 24);
  if (kind !== INTEGER || kindAt(currency) !== TEXT || lengthAt(currency) !== 3) return noteUnusual();
  const name = <usize>load<u32>(currency);
  // Three small letters; in any other writing JavaScript looks it up.
  for (let at = name; at < name + 3; at += 1) {
    const byte = load<u8>(at);
    if (byte < 0x61 || byte > 0x7a) return noteUnusual();
  }
  const known = findKey(load<u32>(step, 32), name, 3);
  const length = <usize>lengthAt(slot);
  if (!startMember(step, length + 8)) return;
  writeMajorUnits(load<u32>(slot), length, known === 0 ? 2 : load<u32>(known, KEY_PLACE));
  writeByte(0x2c);
}

/**
 * 24: slot of the type, 28: of the wallet's type, 32: of Klarna's category; 36: table of types, with the address and length of
 * the family's name in quotes and a rule: 1 a card, 2 Klarna. Its first two words before are `"wallet"` and `"other"`.
 */
function emitFamily(step: usize, frame: usize, slot: usize): void {
  if (kindAt(slot) === ABSENT) return;
  if (kindAt(slot) === EMPTY_OBJECT) return;
  if (kindAt(slot) !== OBJECT) return noteUnusual();
  const type = frame + <usize>load<u32>(step, 24);
  if (kindAt(type) === ABSENT || (kindAt(type) === TEXT && lengthAt(type) === 0)) return;
  if (kindAt(type) !== TEXT) return noteUnusual();
  const families = <usize>load<u32>(step, 36);
  const known = findKey(load<u32>(families), load<u32>(type), lengthAt(type));
  const rule = known === 0 ? 0 : load<u32>(known, KEY_PLACE + 8);
  let name = known === 0 ? families + 12 : known + KEY_PLACE;
  if (rule === 1) {
    const wallet = kindAt(frame + <usize>load<u32>(step, 28));
    if (wallet !== ABSENT && wallet < INTEGER && lengthAt(frame + <usize>load<u32>(step, 28)) > 0) name = families + 4;
  } else if (rule === 2) {
    const category = frame + <usize>load<u32>(step, 32);
    // Any category is looked at in JavaScript; most payments have none.
    if (kindAt(category) !== ABSENT) return emitKlarna(step, category, families, name);
  }
  writeFamily(step, name);
}

function emitKlarna(step: usize, category: usize, families: usize, name: usize): void {
  const kind = kindAt(category);
  if (kind !== TEXT) return noteUnusual();
  // `pay_now`
  const isPaidNow =
    lengthAt(category) === 7 &&
    load<u32>(load<u32>(category)) === 0x5f79_6170 &&
    load<u32>(load<u32>(category), 3) === 0x776f_6e5f;
  writeFamily(step, isPaidNow ? families + 12 : name);
}

function writeFamily(step: usize, name: usize): void {
  const length = <usize>load<u32>(name, 4);
  if (!startMember(step, length)) return;
  writeBytes(load<u32>(name), length);
  writeByte(0x2c);
}

/** 24: number of the context; 28: whether it is the fact's. */
function emitContext(step: usize): void {
  const texts = load<u32>(step, 28) === 1 ? fact + FACT_TEXTS : contexts;
  const text = texts + ((<usize>load<u32>(step, 24)) << 3);
  const length = <usize>load<u32>(text, 4);
  if (!startMember(step, length)) return;
  writeBytes(load<u32>(text), length);
  writeByte(0x2c);
}

function emitRowId(step: usize): void {
  if (!startMember(step, 40)) return;
  writeByte(0x22);
  rowIdAt = outAt();
  rewind(rowIdAt + 32);
  writeByte(0x22);
  writeByte(0x2c);
}

function emitFactTime(step: usize): void {
  const offset = <usize>load<u32>(fact, FACT_TIME);
  if (offset === 0) return emitContext(step);
  // A fact without a time is refused in JavaScript.
  if (kindAt(root + offset) === ABSENT) return noteUnusual();
  emitTime(step, root + offset);
}

function emitObject(step: usize, frame: usize, slot: usize): void {
  // What all members are part of is not there.
  if (load<u32>(step, 16) !== 0 && kindAt(slot) !== OBJECT) return;
  emitMembers(step, frame, 0x7d);
}

function emitMembers(step: usize, frame: usize, bracket: u8): void {
  const before = outAt();
  if (!startMember(step, 8)) return;
  const inside = outAt();
  emit(step + STEP, frame);
  finish(before, inside, bracket);
}

function emitList(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  if (kind !== LIST) return noteUnusual();
  const before = outAt();
  if (!startMember(step, 8)) return;
  const inside = outAt();
  for (let element = <usize>load<u32>(slot); element !== 0; element = <usize>load<u32>(element)) {
    emit(step + STEP, element);
    if (isUnusual() || isOutputFull()) return;
  }
  finish(before, inside, 0x5d);
}

/** The platform takes no empty objects and lists. */
function finish(before: usize, inside: usize, bracket: u8): void {
  if (outAt() === inside) {
    rewind(before);
    return;
  }
  if (!closeInDigest(bracket)) return noteUnusual();
  closeBracket(bracket);
  writeByte(0x2c);
}
