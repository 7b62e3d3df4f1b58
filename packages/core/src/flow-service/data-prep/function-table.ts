import type { Value } from "./values.ts";

/** A function of Data Prep's catalogue: how many parameters it takes, and what it gives. */
export interface DataPrepFunction {
  readonly least: number;
  /** Absent: any number. */
  readonly most?: number;
  run(given: readonly Value[], record: RecordContext): Value;
}

/** What a function may know besides its parameters. */
export interface RecordContext {
  /** Epoch milliseconds: the same for every row of a record. */
  readonly now: number;
  /** 32 hexadecimal digits that are different for each record and call, and the same when a run is repeated. */
  unique(): string;
}

export type FunctionTable = Readonly<Record<string, DataPrepFunction>>;
