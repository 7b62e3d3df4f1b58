/**
 * What makes a run of `of` records fail by those of them that failed, in words; undefined: nothing does. Flow Service takes
 * no failed record while partial ingestion is off, and no greater share than `partialIngestionPercent` while it is on; up to
 * there the run is a success that carries errors.
 */
export function exceededThreshold(
  { failed, of }: { readonly failed: number; readonly of: number },
  partialIngestionPercent: number | undefined,
): string | undefined {
  if (failed === 0 || (100 * failed) / of <= (partialIngestionPercent ?? 0)) return undefined;
  const limit =
    partialIngestionPercent === undefined ? "partial ingestion is off" : `${partialIngestionPercent} % may fail`;
  return `${failed} of ${of} records failed; ${limit}.`;
}

/** `CONNECTOR-2001-500` of a run whose records failed, with the reason behind Adobe's sentence. */
export function promotionFailure(reason: string) {
  const message = `Error in processing (parsing, validation or transformation) the copied data. ${reason}`;
  return { stage: "promotion", code: "CONNECTOR-2001-500", message } as const;
}
