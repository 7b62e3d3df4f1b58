/**
 * Where things stand in memory. The tables and programs are written by `src/xdm/transducer`, whose `layout.ts` says the same;
 * all numbers are little-endian, all addresses absolute.
 *
 * Place, what is done with a value:  0 slot (offset in the frame, 0: none)  4 table of members  8 list
 * List:     0 the place of an element  16 bytes of an element's frame
 * Table:    0 mask of the hash  4 -  8 the key seen first last time  12 addresses of keys by hash
 * Key:      0 address of the name  4 its length  8 the key seen after it last time  12 its number in the table  16 its place
 * Frame:    0 the next element's frame  8 slots, eight bytes each: start, then length * 16 + kind
 */
export const FRAME_HEADER: u32 = 8;
export const KEY_LENGTH: usize = 4;
export const KEY_NEXT: usize = 8;
export const KEY_NUMBER: usize = 12;
export const KEY_PLACE: usize = 16;
export const PLACE_TABLE: usize = 4;
export const PLACE_LIST: usize = 8;
export const LIST_FRAME: usize = 16;
export const TABLE_FIRST: usize = 8;
export const TABLE_HASHES: usize = 12;

/** Kinds of value in a slot. Null is absent: Stripe means the same by both. */
export const ABSENT: u32 = 0;
/** Without an escape. */
export const TEXT: u32 = 1;
/** With escapes that `JSON.stringify` would write the same way. */
export const ESCAPED_TEXT: u32 = 2;
/** With other escapes. */
export const ODD_TEXT: u32 = 3;
/** At most 15 digits, no minus zero: written as `JSON.stringify` would. */
export const INTEGER: u32 = 4;
/** A fraction of at most 15 digits, written as `JSON.stringify` would. */
export const DECIMAL: u32 = 5;
export const ODD_NUMBER: u32 = 6;
export const TRUE: u32 = 7;
export const FALSE: u32 = 8;
export const OBJECT: u32 = 9;
export const EMPTY_OBJECT: u32 = 10;
/** Its start is the frame of the first element. */
export const LIST: u32 = 11;

export function kindAt(slot: usize): u32 {
  return load<u32>(slot, 4) & 15;
}

export function lengthAt(slot: usize): u32 {
  return load<u32>(slot, 4) >>> 4;
}

export function setSlot(slot: usize, start: usize, length: usize, kind: u32): void {
  store<u32>(slot, <u32>start);
  store<u32>(slot, ((<u32>length) << 4) | kind, 4);
}
