const LINE_MILLISECONDS = 1_000;

/**
 * Progress for programs: a line when something begins or turns into something else, and at most one a second meanwhile. `now`
 * gives milliseconds; only differences matter.
 */
export function pacedLines<Progress>(
  write: (progress: Progress) => void,
  /** What a line is about, and the state it is in: a line is due at once when the state changes. */
  aboutOf: (progress: Progress) => { readonly subject: string; readonly state: string },
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  const written = new Map<string, { readonly state: string; readonly at: number }>();
  return (progress) => {
    const { subject, state } = aboutOf(progress);
    const last = written.get(subject);
    if (last?.state === state && now() - last.at < LINE_MILLISECONDS) return;
    written.set(subject, { state, at: now() });
    write(progress);
  };
}
