import { holdAll, isSame } from "./conditions";
import { emit } from "./emitter";
import { FALSE, INTEGER, kindAt, lengthAt, ODD_NUMBER, TEXT, TRUE } from "./layout";
import { integerAt } from "./numbers";
import {
  digestBytes,
  digestedAt,
  digestUpTo,
  isOutputFull,
  openOutput,
  outAt,
  rewind,
  rewindDigested,
  startDigest,
} from "./output";
import { isUnusual, noteUnusual, readObject, startRecord } from "./reader";
import { forgetRowId, lastRowId, setFact, setRecord } from "./record";
import { scannedKind, scanText, skipColon, skipSpace, skipValue, skipWord } from "./scanner";

/**
 * A page of Stripe's JSON to rows, without an object being made. The whole of what differs between resources is in the plan:
 *
 * Plan: 0 table of the object's members  4 bytes of its frame  8, 12 its `object` as text: address, length
 * 16, 20, 24, 28, 32 slots of id, object, livemode, created, deleted  36 address of the datasets  40 their number
 * Dataset: 0 program  4 facts, 0: one row for each object  8 their number  12, 16 its name: address, length
 * Fact: 0 conditions  4 slot of its time  8 texts: its name, its event type (address and length each)
 *
 * Record, 32 bytes: 0 what became of it  4, 8 where it stands  12, 16 its id: address, length  20 number of its rows
 * 24 `created`, a double, -1e300 for none
 * Row, 32 bytes behind its record: 0 dataset  4 fact  8, 12 text: address, length  16 where the id goes
 * 20, 24 what is digested of it: address, length (0 for a fact)
 */

const MAPPED: u32 = 1;
const RECORD: usize = 32;
const ROW: usize = 32;
const DATASET: usize = 20;
const FACT: usize = 24;

const NO_TIME: f64 = -1e300;

/** What `mapPage` says when the page is not for it. */
const NOT_ORDINARY: i32 = -1;

let plan: usize = 0;
let isLive: bool = false;
let contexts: usize = 0;
let frames: usize = 0;
let framesEnd: usize = 0;
let records: usize = 0;
let recordsEnd: usize = 0;
let firstSequence: u64 = 0;
let mapped: i32 = 0;
let more: bool = false;

/** Names the memory that a page may use; all of it is the caller's. */
export function openMemory(
  framesFrom: usize,
  framesTo: usize,
  recordsFrom: usize,
  recordsTo: usize,
  outFrom: usize,
  outTo: usize,
  digestedFrom: usize,
  digestedTo: usize,
): void {
  frames = framesFrom;
  framesEnd = framesTo;
  records = recordsFrom;
  recordsEnd = recordsTo;
  openOutput(outFrom, outTo, digestedFrom, digestedTo);
}

/** Returns the number of records, or -1 when only JSON.parse can say what the page is. */
export function mapPage(page: usize, end: usize, planAt: usize, contextsAt: usize, live: bool, sequence: f64): i32 {
  plan = planAt;
  contexts = contextsAt;
  isLive = live;
  firstSequence = <u64>sequence;
  mapped = 0;
  more = false;
  const after = readPage(skipSpace(page));
  return after === 0 || skipSpace(after) !== end || isOutputFull() ? NOT_ORDINARY : mapped;
}

export function hasMore(): bool {
  return more;
}

/** Where the rows end. */
export function rowsEnd(): usize {
  return outAt();
}

function readPage(from: usize): usize {
  if (load<u8>(from) !== 0x7b) return 0;
  let hasData = false;
  let saidMore = false;
  let at = skipSpace(from + 1);
  while (true) {
    if (load<u8>(at) !== 0x22) return 0;
    const key = at + 1;
    const end = scanText(key);
    if (end === 0 || scannedKind() !== TEXT) return 0;
    at = skipColon(end + 1);
    if (at === 0) return 0;
    if (isName(key, end, 0x6174_6164, 4)) {
      if (hasData) return 0;
      hasData = true;
      at = readData(at);
    } else if (isName(key, end, 0x5f73_6168, 8) && load<u32>(key, 4) === 0x6572_6f6d) {
      if (saidMore) return 0;
      saidMore = true;
      more = load<u32>(at) === 0x6575_7274;
      at = skipValue(at, 1);
    } else {
      at = skipValue(at, 1);
    }
    if (at === 0) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === 0x7d) return hasData ? at + 1 : 0;
    if (byte !== 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}

/** Whether a key has this length and these first four bytes. */
function isName(key: usize, end: usize, first: u32, length: usize): bool {
  return end - key === length && load<u32>(key) === first;
}

function readData(from: usize): usize {
  if (load<u8>(from) !== 0x5b) return 0;
  let at = skipSpace(from + 1);
  if (load<u8>(at) === 0x5d) return at + 1;
  while (true) {
    at = mapRecord(at);
    if (at === 0 || isOutputFull()) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === 0x5d) return at + 1;
    if (byte !== 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}

/** Reads one object and writes its rows, or notes where it stands for JavaScript to map it. */
function mapRecord(from: usize): usize {
  const root = startRecord(frames, framesEnd, load<u32>(plan, 4));
  if (root === 0 || records + RECORD > recordsEnd) return 0;
  const isObject = load<u8>(from) === 0x7b;
  const end = isObject ? readObject(from + 1, load<u32>(plan), root, 1) : skipValue(from, 1);
  if (end === 0) return 0;
  const record = records;
  records += RECORD;
  const text = outAt();
  const digested = digestedAt();
  if (!isObject) noteUnusual();
  else if (!isUnusual()) identify(record, root);
  if (!isUnusual()) writeRows(record, root);
  if (isUnusual()) {
    rewind(text);
    rewindDigested(digested);
    records = record + RECORD;
    store<u32>(record, 0, 20);
  }
  store<u32>(record, isUnusual() ? 0 : MAPPED);
  store<u32>(record, <u32>from, 4);
  store<u32>(record, <u32>end, 8);
  mapped += 1;
  return end;
}

/** Whose record it is and when it was made; anything but the expected is for JavaScript to refuse. */
function identify(record: usize, root: usize): void {
  const id = root + load<u32>(plan, 16);
  const object = root + load<u32>(plan, 20);
  const livemode = kindAt(root + load<u32>(plan, 24));
  const created = root + load<u32>(plan, 28);
  const idLength = <usize>lengthAt(id);
  const name = <usize>load<u32>(plan, 12);
  const isExpected = kindAt(object) === TEXT && lengthAt(object) === <u32>name;
  if (!isExpected || !isSame(load<u32>(object), load<u32>(plan, 8), name)) return noteUnusual();
  if (kindAt(id) !== TEXT || idLength === 0 || !isAscii(load<u32>(id), idLength)) return noteUnusual();
  if ((livemode === TRUE && !isLive) || (livemode === FALSE && isLive)) return noteUnusual();
  if (kindAt(root + load<u32>(plan, 32)) === TRUE) return noteUnusual();
  const kind = kindAt(created);
  if (kind > INTEGER && kind <= ODD_NUMBER) return noteUnusual();
  store<u32>(record, load<u32>(id), 12);
  store<u32>(record, <u32>idLength, 16);
  store<f64>(record, kind === INTEGER ? <f64>integerAt(load<u32>(created), lengthAt(created)) : NO_TIME, 24);
}

function isAscii(start: usize, length: usize): bool {
  for (let at = start; at < start + length; at += 1) if (load<u8>(at) > 0x7e) return false;
  return true;
}

function writeRows(record: usize, root: usize): void {
  setRecord(root, contexts, firstSequence + <u64>mapped);
  const first = records;
  const count = load<u32>(plan, 40);
  for (let index: u32 = 0; index < count; index += 1) {
    const dataset = <usize>load<u32>(plan, 36) + <usize>index * DATASET;
    if (load<u32>(dataset, 4) === 0) writeDigestedRow(dataset, root, index);
    else writeFacts(dataset, root, index);
    if (isUnusual() || isOutputFull()) return;
  }
  store<u32>(record, <u32>((records - first) / ROW), 20);
}

/** One row for each fact that the object proves. */
function writeFacts(dataset: usize, root: usize, index: u32): void {
  const count = load<u32>(dataset, 8);
  for (let number: u32 = 0; number < count; number += 1) {
    const fact = <usize>load<u32>(dataset, 4) + <usize>number * FACT;
    if (!holdAll(load<u32>(fact), root, root)) continue;
    setFact(fact);
    if (writeRow(load<u32>(dataset), root, index, number) === 0) return;
  }
}

function writeDigestedRow(dataset: usize, root: usize, index: u32): void {
  const digested = digestedAt();
  digestBytes(load<u32>(dataset, 12), load<u32>(dataset, 16));
  const row = writeRow(load<u32>(dataset), root, index, 0);
  if (row === 0) return;
  digestUpTo(outAt());
  // The comma behind the row becomes the end of its line.
  store<u8>(digestedAt() - 1, 0x0a);
  store<u32>(row, <u32>digested, 20);
  store<u32>(row, <u32>(digestedAt() - digested), 24);
}

/** The row's address among the records; 0 when the record or the page is not for here. */
function writeRow(program: usize, root: usize, dataset: u32, fact: u32): usize {
  const start = outAt();
  startDigest();
  forgetRowId();
  emit(program, root);
  // An object of which nothing is sent is JavaScript's to write.
  if (outAt() === start || records + ROW > recordsEnd) noteUnusual();
  if (isUnusual() || isOutputFull()) return 0;
  const row = records;
  store<u32>(row, dataset);
  store<u32>(row, fact, 4);
  store<u32>(row, <u32>start, 8);
  // Without the comma.
  store<u32>(row, <u32>(outAt() - 1 - start), 12);
  store<u32>(row, <u32>lastRowId(), 16);
  records += ROW;
  return row;
}
