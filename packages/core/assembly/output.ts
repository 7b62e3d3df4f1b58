/**
 * The rows of a page, one after another, and beside them what is digested of each record: the rows without what differs between
 * two readings of one object. Before anything is written `hasRoom` is asked; copies may write 15 bytes too many.
 */

let out: usize = 0;
let outEnd: usize = 0;
let digested: usize = 0;
let digestedEnd: usize = 0;
/** Up to where the row is in the digested text already. */
let copied: usize = 0;
let isFull: bool = false;

const SLACK: usize = 64;

export function openOutput(from: usize, end: usize, digestedFrom: usize, digestedTo: usize): void {
  out = from;
  outEnd = end - SLACK;
  digested = digestedFrom;
  digestedEnd = digestedTo - SLACK;
  isFull = false;
}

/** The memory was too small: nothing of the page counts. */
export function isOutputFull(): bool {
  return isFull;
}

export function outAt(): usize {
  return out;
}

export function digestedAt(): usize {
  return digested;
}

/** Takes back what was written since. */
export function rewind(to: usize): void {
  out = to;
}

export function rewindDigested(to: usize): void {
  digested = to;
}

export function hasRoom(bytes: usize): bool {
  if (out + bytes <= outEnd) return true;
  isFull = true;
  return false;
}

export function writeByte(byte: u8): void {
  store<u8>(out, byte);
  out += 1;
}

export function writeWord(word: u32): void {
  store<u32>(out, word);
  out += 4;
}

export function writeBytes(from: usize, length: usize): void {
  copyBytes(out, from, length);
  out += length;
}

function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 256) {
    memory.copy(to, from, length);
    return;
  }
  let at: usize = 0;
  do {
    v128.store(to + at, v128.load(from + at));
    at += 16;
  } while (at < length);
}

/** Ends an object or list that holds something: the last comma becomes its bracket. */
export function closeBracket(bracket: u8): void {
  store<u8>(out - 1, bracket);
}

/** From here on the row is digested. */
export function startDigest(): void {
  copied = out;
}

/** Brings the digested text up to here. */
export function digestUpTo(end: usize): void {
  const length = end - copied;
  if (digested + length > digestedEnd) {
    isFull = true;
    return;
  }
  copyBytes(digested, copied, length);
  digested += length;
  copied = end;
}

/** Leaves out what was written since the text was brought up to date. */
export function skipInDigest(): void {
  copied = out;
}

/** For names and line ends, which stand in the digested text only. */
export function digestBytes(from: usize, length: usize): void {
  if (digested + length > digestedEnd) {
    isFull = true;
    return;
  }
  copyBytes(digested, from, length);
  digested += length;
}

/**
 * Closes an object in the digested text too, when its last member was left out there. False: it would hold nothing, which only
 * JavaScript can tell apart.
 */
export function closeInDigest(bracket: u8): bool {
  if (copied !== out) return true;
  if (load<u8>(digested - 1) !== 0x2c) return false;
  store<u8>(digested - 1, bracket);
  return true;
}
