import { asProblem, type Problem } from "./problem.ts";

/** What is known of one question: the last answer stays while a newer one is fetched or fails. */
export interface Answer<Value> {
  readonly value: Value | undefined;
  /** Why the last attempt failed; the value, if any, is then older than it should be. */
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  /** Milliseconds since 1970 when `value` arrived. */
  readonly readAt: number | undefined;
}

type Load = (signal: AbortSignal) => Promise<unknown>;

interface Entry {
  answer: Answer<unknown>;
  readonly listeners: Set<() => void>;
  running: AbortController | undefined;
}

const unanswered: Answer<unknown> = { value: undefined, problem: undefined, loading: true, readAt: undefined };
const mostKept = 60;
const entries = new Map<string, Entry>();

function entryOf(question: string): Entry {
  const known = entries.get(question);
  if (known !== undefined) return known;
  forgetOldest();
  const entry: Entry = { answer: unanswered, listeners: new Set(), running: undefined };
  entries.set(question, entry);
  return entry;
}

function forgetOldest(): void {
  if (entries.size < mostKept) return;
  for (const [question, entry] of entries) {
    if (entry.listeners.size === 0) {
      entries.delete(question);
      return;
    }
  }
}

export function answerTo(question: string): Answer<unknown> {
  return entryOf(question).answer;
}

export function listen(question: string, listener: () => void): () => void {
  const entry = entryOf(question);
  entry.listeners.add(listener);
  return () => {
    entry.listeners.delete(listener);
    if (entry.listeners.size === 0) entry.running?.abort();
  };
}

function tell(entry: Entry, answer: Answer<unknown>): void {
  entry.answer = answer;
  for (const listener of entry.listeners) listener();
}

/** Asks again; a question that is being asked is not asked twice. */
export async function ask(question: string, load: Load, now: () => number = Date.now): Promise<void> {
  const entry = entryOf(question);
  if (entry.running !== undefined && !entry.running.signal.aborted) return;
  const running = new AbortController();
  entry.running = running;
  tell(entry, { ...entry.answer, loading: true });
  try {
    const value = await load(running.signal);
    if (running.signal.aborted) return;
    tell(entry, { value, problem: undefined, loading: false, readAt: now() });
  } catch (error) {
    if (running.signal.aborted) return;
    tell(entry, { ...entry.answer, problem: asProblem(error), loading: false });
  } finally {
    if (entry.running === running) entry.running = undefined;
  }
}

/** Forgets everything: another person signs in. */
export function forgetAnswers(): void {
  for (const entry of entries.values()) {
    entry.running?.abort();
    tell(entry, unanswered);
  }
}
