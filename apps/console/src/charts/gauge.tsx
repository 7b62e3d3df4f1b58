import type { ReactNode } from "react";
import { formatCount, formatShare } from "../format/number.ts";

export interface GaugeProps {
  readonly name: string;
  readonly used: number;
  /** 0: counted, not limited. */
  readonly limit: number;
  readonly unit: string;
  readonly note?: string | undefined;
}

/** How much of a limit is used; it warns from 80 % and is red beyond the limit. */
export function Gauge({ name, used, limit, unit, note }: GaugeProps): ReactNode {
  const share = limit === 0 ? 0 : used / limit;
  const tone = share > 1 ? "bad" : share >= 0.8 ? "warn" : "good";
  const text = limit === 0 ? `${formatCount(used)} ${unit}` : `${formatCount(used)} of ${formatCount(limit)} ${unit}`;
  return (
    <div className="gauge">
      <div className="row">
        <span className="strong">{name}</span>
        {limit > 0 && <span className={`tone-${tone} strong`}>{formatShare(share)}</span>}
      </div>
      <div
        className="track"
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={Math.max(limit, used, 1)}
        aria-valuenow={used}
        aria-valuetext={text}
      >
        <i className={`bar fill-${tone}`} style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
      </div>
      <p className="small soft">
        {text}
        {note === undefined || note === "" ? "" : ` · ${note}`}
      </p>
    </div>
  );
}
