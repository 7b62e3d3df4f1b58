import type { ReactNode } from "react";
import { formatShare } from "../format/number.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What is written at the end: an amount, a count. */
  readonly text: ReactNode;
  readonly color?: 1 | 2 | 3 | 4 | 5 | 6;
}

/** Amounts side by side, longest first if the caller sorted them; the share of the whole stands beside each. */
export function BarList({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }): ReactNode {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const whole = bars.reduce((sum, { value }) => sum + value, 0);
  return (
    <ul className="bars" aria-label={label}>
      {bars.map(({ name, value, text, color = 1 }) => (
        <li key={name}>
          <span className="name">{name}</span>
          <span className="track" aria-hidden="true">
            <i className={`bar series-${color}`} style={{ inlineSize: `${(value / most) * 100}%` }} />
          </span>
          <span className="text">
            {text} <span className="soft share-text">{whole === 0 ? "" : formatShare(value / whole)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
