import { KEY_LENGTH, TABLE_HASHES } from "./layout";

/**
 * Whether the bytes at `at` are the key's name and its closing quote. Names are stored with the quote, padded with zeros to whole
 * eights and eight more.
 */
export function isKey(at: usize, key: usize): bool {
  const name = <usize>load<u32>(key);
  const length = <usize>load<u32>(key, KEY_LENGTH) + 1;
  let index: usize = 0;
  for (; index + 8 <= length; index += 8) {
    if (load<u64>(at + index) !== load<u64>(name + index)) return false;
  }
  const rest = length - index;
  if (rest === 0) return true;
  const difference = load<u64>(at + index) ^ load<u64>(name + index);
  return difference << (u64(8 - rest) << 3) === 0;
}

/** The key of a table whose name stands at `at` with its closing quote behind it, or 0. */
export function findKey(table: usize, at: usize, length: usize): usize {
  let hash: u32 = 0x811c9dc5;
  for (let index: usize = 0; index < length; index += 1) {
    hash = (hash ^ (<u32>load<u8>(at + index))) * 0x01000193;
  }
  const mask = load<u32>(table);
  let place = hash & mask;
  while (true) {
    const key = <usize>load<u32>(table + TABLE_HASHES + ((<usize>place) << 2));
    if (key === 0) return 0;
    if (<usize>load<u32>(key, KEY_LENGTH) === length && isKey(at, key)) return key;
    place = (place + 1) & mask;
  }
}
