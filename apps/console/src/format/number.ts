/** Whole, with groups: `12,345`. */
export function formatCount(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}

/** Rounded, for tiles and axes: `1.2M`. */
export function formatCountShort(count: number, locale?: string): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(count);
}

/** A share of one as a percentage; never `0 %` or `100 %` unless it is exactly that. */
export function formatShare(share: number, locale?: string): string {
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  if (share > 0 && share < 0.001) return `< ${percent.format(0.001)}`;
  if (share < 1 && share > 0.999) return `> ${percent.format(0.999)}`;
  return percent.format(share);
}

/** Bytes in the units of operators: `24 kB`, `1.2 GB` (powers of 1000). */
export function formatBytes(bytes: number, locale?: string): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
  return `${amount} ${units[power] ?? "B"}`;
}

/** `1 record`, `2 records`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
