import { holdAll } from "./conditions";
import { emitContext, emitFactTime, emitRowId, emitSequence } from "./context-values";
import { ABSENT, DECIMAL, EMPTY_OBJECT, INTEGER, kindAt, LIST, OBJECT } from "./layout";
import { startMember } from "./members";
import {
  closeBracket,
  closeInDigest,
  digestUpTo,
  isOutputFull,
  outAt,
  rewind,
  skipInDigest,
  writeByte,
} from "./output";
import { emitFamily } from "./payment-families";
import { isUnusual, noteUnusual } from "./reader";
import { rootFrame } from "./record";
import {
  STEP,
  END,
  TEXTS,
  INTEGERS,
  NUMBERS,
  TRUTHS,
  TIMES,
  IDS,
  UPPER_CASES,
  MAJOR_UNITS,
  FAMILIES,
  IDENTITIES,
  CONSTANTS,
  CONTEXTS,
  ROW_IDS,
  SEQUENCES,
  FACT_TIMES,
  OBJECTS,
  FIXED_LISTS,
  LISTS,
  REFUSALS,
  REQUIRED,
  VOLATILE,
} from "./steps";
import {
  emitId,
  emitIdentity,
  emitMajorUnits,
  emitNumber,
  emitText,
  emitTime,
  emitTruth,
  emitUpperCase,
} from "./values";

/**
 * Runs a program over the slots of an object. Every member is written with a comma behind it; the bracket that ends an object
 * takes the place of the last.
 */

/** Runs the steps from `from` to their END, over one frame. */
export function emit(from: usize, frame: usize): void {
  for (let step = from; ; step += STEP) {
    const what = load<u32>(step);
    if (what === END) return;
    const before = outAt();
    const flags = load<u32>(step, 4);
    const conditions = <usize>load<u32>(step, 20);
    if (flags & VOLATILE) digestUpTo(before);
    if (conditions === 0 || holdAll(conditions, rootFrame(), frame)) emitStep(what, step, frame);
    if (flags & VOLATILE) skipInDigest();
    if (flags & REQUIRED && outAt() === before) noteUnusual();
    if (isUnusual() || isOutputFull()) return;
    if (what >= OBJECTS && what <= LISTS) step = <usize>load<u32>(step, 40);
  }
}

function emitStep(what: u32, step: usize, frame: usize): void {
  const slot = frame + <usize>load<u32>(step, 16);
  switch (what) {
    case TEXTS:
      return emitText(step, slot);
    case INTEGERS:
      return emitNumber(step, slot, INTEGER);
    case NUMBERS:
      return emitNumber(step, slot, DECIMAL);
    case TRUTHS:
      return emitTruth(step, slot);
    case TIMES:
      return emitTime(step, slot);
    case OBJECTS:
      return emitObject(step, frame, slot);
    case LISTS:
      return emitList(step, slot);
    case FIXED_LISTS:
      return emitMembers(step, frame, 0x5d);
    case IDS:
      return emitId(step, frame, slot);
    case UPPER_CASES:
      return emitUpperCase(step, slot);
    case MAJOR_UNITS:
      return emitMajorUnits(step, frame, slot);
    case FAMILIES:
      return emitFamily(step, frame, slot);
    case IDENTITIES:
      return emitIdentity(step, frame, slot);
    case CONSTANTS:
      if (load<u32>(step, 16) === 0 || kindAt(slot) !== ABSENT) startMember(step, 0);
      return;
    case CONTEXTS:
      return emitContext(step);
    case ROW_IDS:
      return emitRowId(step);
    case SEQUENCES:
      return emitSequence(step);
    case FACT_TIMES:
      return emitFactTime(step);
    default:
      // REFUSALS: whatever stands there is not for here. What gives nothing in any conversion may stand.
      if (kindAt(slot) !== ABSENT && !(kindAt(slot) === EMPTY_OBJECT && load<u32>(step, 24) === 1)) noteUnusual();
  }
}

function emitObject(step: usize, frame: usize, slot: usize): void {
  // What all members are part of is not there.
  if (load<u32>(step, 16) !== 0 && kindAt(slot) !== OBJECT) return;
  emitMembers(step, frame, 0x7d);
}

function emitMembers(step: usize, frame: usize, bracket: u8): void {
  const before = outAt();
  if (!startMember(step, 8)) return;
  const inside = outAt();
  emit(step + STEP, frame);
  finish(before, inside, bracket);
}

function emitList(step: usize, slot: usize): void {
  const kind = kindAt(slot);
  if (kind === ABSENT) return;
  if (kind !== LIST) return noteUnusual();
  const before = outAt();
  if (!startMember(step, 8)) return;
  const inside = outAt();
  for (let element = <usize>load<u32>(slot); element !== 0; element = <usize>load<u32>(element)) {
    emit(step + STEP, element);
    if (isUnusual() || isOutputFull()) return;
  }
  finish(before, inside, 0x5d);
}

/** The platform takes no empty objects and lists. */
function finish(before: usize, inside: usize, bracket: u8): void {
  if (outAt() === inside) {
    rewind(before);
    return;
  }
  if (!closeInDigest(bracket)) return noteUnusual();
  closeBracket(bracket);
  writeByte(0x2c);
}
