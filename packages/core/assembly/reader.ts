import { findKey, isKey } from "./keys";
import {
  EMPTY_OBJECT,
  FALSE,
  KEY_LENGTH,
  KEY_NEXT,
  KEY_NUMBER,
  KEY_PLACE,
  LIST,
  LIST_FRAME,
  OBJECT,
  PLACE_LIST,
  PLACE_TABLE,
  setSlot,
  TABLE_FIRST,
  TEXT,
  TRUE,
} from "./layout";
import { scannedKind, scanNumber, scanText, skipColon, skipSpace, skipValue, skipWord } from "./scanner";

/**
 * Reads one object by the tables: what a mapping wants goes into slots, the rest is skipped. What is out of the ordinary is only
 * noted; reading goes on, because the object's end must be found.
 */

/** No mapping goes as deep. */
const DEEPEST: u32 = 32;

let frames: usize = 0;
let framesEnd: usize = 0;
let unusual: bool = false;

/** The record that is being read is left to the mapper in JavaScript. */
export function noteUnusual(): void {
  unusual = true;
}

export function isUnusual(): bool {
  return unusual;
}

/** Forgets the last record; returns the frame of the next. */
export function startRecord(start: usize, end: usize, size: u32): usize {
  frames = start;
  framesEnd = end;
  unusual = false;
  return takeFrame(size);
}

/** 0 when no memory is left. */
function takeFrame(size: u32): usize {
  const frame = frames;
  if (frame + <usize>size > framesEnd) return 0;
  frames = frame + <usize>size;
  memory.fill(frame, 0, <usize>size);
  return frame;
}

export function readObject(from: usize, table: usize, frame: usize, depth: u32): usize {
  if (depth > DEEPEST) return 0;
  let at = skipSpace(from);
  if (load<u8>(at) === 0x7d) return at + 1;
  let seenLow: u64 = 0;
  let seenHigh: u64 = 0;
  // Objects of one kind have their keys in one order: the key that followed last time is tried first.
  let expectedAt = table + TABLE_FIRST;
  while (true) {
    if (load<u8>(at) !== 0x22) return 0;
    at += 1;
    let key = <usize>load<u32>(expectedAt);
    let end: usize = 0;
    if (key !== 0 && isKey(at, key)) {
      end = at + <usize>load<u32>(key, KEY_LENGTH);
    } else {
      end = scanText(at);
      if (end === 0) return 0;
      if (scannedKind() === TEXT) {
        key = findKey(table, at, end - at);
        if (key !== 0) store<u32>(expectedAt, <u32>key);
      } else {
        key = 0;
        unusual = true;
      }
    }
    at = skipColon(end + 1);
    if (at === 0) return 0;
    if (key === 0) {
      at = skipValue(at, depth);
    } else {
      const number = <u64>load<u32>(key, KEY_NUMBER);
      const bit: u64 = (<u64>1) << (number & 63);
      // Of two members with one name JSON.parse keeps the last.
      if (number < 64) {
        if (seenLow & bit) unusual = true;
        seenLow |= bit;
      } else {
        if (seenHigh & bit) unusual = true;
        seenHigh |= bit;
      }
      expectedAt = key + KEY_NEXT;
      at = readValue(at, key + KEY_PLACE, frame, depth);
    }
    if (at === 0) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === 0x7d) return at + 1;
    if (byte !== 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}

function readValue(from: usize, place: usize, frame: usize, depth: u32): usize {
  const offset = <usize>load<u32>(place);
  const slot = frame + offset;
  const byte = load<u8>(from);
  if (byte === 0x22) {
    const end = scanText(from + 1);
    if (end === 0) return 0;
    if (offset !== 0) setSlot(slot, from + 1, end - from - 1, scannedKind());
    if (load<u32>(place, PLACE_LIST) !== 0) unusual = true;
    return end + 1;
  }
  if (byte === 0x7b) return readMembers(from, place, frame, depth);
  if (byte === 0x5b) return readList(from, place, slot, depth);
  if (byte === 0x6e) return skipWord(from);
  // Only text and null may stand where an object or a list is expected.
  if (load<u32>(place, PLACE_TABLE) !== 0 || load<u32>(place, PLACE_LIST) !== 0) unusual = true;
  if (byte === 0x74 || byte === 0x66) {
    if (offset !== 0) setSlot(slot, from, 0, byte === 0x74 ? TRUE : FALSE);
    return skipWord(from);
  }
  const end = scanNumber(from);
  if (offset !== 0 && end !== 0) setSlot(slot, from, end - from, scannedKind());
  return end;
}

function readMembers(from: usize, place: usize, frame: usize, depth: u32): usize {
  const offset = <usize>load<u32>(place);
  const table = <usize>load<u32>(place, PLACE_TABLE);
  if (load<u32>(place, PLACE_LIST) !== 0) unusual = true;
  if (offset !== 0) {
    const isEmpty = load<u8>(skipSpace(from + 1)) === 0x7d;
    setSlot(frame + offset, from, 0, isEmpty ? EMPTY_OBJECT : OBJECT);
  }
  return table === 0 ? skipValue(from, depth) : readObject(from + 1, table, frame, depth + 1);
}

/** Each element gets a frame of its own; the frames of one list are chained. */
function readList(from: usize, place: usize, slot: usize, depth: u32): usize {
  const list = <usize>load<u32>(place, PLACE_LIST);
  if (list === 0) {
    if (load<u32>(place, PLACE_TABLE) !== 0) unusual = true;
    if (load<u32>(place) !== 0) setSlot(slot, 0, 1, LIST);
    return skipValue(from, depth);
  }
  if (depth > DEEPEST) return 0;
  setSlot(slot, 0, 0, LIST);
  let at = skipSpace(from + 1);
  if (load<u8>(at) === 0x5d) return at + 1;
  const size = load<u32>(list, LIST_FRAME);
  let previous = slot;
  while (true) {
    const element = takeFrame(size);
    if (element === 0) {
      unusual = true;
      at = skipValue(at, depth);
    } else {
      store<u32>(previous, <u32>element);
      previous = element;
      at = readValue(at, list, element, depth + 1);
    }
    if (at === 0) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === 0x5d) return at + 1;
    if (byte !== 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}
