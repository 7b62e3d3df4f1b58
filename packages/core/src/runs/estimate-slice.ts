/** How many objects lay within how many seconds of `created`. */
export interface Stretch {
  objects: number;
  seconds: number;
}

/** Adds a page to what a stretch knows. */
export function extend(stretch: Stretch, page: Stretch): void {
  stretch.objects += page.objects;
  stretch.seconds += page.seconds;
}

/** A page this many times denser or sparser than the stretch before it begins a new one: a burst has begun, or ended. */
const CHANGE = 4;

/** The pages of one slice that came last and are about equally dense. */
export class RecentStretch {
  #stretch: Stretch | undefined;

  /** `before`: what lay before the slice, if it was cut out of another. */
  constructor(before?: Stretch) {
    this.#stretch = before === undefined ? undefined : { ...before };
  }

  get current(): Stretch | undefined {
    return this.#stretch;
  }

  note(page: Stretch): void {
    const change = this.#stretch === undefined ? Infinity : densityOf(page) / densityOf(this.#stretch);
    if (this.#stretch !== undefined && change < CHANGE && change > 1 / CHANGE) extend(this.#stretch, page);
    else this.#stretch = { ...page };
  }
}

/** A stretch is expected to go on for this many times its length. */
const AS_LONG_AGAIN = 2;

export interface SliceEstimate {
  /** Objects that the slice probably still holds. */
  readonly remaining: number;
  /** Seconds back from the oldest object read within which half of them lie. */
  readonly half: number;
}

/**
 * What a slice probably holds in the `span` seconds that it has not shown yet: as dense as its last pages for twice as long
 * as they have been so far, and from there on as dense as everything that was read of the resource. An average over the
 * slice would not notice that a burst has begun, and leave it to one reader.
 */
export function estimateSlice(span: number, recent: Stretch, everything: Stretch): SliceEstimate {
  const near = Math.min(span, recent.seconds * AS_LONG_AGAIN);
  const [dense, usual] = [densityOf(recent), densityOf(everything)];
  const inNear = dense * near;
  const remaining = inNear + usual * (span - near);
  const half = remaining / 2;
  return { remaining, half: half <= inNear ? half / dense : near + (half - inNear) / usual };
}

function densityOf({ objects, seconds }: Stretch): number {
  return objects / Math.max(1, seconds);
}
