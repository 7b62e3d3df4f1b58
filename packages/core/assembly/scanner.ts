import { DECIMAL, ESCAPED_TEXT, INTEGER, ODD_NUMBER, ODD_TEXT, TEXT } from "./layout";

/**
 * JSON's grammar over bytes, all of it: what is skipped is checked as strictly as what is read. A function gets the place
 * where something begins and returns the place after it, or 0 when it is not JSON. Behind the page stand 64 zero bytes, which no rule
 * accepts, so that nothing runs beyond them.
 */

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
/** Deeper nesting is left to JSON.parse. */
const DEEPEST: u32 = 200;

/** Kind of the text or number that was scanned last. */
let scanned: u32 = 0;

export function scannedKind(): u32 {
  return scanned;
}

export function skipSpace(from: usize): usize {
  return load<u8>(from) > 0x20 ? from : skipBlanks(from);
}

function skipBlanks(from: usize): usize {
  let at = from;
  while (true) {
    const bytes = v128.load(at);
    const blanks = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x0a))),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x0d)), i8x16.eq(bytes, i8x16.splat(0x09))),
    );
    const others = ~i8x16.bitmask(blanks) & 0xffff;
    if (others !== 0) return at + <usize>ctz(others);
    at += 16;
  }
}

/** From after the opening quote to the closing one. */
export function scanText(from: usize): usize {
  let at = from;
  let kind = TEXT;
  while (true) {
    const bytes = v128.load(at);
    const special = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
      v128.lt<u8>(bytes, i8x16.splat(0x20)),
    );
    const found = i8x16.bitmask(special);
    if (found === 0) {
      at += 16;
      continue;
    }
    at += <usize>ctz(found);
    const byte = load<u8>(at);
    if (byte === QUOTE) {
      scanned = kind;
      return at;
    }
    if (byte !== BACKSLASH) return 0;
    const escape = load<u8>(at, 1);
    if (escape === 0x75) {
      if (!isHexadecimal(at + 2)) return 0;
      kind = ODD_TEXT;
      at += 6;
    } else if (escape === 0x2f) {
      kind = ODD_TEXT;
      at += 2;
    } else if (isShortEscape(escape)) {
      if (kind === TEXT) kind = ESCAPED_TEXT;
      at += 2;
    } else {
      return 0;
    }
  }
}

/** `"`, `\`, b, f, n, r, t. */
function isShortEscape(byte: u8): bool {
  return (
    byte === QUOTE ||
    byte === BACKSLASH ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}

/** Four digits. */
function isHexadecimal(at: usize): bool {
  for (let index: usize = 0; index < 4; index += 1) {
    const byte = load<u8>(at + index);
    const lower: u8 = byte | 0x20;
    if (!isDigit(byte) && (lower < 0x61 || lower > 0x66)) return false;
  }
  return true;
}

export function isDigit(byte: u8): bool {
  return <u8>(byte - 0x30) <= 9;
}

function skipDigits(from: usize): usize {
  let at = from;
  while (isDigit(load<u8>(at))) at += 1;
  return at;
}

export function scanNumber(from: usize): usize {
  const isNegative = load<u8>(from) === 0x2d;
  const first = isNegative ? from + 1 : from;
  const isZero = load<u8>(first) === 0x30;
  let at = isZero ? first + 1 : skipDigits(first);
  if (at === first) return 0;
  const whole = at - first;
  scanned = whole <= 15 && !(isNegative && isZero) ? INTEGER : ODD_NUMBER;
  if (load<u8>(at) === 0x2e) {
    const fraction = at + 1;
    at = skipDigits(fraction);
    if (at === fraction) return 0;
    scanned = isCanonicalFraction(fraction, at, whole, isZero) ? DECIMAL : ODD_NUMBER;
  }
  if ((load<u8>(at) | 0x20) === 0x65) {
    at += 1;
    const sign = load<u8>(at);
    if (sign === 0x2b || sign === 0x2d) at += 1;
    const exponent = at;
    at = skipDigits(exponent);
    if (at === exponent) return 0;
    scanned = ODD_NUMBER;
  }
  return at;
}

/**
 * A decimal of at most 15 digits is the shortest text of its double, if it ends in no zero; below a millionth, JavaScript writes
 * an exponent.
 */
function isCanonicalFraction(from: usize, end: usize, whole: usize, isZero: bool): bool {
  if (load<u8>(end - 1) === 0x30 || whole + (end - from) > 15) return false;
  if (!isZero) return true;
  let at = from;
  while (load<u8>(at) === 0x30) at += 1;
  return at - from <= 5;
}

/** Any value, read by nobody. */
export function skipValue(from: usize, depth: u32): usize {
  const byte = load<u8>(from);
  if (byte === QUOTE) {
    const end = scanText(from + 1);
    return end === 0 ? 0 : end + 1;
  }
  if (byte === 0x7b) return skipMembers(from + 1, depth + 1);
  if (byte === 0x5b) return skipElements(from + 1, depth + 1);
  if (byte === 0x74 || byte === 0x66 || byte === 0x6e) return skipWord(from);
  return scanNumber(from);
}

/** `true`, `false`, `null`. */
export function skipWord(from: usize): usize {
  const word = load<u32>(from);
  if (word === 0x6c6c756e || word === 0x65757274) return from + 4;
  return load<u32>(from, 1) === 0x65736c61 && load<u8>(from) === 0x66 ? from + 5 : 0;
}

function skipMembers(from: usize, depth: u32): usize {
  if (depth > DEEPEST) return 0;
  let at = skipSpace(from);
  if (load<u8>(at) === 0x7d) return at + 1;
  while (true) {
    if (load<u8>(at) !== QUOTE) return 0;
    at = scanText(at + 1);
    if (at === 0) return 0;
    at = skipColon(at + 1);
    if (at === 0) return 0;
    at = skipValue(at, depth);
    if (at === 0) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === 0x7d) return at + 1;
    if (byte !== 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}

/** From after a key to its value. */
export function skipColon(from: usize): usize {
  const at = skipSpace(from);
  return load<u8>(at) === 0x3a ? skipSpace(at + 1) : 0;
}

function skipElements(from: usize, depth: u32): usize {
  if (depth > DEEPEST) return 0;
  let at = skipSpace(from);
  if (load<u8>(at) === 0x5d) return at + 1;
  while (true) {
    at = skipValue(at, depth);
    if (at === 0) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === 0x5d) return at + 1;
    if (byte !== 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}
