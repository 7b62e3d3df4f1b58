import { ABSENT, ESCAPED_TEXT, kindAt, lengthAt, ODD_NUMBER, ODD_TEXT, TEXT } from "./layout";
import { noteUnusual } from "./reader";

/**
 * Conditions: 0 their number, then for each: 0 slot  4 whether it is a slot of the whole object (1) or of the element (0)
 * 8 EXISTS, MISSING or ONE_OF  12 address of the values  16 their number
 * Value: 0 address of its JSON without quotes  4 length  8 kind (texts: TEXT, numbers: INTEGER)
 */
const MISSING: u32 = 1;
const ONE_OF: u32 = 2;

/** Whether all hold. */
export function holdAll(conditions: usize, root: usize, frame: usize): bool {
  const count = load<u32>(conditions);
  let at = conditions + 4;
  for (let index: u32 = 0; index < count; index += 1, at += 20) {
    const slot = (load<u32>(at, 4) === 1 ? root : frame) + <usize>load<u32>(at);
    const rule = load<u32>(at, 8);
    const holds = rule === ONE_OF ? isOneOf(slot, at) : (kindAt(slot) === ABSENT) === (rule === MISSING);
    if (!holds) return false;
  }
  return true;
}

function isOneOf(slot: usize, condition: usize): bool {
  const kind = kindAt(slot);
  if (kind === ODD_TEXT || kind === ODD_NUMBER) noteUnusual();
  const count = load<u32>(condition, 16);
  let value = <usize>load<u32>(condition, 12);
  for (let index: u32 = 0; index < count; index += 1, value += 12) {
    if (load<u32>(value, 8) !== (kind === ESCAPED_TEXT ? TEXT : kind)) continue;
    const length = <usize>load<u32>(value, 4);
    if (lengthAt(slot) === <u32>length && isSame(load<u32>(slot), load<u32>(value), length)) return true;
  }
  return false;
}

/** Whether the same bytes stand at both places. */
export function isSame(left: usize, right: usize, length: usize): bool {
  for (let index: usize = 0; index < length; index += 1) {
    if (load<u8>(left + index) !== load<u8>(right + index)) return false;
  }
  return true;
}
