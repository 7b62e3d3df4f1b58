import { isDigit } from "./scanner";

const SHORTEST: usize = 13;

/**
 * Whether a card number could stand in a text: 13 digits in one run of digits, blanks and dashes. Whether one does is decided in
 * JavaScript; almost no text gets so far. An escape is no part of a run, written or meant.
 */
export function mayHoldCardNumber(start: usize, length: usize): bool {
  const end = start + length;
  // A run of 13 covers one of every 13 places.
  for (let at = start + SHORTEST - 1; at < end; at += SHORTEST) {
    if (!isPart(load<u8>(at))) continue;
    let from = at;
    while (from > start && isPart(load<u8>(from - 1))) from -= 1;
    let digits: usize = 0;
    for (at = from; at < end && isPart(load<u8>(at)); at += 1) {
      if (isDigit(load<u8>(at))) digits += 1;
    }
    if (digits >= SHORTEST) return true;
  }
  return false;
}

function isPart(byte: u8): bool {
  return isDigit(byte) || byte === 0x20 || byte === 0x2d;
}
