import { hasRoom, writeByte, writeBytes } from "./output";

/** Writes the name; `bytes` more will follow, and a comma. */
export function startMember(step: usize, bytes: usize): bool {
  const length = <usize>load<u32>(step, 12);
  if (!hasRoom(length + bytes)) return false;
  writeBytes(load<u32>(step, 8), length);
  return true;
}

/** `"text",` */
export function writeText(step: usize, start: usize, length: usize): void {
  if (!startMember(step, length)) return;
  writeByte(0x22);
  writeBytes(start, length);
  writeByte(0x22);
  writeByte(0x2c);
}
