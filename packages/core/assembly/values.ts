import { mayHoldCardNumber } from "./card-numbers";
import { DATE_TIME_ROOM, LATEST_SECOND, writeDateTime } from "./dates";
import { findKey } from "./keys";
import { ABSENT, ESCAPED_TEXT, FALSE, INTEGER, KEY_PLACE, kindAt, lengthAt, OBJECT, TEXT, TRUE } from "./layout";
import { startMember, writeText } from "./members";
import { integerAt, writeMajorUnits } from "./numbers";
import { writeByte, writeBytes, writeWord } from "./output";
import { noteUnusual } from "./reader";
import { rootFrame } from "./record";
import { CURRENCY_CODE, SCANNED } from "./steps";

/** One function for each conversion: what it does not know for certain it leaves. */

export function emitText(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  const length = <usize>lengthAt(slot);
  if (kind !== TEXT && kind !== ESCAPED_TEXT) return noteUnusual();
  if (length === 0) return;
  const start = <usize>load<u32>(slot);
  if (length > 12 && load<u32>(step, 4) & SCANNED && mayHoldCardNumber(start, length)) return noteUnusual();
  writeText(step, start, length);
}

export function emitNumber(step: usize, slot: usize, widest: u32): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  if (kind < INTEGER || kind > widest) return noteUnusual();
  const length = <usize>lengthAt(slot);
  if (!startMember(step, length)) return;
  writeBytes(load<u32>(slot), length);
  writeByte(0x2c);
}

export function emitTruth(step: usize, slot: usize): void {
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

export function emitTime(step: usize, slot: usize): void {
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

export function emitId(step: usize, frame: usize, slot: usize): void {
  const id = idSlot(step, frame, slot);
  if (id !== 0) writeText(step, load<u32>(id), lengthAt(id));
}

/** 28: address of what stands behind the id, 32: its length. */
export function emitIdentity(step: usize, frame: usize, slot: usize): void {
  const id = idSlot(step, frame, slot);
  if (id === 0) return;
  const length = <usize>lengthAt(id);
  const after = <usize>load<u32>(step, 32);
  if (!startMember(step, length + after)) return;
  writeBytes(load<u32>(id), length);
  writeBytes(load<u32>(step, 28), after);
}

export function emitUpperCase(step: usize, slot: usize): void {
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
export function emitMajorUnits(step: usize, frame: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  const currency = (load<u32>(step, 28) === 1 ? rootFrame() : frame) + <usize>load<u32>(step, 24);
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
