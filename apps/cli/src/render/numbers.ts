import { formatMinorUnits } from "@stripe-aep/core";

const counting = new Intl.NumberFormat("en-US");

/** `12,345` */
export function formatCount(count: number): string {
  return counting.format(count);
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 04 min`; the input is in seconds. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${String(Math.round(seconds))} s`;
  if (seconds < 3600) {
    const whole = Math.round(seconds);
    return `${String(Math.floor(whole / 60))} min ${String(whole % 60).padStart(2, "0")} s`;
  }
  const minutes = Math.round(seconds / 60);
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** An amount in minor units, in major units with the currency's own number of decimals: `1,234.50`, for JPY `1,235`. */
export function formatAmount(minorUnits: bigint, currency: string): string {
  const [whole = "", fraction] = formatMinorUnits(minorUnits, currency).split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
