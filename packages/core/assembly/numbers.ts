import { writeByte } from "./output";

/** The value of a canonical integer (`INTEGER`); at most 15 digits. */
export function integerAt(start: usize, length: usize): i64 {
  const end = start + length;
  const isNegative = load<u8>(start) === 0x2d;
  let value: i64 = 0;
  for (let at = isNegative ? start + 1 : start; at < end; at += 1) value = value * 10 + <i64>(load<u8>(at) - 0x30);
  return isNegative ? -value : value;
}

export function writeInteger(value: u64): void {
  let divisor: u64 = 1;
  while (value / divisor >= 10) divisor *= 10;
  for (; divisor > 0; divisor /= 10) writeByte(<u8>(0x30 + ((value / divisor) % 10)));
}

/**
 * Minor units as major ones: the integer's digits with a point before the last `exponent`, and no zeros at the end. That is how
 * JavaScript writes the quotient, as it does every decimal of at most 15 digits.
 */
export function writeMajorUnits(start: usize, length: usize, exponent: u32): void {
  const minor = integerAt(start, length);
  let magnitude: u64 = minor < 0 ? <u64>-minor : <u64>minor;
  if (minor < 0) writeByte(0x2d);
  let places = exponent;
  while (places > 0 && magnitude % 10 === 0) {
    magnitude /= 10;
    places -= 1;
  }
  let scale: u64 = 1;
  for (let place: u32 = 0; place < places; place += 1) scale *= 10;
  writeInteger(magnitude / scale);
  if (places === 0) return;
  writeByte(0x2e);
  const fraction = magnitude % scale;
  for (let digit = scale / 10; digit > 0; digit /= 10) writeByte(<u8>(0x30 + ((fraction / digit) % 10)));
}
