import { hash } from "node:crypto";
import type { RecordVersion } from "./page-mapper.ts";

/** Which object of which account; the mode is part of it, since test and live ids come from different worlds. */
export interface ObjectIdentity {
  readonly account: string;
  readonly livemode: boolean;
  readonly object: string;
  readonly id: string;
}

/** 128 bits in hexadecimal: deterministic, so that sending a row again is seen to be the same row. */
function digest({ account, livemode, object, id }: ObjectIdentity, rest: string): string {
  const text = `${account}\n${livemode ? "live" : "test"}\n${object}\n${id}\n${rest}`;
  return hash("sha256", text, "hex").slice(0, 32);
}

/** The XDM `_id` of one version of an object. */
export function versionRowId(of: ObjectIdentity, version: RecordVersion): string {
  return digest(of, `${version.milliseconds}\n${version.sequence}`);
}

/** The XDM `_id` of a fact about an object: whatever version proves it, it is the same event. */
export function factRowId(of: ObjectIdentity, fact: string): string {
  return digest(of, fact);
}
