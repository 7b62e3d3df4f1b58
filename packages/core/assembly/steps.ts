/**
 * A program writes a row from the slots of an object: one step for each field of the row, in its order.
 *
 * Step, 48 bytes: 0 what  4 flags  8 address of the member's name with quotes and colon, and of its opening bracket  12 its
 * length  16 slot  20 conditions  24, 28, 32, 36 more of some steps  40 where the step ends, for objects and lists
 */
export const STEP: usize = 48;

export const END: u32 = 0;
export const TEXTS: u32 = 1;
export const INTEGERS: u32 = 2;
export const NUMBERS: u32 = 3;
export const TRUTHS: u32 = 4;
export const TIMES: u32 = 5;
export const IDS: u32 = 6;
export const UPPER_CASES: u32 = 7;
export const MAJOR_UNITS: u32 = 8;
export const FAMILIES: u32 = 9;
export const IDENTITIES: u32 = 10;
export const CONSTANTS: u32 = 11;
export const CONTEXTS: u32 = 12;
export const ROW_IDS: u32 = 13;
export const SEQUENCES: u32 = 14;
export const FACT_TIMES: u32 = 15;
export const OBJECTS: u32 = 16;
export const FIXED_LISTS: u32 = 17;
export const LISTS: u32 = 18;
export const REFUSALS: u32 = 19;

export const SCANNED: u32 = 1;
export const REQUIRED: u32 = 2;
export const VOLATILE: u32 = 4;
export const CURRENCY_CODE: u32 = 8;
