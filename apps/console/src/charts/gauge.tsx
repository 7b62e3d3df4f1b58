import type { ReactNode } from "react";
import { formatCount, formatShare } from "../format/number.ts";

export interface GaugeProps {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
  readonly unit: string;
  readonly note?: string | undefined;
}

/** How much of a limit is used; it warns from 80 % and is red beyond the limit. */
export function Gauge({ name, used, limit, unit, note }: GaugeProps): ReactNode {
  const share = limit === 0 ? 0 : used / limit;
  const tone = share > 1 ? "bad" : share >= 0.8 ? "warn" : "good";
  return (
    <div className="gauge">
      <div className="row">
        <span className="strong">{name}</span>
        <span className={`tone-${tone} strong`}>{formatShare(share)}</span>
      </div>
      <div
        className="track"
        role="meter"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={Math.max(limit, used)}
        aria-valuenow={used}
        aria-valuetext={`${formatCount(used)} of ${formatCount(limit)} ${unit}`}
      >
        <i className={`bar fill-${tone}`} style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
      </div>
      <p className="small soft">
        {formatCount(used)} of {formatCount(limit)} {unit}
        {note === undefined || note === "" ? "" : ` · ${note}`}
      </p>
    </div>
  );
}
