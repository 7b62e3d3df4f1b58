import { writeByte, writeBytes, writeWord } from "./output";

/** Unix seconds as XDM's date-time. Years after 9999 have no four digits; times before 1970 are left to JavaScript. */
export const LATEST_SECOND: u64 = 253_402_300_799;
/** Bytes of a date-time in its quotes, and some. */
export const DATE_TIME_ROOM: usize = 40;

/** The date of the last day, `YYYY-MM-DD`: the times of one object fall on few days. */
const dateText: usize = memory.data(16);
let dateDay: u32 = 0xffff_ffff;

/** `"2023-03-17T21:22:19.000Z"` in its quotes. */
export function writeDateTime(seconds: u64): void {
  const day = <u32>(seconds / 86_400);
  const rest = <u32>(seconds - <u64>day * 86_400);
  if (day !== dateDay) setDate(day);
  writeByte(0x22);
  writeBytes(dateText, 10);
  writeByte(0x54);
  writeTwo(rest / 3600);
  writeByte(0x3a);
  writeTwo((rest / 60) % 60);
  writeByte(0x3a);
  writeTwo(rest % 60);
  // `.000`, then `Z"`.
  writeWord(0x3030_302e);
  writeByte(0x5a);
  writeByte(0x22);
}

function writeTwo(number: u32): void {
  writeByte(<u8>(0x30 + number / 10));
  writeByte(<u8>(0x30 + (number % 10)));
}

/** Days since 1970 to a date of the Gregorian calendar, by eras of 400 years that begin in March. */
function setDate(day: u32): void {
  const shifted = day + 719_468;
  const era = shifted / 146_097;
  const dayOfEra = shifted % 146_097;
  const yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
  const dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const marchMonth = (5 * dayOfYear + 2) / 153;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  putTwo(dateText, year / 100);
  putTwo(dateText + 2, year % 100);
  store<u8>(dateText, 0x2d, 4);
  putTwo(dateText + 5, month);
  store<u8>(dateText, 0x2d, 7);
  putTwo(dateText + 8, dayOfYear - (153 * marchMonth + 2) / 5 + 1);
  dateDay = day;
}

function putTwo(at: usize, number: u32): void {
  store<u8>(at, <u8>(0x30 + number / 10));
  store<u8>(at, <u8>(0x30 + (number % 10)), 1);
}
