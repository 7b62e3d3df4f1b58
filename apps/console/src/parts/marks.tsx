import type { ReactNode } from "react";

/** What a reader should feel about a figure. Every tone has a shape of its own, so that colour never speaks alone. */
export type Tone = "good" | "warn" | "bad" | "busy" | "still";

const shapes: Readonly<Record<Tone, ReactNode>> = {
  good: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M4.6 8.2 7 10.600 11.400 5.800" fill="none" stroke="var(--raised)" strokeWidth="1.800" />
    </>
  ),
  warn: (
    <>
      <path d="M8 1 15.500 14.500H.5Z" fill="currentColor" />
      <path d="M8 6v4M8 11.400v1.400" stroke="var(--raised)" strokeWidth="1.600" />
    </>
  ),
  bad: (
    <>
      <path d="M5 .8h6l4.200 4.200v6L11 15.200H5L.8 11V5Z" fill="currentColor" />
      <path d="m5.400 5.400 5.200 5.200m0-5.200-5.200 5.200" stroke="var(--raised)" strokeWidth="1.800" />
    </>
  ),
  busy: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.3" />
      <path d="M8 2a6 6 0 0 1 6 6" fill="none" stroke="currentColor" strokeWidth="2" />
    </>
  ),
  still: <circle cx="8" cy="8" r="5.500" fill="none" stroke="currentColor" strokeWidth="2" />,
};

export function Mark({ tone }: { readonly tone: Tone }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={`tone-${tone}`}>
      {shapes[tone]}
    </svg>
  );
}

/** A state in one word with its shape: never colour alone. */
export function State({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <span className={`state tone-${tone}`}>
      <Mark tone={tone} />
      {children}
    </span>
  );
}

export function Chip({ tone = "still", children }: { readonly tone?: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`chip ${tone === "still" ? "" : `tone-${tone}`}`}>{children}</span>;
}
