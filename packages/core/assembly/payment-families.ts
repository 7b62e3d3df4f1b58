import { findKey } from "./keys";
import { ABSENT, EMPTY_OBJECT, INTEGER, KEY_PLACE, kindAt, lengthAt, OBJECT, TEXT } from "./layout";
import { startMember } from "./members";
import { writeByte, writeBytes } from "./output";
import { noteUnusual } from "./reader";

/**
 * 24: slot of the type, 28: of the wallet's type, 32: of Klarna's category; 36: table of types, with the address and length of
 * the family's name in quotes and a rule: 1 a card, 2 Klarna. Its first two words before are `"wallet"` and `"other"`.
 */
export function emitFamily(step: usize, frame: usize, slot: usize): void {
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
