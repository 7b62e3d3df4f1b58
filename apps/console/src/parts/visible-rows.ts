export interface Window {
  /** First row in the document. */
  readonly start: number;
  /** One past the last. */
  readonly end: number;
}

const beyond = 8;

/** Which rows of equal height stand in the document: those in sight and a few on either side. */
export function visibleRows(view: {
  readonly scrolled: number;
  readonly viewport: number;
  readonly rowHeight: number;
  readonly count: number;
}): Window {
  const first = Math.floor(view.scrolled / view.rowHeight) - beyond;
  const start = Math.max(0, Math.min(first, view.count - 1));
  const end = Math.min(view.count, Math.ceil((view.scrolled + view.viewport) / view.rowHeight) + beyond);
  return { start, end: Math.max(start, end) };
}
