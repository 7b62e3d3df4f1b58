export interface Scale {
  readonly top: number;
  readonly ticks: readonly number[];
}

/** An axis from 0 to at least `most` in three to five steps of 1, 2 or 5 times a power of ten. */
export function niceScale(most: number): Scale {
  if (!(most > 0)) return { top: 1, ticks: [0, 1] };
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil(most / step - 1e-9);
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}
