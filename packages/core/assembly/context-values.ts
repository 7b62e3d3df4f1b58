import { ABSENT, kindAt } from "./layout";
import { startMember } from "./members";
import { writeInteger } from "./numbers";
import { outAt, rewind, writeByte, writeBytes } from "./output";
import { noteUnusual } from "./reader";
import { factTimeSlot, rootFrame, sequenceNumber, setRowId, textsOf } from "./record";
import { emitTime } from "./values";

/** 24: number of the context; 28: whether it is the fact's. */
export function emitContext(step: usize): void {
  const texts = textsOf(load<u32>(step, 28) === 1);
  const text = texts + ((<usize>load<u32>(step, 24)) << 3);
  const length = <usize>load<u32>(text, 4);
  if (!startMember(step, length)) return;
  writeBytes(load<u32>(text), length);
  writeByte(0x2c);
}

export function emitRowId(step: usize): void {
  if (!startMember(step, 40)) return;
  writeByte(0x22);
  setRowId(outAt());
  rewind(outAt() + 32);
  writeByte(0x22);
  writeByte(0x2c);
}

export function emitFactTime(step: usize): void {
  const offset = factTimeSlot();
  if (offset === 0) return emitContext(step);
  // A fact without a time is refused in JavaScript.
  if (kindAt(rootFrame() + offset) === ABSENT) return noteUnusual();
  emitTime(step, rootFrame() + offset);
}

export function emitSequence(step: usize): void {
  if (!startMember(step, 24)) return;
  writeInteger(sequenceNumber());
  writeByte(0x2c);
}
